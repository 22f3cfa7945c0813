import { describe, expect, test } from 'vitest';
import { Attention } from '../../../../../src-main/core/services/attention/attention.ts';
import { NewestFirst } from '../../../../../src-main/core/services/attention/newest-first.ts';
import {
  type PreparedWindow,
  PreparedWindows,
} from '../../../../../src-main/core/services/attention/prepared-windows.ts';
import type { VideoId } from '../../../../../src-main/shared/records.ts';
import { addScores, reviewProject } from '../../../../support/review-project.ts';
import { modelRecord } from '../../../../support/stored-run.ts';
import { addVideo } from '../../../../support/stored-video.ts';

/** A model that shows no attention, and a run of it. */
function projectWith(fields: object) {
  const made = reviewProject();
  addVideo(made.store, 'video-a', 1000);
  const record = modelRecord(2);
  const preprocessing = {
    ...{ backend: 'pil', size: { shortestEdge: 32 }, cropSize: { height: 32, width: 32 }, rescaleFactor: 1 / 255 },
    ...{ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], channelOrder: 'rgb' },
  };
  const manifest = {
    ...{
      version: 1,
      name: 'walks',
      converter: { name: 'timeloupe', version: '1' },
      source: { kind: 'onnx', files: [] },
    },
    ...{ config: {}, preprocessing, problemType: 'single_label_classification', samplingRate: 4 },
    ...{ graphs: { predict: 'p.onnx', inspect: null }, precision: 'fp32', selfCheck: null },
    ...(record.manifest as object),
    ...fields,
  };
  made.store.runs.putModel({ ...record, name: 'walks', manifest });
  const runId = addScores(made.store, { labels: record.labels, windows: { 'video-a': [[0.9, 0.1], null] } });
  return { ...made, ref: { runId, videoId: 'video-a' as VideoId, index: 0 } };
}

describe.each([
  ['a generic classifier', { architecture: 'generic' }, 'gives scores only'],
  ['an int8 model', { architecture: 'timesformer', precision: 'int8' }, 'int8'],
])('%s', (_, fields, words) => {
  test('offers no view, says why, and where it looks', async () => {
    const { project, ref } = projectWith(fields);
    const attention = new Attention(project);
    const facts = attention.facts(ref);
    expect(facts).toMatchObject({ views: [], layers: 0, heads: 0, rows: 0, columns: 0, isReady: false });
    expect(facts.refusal).toContain(words);
    expect(facts.crop.top).toBeCloseTo(0, 9);
    await expect(attention.prepare(ref)).rejects.toMatchObject({ code: 'model.unsupported', message: facts.refusal });
    await expect(attention.map(ref, { view: 'class', head: 'mean', frame: 0 })).rejects.toMatchObject({
      code: 'model.unsupported',
    });
    const check = { window: ref, map: { view: 'class', head: 'mean', frame: 0 }, label: 'label 0' } as const;
    expect(() => attention.honesty(check)).toThrow(facts.refusal!);
  });
});

test('a model that is gone', async () => {
  const config = {
    num_frames: 4,
    image_size: 32,
    patch_size: 16,
    hidden_size: 8,
    num_attention_heads: 2,
    num_hidden_layers: 2,
  };
  const fields = {
    architecture: 'timesformer',
    graphs: { predict: 'p.onnx', inspect: 'i.onnx' },
    config: { model_type: 'timesformer', attention_type: 'divided_space_time', intermediate_size: 16, ...config },
  };
  const { project, ref } = projectWith(fields);
  const attention = new Attention(project);
  expect(attention.facts(ref)).toMatchObject({ rows: 2, columns: 2, layers: 2, heads: 2, refusal: null });
  await expect(attention.prepare(ref)).rejects.toMatchObject({ code: 'model.not_found' });
});

describe('windows that are kept', () => {
  const window = (sizeBytes: number) => ({ sizeBytes }) as PreparedWindow;

  test('the one used longest ago goes first', () => {
    const windows = new PreparedWindows(100);
    windows.add('a', window(40));
    windows.add('b', window(40));
    windows.get('a');
    windows.add('c', window(40));
    expect(['a', 'b', 'c'].map((key) => windows.has(key))).toEqual([true, false, true]);
  });

  test('there is room for one of any size, and for sixteen small ones', () => {
    const windows = new PreparedWindows(100);
    windows.add('huge', window(1000));
    expect(windows.has('huge')).toBe(true);
    for (let i = 0; i < 20; i++) windows.add(`w${i}`, window(1));
    expect(windows.has('huge')).toBe(false);
    expect(Array.from({ length: 20 }, (_, i) => windows.has(`w${i}`)).filter(Boolean)).toHaveLength(16);
  });
});

test('the newest wish is first, shared by all who have it, and old ones are given up', async () => {
  const queue = new NewestFirst<string>(2);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const wish = (key: string) =>
    queue.run(key, () => {
      begun.push(key);
      return new Promise((resolve) => ends.set(key, () => resolve(key)));
    });
  const first = wish('first');
  const old = wish('old');
  const [second, third, again] = [wish('second'), wish('third'), wish('second')];
  await expect(old).rejects.toMatchObject({ code: 'cancelled' });
  ends.get('first')!();
  await first;
  await Promise.resolve();
  ends.get('second')!();
  expect(await Promise.all([second, again])).toEqual(['second', 'second']);
  await Promise.resolve();
  ends.get('third')!();
  await third;
  expect(begun).toEqual(['first', 'second', 'third']);
});
