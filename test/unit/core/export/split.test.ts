import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exporterById } from '../../../../src-main/core/export/formats/index.ts';
import { commonLosses } from '../../../../src-main/core/export/losses.ts';
import {
  requireDisjoint,
  splitVideos as splitInSteps,
  type SplitVideo,
} from '../../../../src-main/core/export/split.ts';
import { SPLITS, type Split } from '../../../../src-main/shared/protocol/export-methods.ts';
import { finished, scope, scopeSegment, scopeVideo, selected } from '../../../support/export-scope.ts';

const SHARES = { train: 0.8, val: 0.1, test: 0.1 };

function splitVideos(...args: Parameters<typeof splitInSteps>): Map<string, Split> {
  return finished(splitInSteps(...args));
}

function video(id: string, counts: Record<string, number>, assigned: Split | null = null): SplitVideo {
  return { id, fingerprint: `print of ${id}`, counts: new Map(Object.entries(counts)), assigned };
}

const randomVideos = fc
  .array(fc.record({ print: fc.nat({ max: 9 }), a: fc.nat({ max: 50 }), b: fc.nat({ max: 50 }) }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((drawn) =>
    drawn.map(({ print, a, b }, i): SplitVideo => ({ ...video(`v${i}`, { a, b }), fingerprint: `p${print}` })),
  );

describe('splitVideos', () => {
  test('puts every source into exactly one set, the same ones for the same seed in any order', () => {
    fc.assert(
      fc.property(randomVideos, fc.nat({ max: 99 }), (videos, seed) => {
        const sets = splitVideos(videos, SHARES, seed);
        expect([...sets.keys()].sort()).toEqual(videos.map(({ id }) => id).sort());
        requireDisjoint(videos, sets);
        const again = splitVideos([...videos].reverse(), SHARES, seed);
        for (const { id } of videos) expect(again.get(id)).toBe(sets.get(id));
      }),
      { numRuns: 100 },
    );
  });

  test('fills each set that is wanted as long as there are videos', () => {
    for (const count of [3, 4, 7]) {
      const videos = Array.from({ length: count }, (_, i) => video(`v${i}`, { a: 10 + i }));
      expect(new Set(splitVideos(videos, SHARES, 1).values())).toEqual(new Set(SPLITS));
    }
    const two = splitVideos([video('x', { a: 1 }), video('y', { a: 9 })], SHARES, 1);
    expect(two.get('y')).toBe('train');
    const noTest = splitVideos(
      [video('x', { a: 1 }), video('y', { a: 9 }), video('z', { a: 3 })],
      { train: 3, val: 1, test: 0 },
      1,
    );
    expect([...noTest.values()]).not.toContain('test');
  });

  test('gives each set its share of every class as far as whole videos allow', () => {
    const videos = Array.from({ length: 20 }, (_, i) => video(`v${i}`, i % 2 === 0 ? { walk: 10 } : { stand: 10 }));
    const sets = splitVideos(videos, SHARES, 1);
    const counts = (set: Split) =>
      videos.filter(({ id }) => sets.get(id) === set).map(({ counts: own }) => [...own.keys()][0]);
    expect(counts('train')).toHaveLength(16);
    for (const set of ['val', 'test'] as const) expect(counts(set).sort()).toEqual(['stand', 'walk']);
  });

  test('leaves a video where a person wants it', () => {
    const videos = [video('big', { a: 100 }, 'test'), video('x', { a: 5 }), video('y', { a: 5 })];
    const sets = splitVideos(videos, SHARES, 1);
    expect(sets.get('big')).toBe('test');
    expect(new Set(['x', 'y'].map((id) => sets.get(id)))).toEqual(new Set(['train', 'val']));
  });

  test('is quick for many videos and classes', () => {
    const classes = Array.from({ length: 400 }, (_, i) => `class ${i}`);
    const videos = Array.from({ length: 300 }, (_, i) =>
      video(`v${i}`, Object.fromEntries(classes.filter((_, c) => (c + i) % 7 === 0).map((name) => [name, i]))),
    );
    expect(splitVideos(videos, SHARES, 1).size).toBe(300);
  });
});

test('one source in two sets is noticed', () => {
  const videos = [video('a', {}), { ...video('b', {}), fingerprint: 'print of a' }];
  expect(() => requireDisjoint(videos, new Map([['a', 'train'], ['b', 'test']]))).toThrow('lies in train and in test'); // prettier-ignore
});

describe('a set that stays empty', () => {
  const reasonFor = (...segments: string[]) => {
    const exporter = exporterById('class-folders');
    const videos = ['a', 'b', 'c', 'd'].map((id) => scopeVideo(id));
    const from = scope({ classNames: ['walk'], videos, segments: segments.map((text) => scopeSegment(text)) });
    const losses = commonLosses(exporter, selected(exporter, from, { split: SHARES }));
    return losses.find(({ what }) => what.endsWith('stays empty'))?.why;
  };

  test('is told with the videos that have something to write, not with all', () => {
    const two = ['s1 a walk 0-60', 's2 b walk 0-60'];
    expect(reasonFor(...two)).toBe('2 videos with something to write for 3 sets; none is ever cut in two');
    expect(reasonFor('s1 a walk 0-60', 's2 a walk 90-120')).toBe(
      '1 video with something to write for 3 sets; none is ever cut in two',
    );
    expect(reasonFor(...two, 's3 c walk 0-60 unreviewed')).toMatch(/^2 videos with/);
  });
});
