import { expect, test } from 'vitest';
import type { VideoId } from '../../../../src-main/shared/records.ts';
import { ProjectStore } from '../../../../src-main/core/store/project-store.ts';
import { emptyProject } from '../../../support/stored-run.ts';
import { videoFacts } from '../../../support/stored-video.ts';

const A = 'a' as VideoId;

test('a video comes back with every fact, its frames apart', () => {
  const store = emptyProject();
  const video = { ...videoFacts('a', 3), pts: Float64Array.of(-2, 0.5, 9e12), keyframes: Uint32Array.of(0, 2) };
  store.videos.add({ id: A, name: 'A film', path: 'films/a.mp4', modifiedMs: 12.5, addedAt: '2026-01-01', video });
  expect(store.videos.get(A)).toEqual({
    id: 'a',
    name: 'A film',
    isRemoved: false,
    path: 'films/a.mp4',
    fingerprint: 'print of a',
    fullHash: null,
    modifiedMs: 12.5,
    isChanged: false,
    addedAt: '2026-01-01',
    frameCount: 3,
    facts: {
      sizeBytes: 1,
      codec: 'h264',
      pixelFormat: 'yuv420p',
      widthPx: 64,
      heightPx: 48,
      rotationDeg: 0,
      sampleAspectRatio: { num: 1, den: 1 },
      streamIndex: 0,
      timeBase: { num: 1, den: 15_360 },
      lastDuration: 512,
      isVariableFrameRate: false,
    },
    holes: [],
  });
  expect(store.videos.frames(A)).toEqual({ pts: video.pts, keyframes: video.keyframes });
});

test('what changes is kept over closing', () => {
  const store = emptyProject();
  add(store, 'a', '2026-01-01');
  const holes = [{ fromFrame: 1, toFrame: 2, reason: 'damaged' }];
  store.videos.setFile(A, { path: '../b.mp4', modifiedMs: 7, isChanged: true });
  store.videos.setFullHash(A, 'ff');
  store.videos.setHoles(A, holes);
  store.close();
  const again = ProjectStore.open(store.path);
  expect(again.videos.get(A)).toMatchObject({
    path: '../b.mp4',
    modifiedMs: 7,
    isChanged: true,
    fullHash: 'ff',
    holes,
  });
  again.close();
});

test('lists come in the order of adding, without removed videos unless asked', () => {
  const store = emptyProject();
  add(store, 'late', '2026-01-03');
  add(store, 'early', '2026-01-01');
  add(store, 'gone', '2026-01-02');
  store.db.exec(`UPDATE video SET is_removed = 1 WHERE id = 'gone'`);
  expect(store.videos.list().map(({ id }) => id)).toEqual(['early', 'late']);
  expect(store.videos.list({ includeRemoved: true }).map(({ id }) => id)).toEqual(['early', 'gone', 'late']);
  expect(store.videos.totals()).toEqual({ videos: 2, frames: 4 });
});

test('a fingerprint is found, and is there once', () => {
  const store = emptyProject();
  add(store, 'a', '2026-01-01');
  expect(store.videos.withFingerprint('print of a')?.id).toBe('a');
  expect(store.videos.withFingerprint('other')).toBeUndefined();
  expect(() => add(store, 'a', '2026-01-01')).toThrow(/UNIQUE/);
});

test('an unknown video is named', () => {
  const store = emptyProject();
  const unknown = expect.objectContaining({ code: 'video.unknown' }) as Error;
  expect(() => store.videos.get(A)).toThrow(unknown);
  expect(() => store.videos.frames(A)).toThrow(unknown);
});

test('the rows that lists read hold no frames, however many there are', () => {
  const store = emptyProject();
  for (let i = 0; i < 20; i++) add(store, `v${i}`, '2026-01-01', 50_000);
  const pages = store.db.prepare(`SELECT count(*) AS n FROM dbstat WHERE name = 'video'`).get() as { n: number };
  expect(pages.n).toBeLessThan(10);
});

function add(store: ProjectStore, id: string, addedAt: string, frameCount = 2): void {
  const video = videoFacts(id, frameCount);
  store.videos.add({ id: id as VideoId, name: id, path: `${id}.mp4`, modifiedMs: 0, addedAt, video });
}
