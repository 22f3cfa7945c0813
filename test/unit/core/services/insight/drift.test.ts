import { expect, test } from 'vitest';
import { driftChart } from '../../../../../src-main/core/services/insight/drift.ts';
import { openQueue, queueItems } from '../../../../../src-main/core/services/review/queue.ts';
import { markItem } from '../../../../../src-main/core/services/review/queue-marks.ts';
import { queueRequestSchema } from '../../../../../src-main/shared/protocol/review-methods.ts';
import type { VideoId } from '../../../../../src-main/shared/records.ts';
import { addBasics, addScores, addSegment, reviewProject } from '../../../../support/review-project.ts';

const video = 'video-a' as VideoId;
const said = { status: 'accepted', source: 'person', annotator: 'Ada' } as const;
/** Windows of 20 frames every 10; 0 and 4 are clear, 2 and 6 doubtful. */
const WALK = [0.9, 0.9, 0.52, 0.5, 0.2, 0.2, 0.49];

function prepared() {
  const made = reviewProject();
  addBasics(made.store, [video], ['walk', 'run']);
  const windows = { [video]: WALK.map((score) => [score, 1 - score]) };
  const runId = addScores(made.store, { labels: ['walk', 'run'], windows });
  const decide = async (request: object, indices: readonly number[]) => {
    const asked = queueRequestSchema.parse({ runId, target: 'windows', ...request });
    const { id: queueId } = await openQueue(made.project, { annotator: 'Ada', request: asked });
    for (const { place, windowIndex } of queueItems(made.project, { queueId, from: 0, count: 10 })) {
      if (indices.includes(windowIndex!)) markItem(made.project, { queueId, place, state: 'decided' });
    }
  };
  const drift = () => driftChart(made.project, { runId, annotator: 'Ada', margin: 0.1 });
  return { ...made, runId, decide, drift };
}

test('what was decided blind is counted apart from what was decided with predictions in view', async () => {
  const { store, decide, drift } = prepared();
  await decide({ measure: 'random', isBlind: true }, [0, 2]);
  await decide({ measure: 'confidence' }, [4, 6]);
  // The run says walk of 0 and 2, and run of 4 and 6.
  addSegment(store, 'a', { classId: 'walk', startFrame: 0, endFrame: 18, ...said });
  addSegment(store, 'b', { classId: 'run', startFrame: 22, endFrame: 40, ...said });
  addSegment(store, 'c', { classId: 'walk', startFrame: 40, endFrame: 58, ...said });
  addSegment(store, 'd', { classId: 'run', startFrame: 62, endFrame: 80, ...said });
  expect(await drift()).toEqual({
    blind: { clear: { windows: 1, agreed: 1 }, doubtful: { windows: 1, agreed: 0 } },
    shown: { clear: { windows: 1, agreed: 0 }, doubtful: { windows: 1, agreed: 1 } },
  });
});

test('segments of others say nothing, and a window counts once', async () => {
  const { store, decide, drift } = prepared();
  addSegment(store, 'a', { classId: 'walk', startFrame: 0, endFrame: 18, ...said, annotator: 'Bo' });
  await decide({ measure: 'entropy' }, [0]);
  await decide({ measure: 'random' }, [0]);
  const { blind, shown } = await drift();
  expect(shown.clear).toEqual({ windows: 1, agreed: 0 });
  expect(blind.clear.windows + blind.doubtful.windows).toBe(0);
});

test('only windows at random can be decided blind', async () => {
  const { decide } = prepared();
  await expect(decide({ measure: 'margin', isBlind: true }, [])).rejects.toThrow('at random');
});
