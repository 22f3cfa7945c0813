import { describe, expect, test } from 'vitest';
import type { RunId, VideoId } from '../../../../src-main/shared/records.ts';
import { headOfView, nearestPlace, peakOf, stepHead } from '../../../../src-renderer/lib/attention-heads.ts';
import { mapPath, picturePath, weightsPath } from '../../../../src-renderer/lib/attention-path.ts';
import { mapTitle, mapWords } from '../../../../src-renderer/lib/attention-words.ts';

const WINDOW = { runId: 3 as RunId, videoId: 'v' as VideoId, index: 7 };

describe('paths', () => {
  test('a map', () => {
    const wish = { view: 'patch', layer: 0, head: 'max', query: { x: 0, y: 4 }, frame: 2 } as const;
    expect(mapPath(WINDOW, wish)).toBe('map/3/v/7.bin?view=patch&layer=0&head=max&x=0&y=4&frame=2');
    expect(mapPath(WINDOW, wish, { extra: { head: 'each', at: 5 } })).toContain('head=each&x=0&y=4&frame=2&at=5');
    expect(mapPath(WINDOW, { view: 'contribution', label: 'a&b' }, { format: 'npy' })).toBe(
      'map/3/v/7.npy?view=contribution&label=a%26b',
    );
  });

  test('weights and pictures', () => {
    expect(weightsPath(WINDOW, 'rollout', undefined)).toBe('weights/3/v/7.bin?of=rollout');
    const look = { colourMap: 'magma', opacity: 0.66, isSmooth: false, normalise: 'frame' } as const;
    expect(picturePath(WINDOW, 2, { view: 'rollout' }, look)).toBe(
      'picture/3/v/7/2.png?view=rollout&map=magma&opacity=0.66&smooth=0&normalise=frame',
    );
  });
});

test('heads are stepped through in a circle', () => {
  expect(stepHead('mean', 1, 4)).toBe(0);
  expect(stepHead('max', -1, 4)).toBe(3);
  expect(stepHead(3, 1, 4)).toBe(0);
  expect(stepHead(0, -1, 4)).toBe(3);
  expect(stepHead(2, 1, 0)).toBe('mean');
  expect(headOfView('rollout', 'max')).toBe('mean');
  expect(headOfView('rollout', 2)).toBe(2);
  expect(headOfView('contribution', 2)).toBe('mean');
});

test('places and peaks', () => {
  expect(nearestPlace([10, 14, 18, 18], 16)).toBe(1);
  expect(nearestPlace([10, 14, 18, 18], 99)).toBe(2);
  expect(peakOf(Float32Array.of(9, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0), { rows: 2, columns: 3 }, 1)).toEqual({
    x: 2,
    y: 0,
  });
});

test('words count layers and heads from 1', () => {
  const shown = { layer: 10, head: 6, query: { x: 10, y: 4 }, label: 'wave' } as const;
  expect(mapTitle({ ...shown, view: 'patch' })).toBe('Patch → patches · layer 11 · head 7');
  expect(mapTitle({ ...shown, view: 'rollout' })).toBe('Rollout · head 7');
  expect(mapTitle({ ...shown, view: 'rollout', head: 'mean' })).toBe('Rollout');
  expect(mapTitle({ ...shown, view: 'contribution' })).toBe('Contribution to wave');
  expect(mapWords({ ...shown, view: 'patch' })).toBe('patch (10, 4) to patches');
  expect(mapWords({ ...shown, view: 'class', query: null })).toBe('class token to patches');
});
