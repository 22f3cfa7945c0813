import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ProjectStore } from '../../src-main/core/store/project-store.ts';
import type { VideoId } from '../../src-main/shared/records.ts';
import { videoFacts } from './stored-video.ts';

/** A new project in a folder of its own, closed and removed when the test is over. */
export function temporaryProject(): ProjectStore {
  const folder = mkdtempSync(join(tmpdir(), 'timeloupe-project-'));
  const store = ProjectStore.create(join(folder, 'test.timeloupe'));
  onTestFinished(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });
  return store;
}

/** Adds a video of which only the name and the length matter; no file stands behind it. */
export function addVideo(store: ProjectStore, { name = 'clip', frameCount = 1000 } = {}): VideoId {
  const id = randomUUID() as VideoId;
  const video = videoFacts(id, frameCount);
  store.videos.add({ id, name, path: `${name}.mp4`, modifiedMs: 0, addedAt: '2026-01-01T00:00:00.000Z', video });
  return id;
}
