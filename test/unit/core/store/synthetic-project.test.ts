import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkProject } from '../../../../src-main/core/store/check.ts';
import { createSyntheticProject, syntheticWindows } from '../../../support/synthetic-project.ts';

const SIZE = { frames: 9000, windows: 260, classes: 45, segments: 30, embedding: 8, attentionBytes: 16 };

test('a project filled window by window keeps every rule of its tables', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'timeloupe-synthetic-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'drawn.timeloupe');
  const { store, runVideoId, labels } = createSyntheticProject(path, SIZE);
  for (let from = 0; from < SIZE.windows; from += 65) {
    store.scores.append(runVideoId, [...syntheticWindows(SIZE, from, from + 65)]);
  }
  const [, last] = store.scores.windows(runVideoId, { from: 258, to: 260 });
  store.close();
  expect(last).toMatchObject({ index: 259, startFrame: 259 * 32, endFrame: 259 * 32 + 256 });
  expect(labels).toHaveLength(SIZE.classes);
  expect((await checkProject(path)).faults).toEqual([]);
});

test('the windows of a synthetic project are the same each time, whatever part is made', () => {
  const all = [...syntheticWindows(SIZE)];
  expect([...syntheticWindows(SIZE, 100, 120)]).toEqual(all.slice(100, 120));
  for (const { scores } of all) expect(scores!.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 5);
});
