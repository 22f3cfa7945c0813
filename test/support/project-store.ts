import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ProjectStore } from '../../src-main/core/store/project-store.ts';
import type { VideoId } from '../../src-main/shared/records.ts';

/** A new project in a folder of its own, closed and removed when the test is over. */
export function temporaryProject(): ProjectStore {
  const folder = mkdtempSync(join(tmpdir(), 'timeloupe-project-'));
  const store = ProjectStore.open(join(folder, 'test.timeloupe'));
  onTestFinished(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });
  return store;
}

/** Adds a video of which only the name and the length matter; no file stands behind it. */
export function addVideo(store: ProjectStore, { name = 'clip', frameCount = 1000 } = {}): VideoId {
  const id = randomUUID() as VideoId;
  const pts = new Uint8Array(Float64Array.from({ length: frameCount }, (_, i) => i).buffer);
  store.db
    .prepare(
      `INSERT INTO video (id, name, path, fingerprint, size_bytes, added_at, frame_count, facts, pts, keyframes)
       VALUES (?, ?, ?, ?, 1, '2026-01-01T00:00:00.000Z', ?, '{}', ?, x'00000000')`,
    )
    .run(id, name, `${name}.mp4`, id, frameCount, pts);
  return id;
}
