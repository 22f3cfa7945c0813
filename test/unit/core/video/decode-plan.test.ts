import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyframeBefore, planRuns } from '../../../../src-main/core/video/decode-plan.ts';
import { selectExpression } from '../../../../src-main/core/video/select-filter.ts';

const FULL_HD = { widthPx: 1920, heightPx: 1080 };
const every250 = Uint32Array.from({ length: 40 }, (_, i) => i * 250);
const indices = fc
  .uniqueArray(fc.nat({ max: 9999 }), { minLength: 1, maxLength: 60 })
  .map((list) => list.sort((a, b) => a - b));

describe('runs', () => {
  test('hold every wanted frame once, in order, behind their key frame', () => {
    fc.assert(
      fc.property(indices, (wanted) => {
        const runs = planRuns({ ...FULL_HD, keyframes: every250 }, wanted);
        expect(runs.flatMap((run) => run.wanted)).toEqual(wanted);
        for (const { keyframe, wanted: part } of runs) {
          if (keyframe !== null) expect(keyframe).toBe(keyframeBefore(every250, part[0]!));
        }
      }),
    );
  });

  test.each([
    ['every frame', Array.from({ length: 1000 }, (_, i) => i), [null]],
    ['two far apart', [10, 9000], [null, 9000]],
    ['one far in', [5100], [5000]],
    ['two in one group of pictures', [5010, 5240], [5000]],
  ])('%s', (_, wanted, keyframes) => {
    const runs = planRuns({ ...FULL_HD, keyframes: every250 }, wanted);
    expect(runs.map((run) => run.keyframe)).toEqual(keyframes);
  });

  test('without key frames everything is decoded from the start', () => {
    expect(planRuns({ ...FULL_HD, keyframes: new Uint32Array() }, [10, 9000])).toEqual([
      { keyframe: null, wanted: [10, 9000] },
    ]);
  });

  test('small pictures are not worth a seek', () => {
    expect(planRuns({ widthPx: 32, heightPx: 32, keyframes: every250 }, [10, 900])).toHaveLength(1);
  });
});

describe('select expressions', () => {
  const pts = Float64Array.from({ length: 1_000_000 }, (_, i) => Math.round((i * 1001 * 1000) / 30000));

  test('a long regular sampling is one short term that tells its frames from their neighbours', () => {
    const wanted = Array.from({ length: 100_000 }, (_, i) => 3 + i * 8);
    const expression = selectExpression(pts, wanted);
    expect(expression.length).toBeLessThan(200);
    expect(expression).toMatch(/^between\(pts,99\.5,\d+\.5\)\*lte\(/);
  });

  test('an irregular sampling of many frames lets everything through between its ends', () => {
    const wanted = Array.from({ length: 3000 }, (_, i) => i * 5 + [0, 1, 3][i % 3]!);
    expect(selectExpression(pts, wanted)).toBe(`between(pts,${pts[0]! - 0.5},${pts[wanted.at(-1)!]! + 0.5})`);
  });

  test('many windows apart by another rhythm than their frames share the common one', () => {
    const wanted = Array.from({ length: 800 }, (_, i) => 70 * Math.floor(i / 8) + 4 * (i % 8));
    const regular = wanted.at(-1)! / 2 + 1;
    expect(selectExpression(pts, wanted)).toBe(
      selectExpression(
        pts,
        Array.from({ length: regular }, (_, i) => 2 * i),
      ),
    );
  });

  test('single frames are single terms', () => {
    expect(selectExpression(pts, [0, 3, 30])).toBe(
      'between(pts,-0.5,0.5)+between(pts,99.5,100.5)+between(pts,1000.5,1001.5)',
    );
  });
});
