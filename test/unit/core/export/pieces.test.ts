import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backgroundSpans } from '../../../../src-main/core/export/background.ts';
import { choose } from '../../../../src-main/core/export/choose.ts';
import { csvLine, parseCsv } from '../../../../src-main/core/export/csv.ts';
import { byCodePoint, fileNames } from '../../../../src-main/core/export/names.ts';
import { draw, drawingWarnings } from '../../../../src-main/core/export/sampler.ts';
import { nearestFrame } from '../../../../src-main/core/base/nearest-frame.ts';
import { SAMPLERS } from '../../../../src-main/shared/protocol/export-methods.ts';
import { secondsFromStart } from '../../../../src-main/shared/time.ts';
import type { ClassId, VideoId } from '../../../../src-main/shared/records.ts';
import { HARD_NAMES, scopeAbsence, scopeSegment, scopeVideo } from '../../../support/export-scope.ts';

describe('file names', () => {
  test('of hard names', () => {
    expect(fileNames(HARD_NAMES, 'class')).toEqual([
      'walk_then_stop',
      'two_lines',
      'rf',
      '1_1',
      'NA',
      'null',
      'touch_face',
      'عض_اليد',
      'a_b_c_d_run_hide',
      'con_',
      'class',
      'Walk',
      'walk_2',
      'n'.repeat(80),
    ]);
  });

  test('are different whatever the case, short, and hold nothing that a list or a file system parts at', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 120 }), { maxLength: 30 }), (names) => {
        const made = fileNames(names, 'class');
        expect(new Set(made.map((name) => name.normalize('NFKC').toLowerCase())).size).toBe(names.length);
        for (const name of made) {
          expect(name).toMatch(/^[\p{L}\p{N}][\p{L}\p{N}\p{M}._-]*$/u);
          expect(Buffer.byteLength(name)).toBeLessThan(90);
        }
      }),
    );
  });

  test('are ordered as Python orders them', () => {
    expect(['b', 'ab', 'a', '\u{1F600}', '\uFFFD', 'Z'].sort(byCodePoint)).toEqual([
      'Z',
      'a',
      'ab',
      'b',
      '\uFFFD',
      '\u{1F600}',
    ]);
  });
});

describe('CSV', () => {
  test('gives every table back', () => {
    const cell = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', 'a,b', '"', '\r\n', ' x ', '-', 'NA'));
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { maxLength: 8 });
    fc.assert(
      fc.property(table, fc.constantFrom(',', '\t', ';'), (rows, separator) => {
        const text = rows.map((row) => csvLine(row, separator)).join('');
        expect(parseCsv(text, separator)).toEqual(rows);
      }),
    );
  });

  test('takes lines that end as on Windows, and an end without a line end', () => {
    expect(parseCsv('a,b\r\n"c","d"')).toEqual([['a', 'b'], ['c', 'd']]); // prettier-ignore
    expect(parseCsv('a,\n,b\n\n')).toEqual([['a', ''], ['', 'b']]); // prettier-ignore
    expect(parseCsv('a,')).toEqual([['a', '']]);
    expect(parseCsv('')).toEqual([]);
  });

  test('names what is malformed', () => {
    expect(() => parseCsv('a,"b')).toThrow('not closed');
    expect(() => parseCsv('a,b"c')).toThrow('a quote stands within');
    expect(() => parseCsv('a,"b"c\n')).toThrow('goes on behind its quote');
  });
});

describe('what a trainer draws', () => {
  const MODEL = { frames: 8, rate: 32 };
  const framesOf = (...args: Parameters<typeof draw>) => draw(...args).frames;
  const warningsOf = (...args: Parameters<typeof draw>) => drawingWarnings(args[0], draw(...args));

  test('dense, as TimeSformer does, in the middle of the clip', () => {
    // As numpy: np.clip(np.linspace(start, start + 255, 8), 0, n - 1).astype(int), with start = max(n - 256, 0) / 2.
    expect(framesOf('dense', MODEL, 256, 30)).toEqual([0, 36, 72, 109, 145, 182, 218, 255]);
    expect(framesOf('dense', MODEL, 300, 30)).toEqual([22, 58, 94, 131, 167, 204, 240, 277]);
    expect(framesOf('dense', { frames: 16, rate: 16 }, 256, 30).slice(0, 3)).toEqual([0, 17, 34]);
    // Half the frame rate, half the span.
    expect(framesOf('dense', MODEL, 128, 15)).toEqual([0, 18, 36, 54, 72, 90, 108, 127]);
    expect(framesOf('dense', { frames: 1, rate: 32 }, 100, 30)).toEqual([34]);
  });

  test('dense, clamped to a clip that is shorter than its span', () => {
    expect(framesOf('dense', { frames: 96, rate: 4 }, 300, 30).filter((frame) => frame === 299)).toHaveLength(21);
    expect(framesOf('dense', MODEL, 100, 30)).toEqual([0, 36, 72, 99, 99, 99, 99, 99]);
    expect(framesOf('dense', { frames: 2, rate: 1 }, 9, 1)).toEqual([4, 4]);
    expect(framesOf('dense', MODEL, 1, 30)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test('uniform, the middles of equal parts', () => {
    expect(framesOf('uniform', MODEL, 136, 25)).toEqual([8, 25, 42, 59, 76, 92, 109, 126]);
    expect(framesOf('uniform', { frames: 4, rate: 1 }, 1, 25)).toEqual([0, 0, 0, 0]);
  });

  test('as the checkpoint takes its windows, whatever the frame rate', () => {
    for (const fps of [15, 30]) {
      expect(framesOf('checkpoint', { frames: 4, rate: 8 }, 25, fps)).toEqual([0, 8, 16, 24]);
      expect(framesOf('checkpoint', { frames: 4, rate: 8 }, 100, fps)).toEqual([37, 45, 53, 61]);
      expect(framesOf('checkpoint', { frames: 4, rate: 8 }, 12, fps)).toEqual([0, 8, 11, 11]);
    }
  });

  test('within the clip, ascending, for every length, rate and sampler', () => {
    const drawing = fc.record({ frames: fc.integer({ min: 1, max: 96 }), rate: fc.integer({ min: 1, max: 64 }) });
    const length = fc.integer({ min: 1, max: 3000 });
    fc.assert(
      fc.property(
        fc.constantFrom(...SAMPLERS),
        drawing,
        length,
        fc.double({ min: 1, max: 240, noNaN: true }),
        (...args) => {
          const { frames, repeats, coverage } = draw(...args);
          expect(frames).toHaveLength(args[1].frames);
          for (const [i, frame] of frames.entries()) {
            expect(Number.isInteger(frame) && frame >= (frames[i - 1] ?? 0) && frame < args[2]).toBe(true);
          }
          expect(repeats).toBe(frames.length - new Set(frames).size);
          expect(coverage > 0 && coverage <= 1).toBe(true);
        },
      ),
    );
  });

  test('with remarks on what repeats, and on how little of the sample is labelled', () => {
    expect(warningsOf('dense', MODEL, 300, 30)).toEqual([]);
    expect(warningsOf('dense', MODEL, 200, 30)).toEqual(['last frame repeated 1 time']);
    expect(warningsOf('dense', MODEL, 64, 30)).toEqual(['last frame repeated 5 times', 'label covers 25 % of the sample']); // prettier-ignore
    expect(warningsOf('dense', MODEL, 127, 30)[1]).toBe('label covers 50 % of the sample');
    expect(warningsOf('dense', MODEL, 128, 30)[1]).toBeUndefined();
    expect(warningsOf('uniform', MODEL, 136, 30)).toEqual([]);
    expect(warningsOf('uniform', MODEL, 5, 30)).toEqual(['3 frames drawn again']);
    expect(warningsOf('checkpoint', MODEL, 60, 5)).toEqual(['last frame repeated 5 times', 'label covers 27 % of the sample']); // prettier-ignore
  });
});

test('a time is the frame it lies nearest to, by the table', () => {
  const { clock, frameCount } = scopeVideo('v', { firstPts: 77, isVariable: true });
  fc.assert(
    fc.property(fc.nat({ max: frameCount }), fc.double({ min: -0.49, max: 0.49, noNaN: true }), (frame, shift) => {
      expect(nearestFrame(clock(), frameCount, secondsFromStart(clock(), frame) + shift / 30)).toBe(frame);
    }),
  );
  expect(nearestFrame(clock(), frameCount, -9)).toBe(0);
  expect(nearestFrame(clock(), frameCount, 1e9)).toBe(frameCount);
});

test('background is where every class is verified absent and none is present', () => {
  const absences = [scopeAbsence('a v walk 0-50'), scopeAbsence('b v run 20-90'), scopeAbsence('c v run 0-5')];
  const present = [scopeSegment('s v walk 30-35')];
  const ids = ['walk', 'run'] as string[] as ClassId[];
  expect(backgroundSpans(ids, absences, present)).toEqual([
    { startFrame: 0, endFrame: 5 },
    { startFrame: 20, endFrame: 30 },
    { startFrame: 35, endFrame: 50 },
  ]);
  expect(backgroundSpans([...ids, 'sit' as ClassId], absences, present)).toEqual([]);
  expect(backgroundSpans([], absences, present)).toEqual([]);
});

test('at most so many of a class and video are spread over it, by place and seed and never by id', () => {
  const spans = Array.from({ length: 40 }, (_, i) => ({ startFrame: i * 10, endFrame: i * 10 + 8 }));
  const starts = (video: string, seed: number) => {
    const all = spans.map((span) => ({
      ...span,
      videoId: video as VideoId,
      classId: `class of ${video}` as ClassId,
      segment: null,
    }));
    const settings = { minLengthFrames: 0, atMost: 4, seed, clips: { cut: false, shortEdgePx: null } };
    return choose(all, settings, () => true).written.map(({ startFrame }) => startFrame);
  };
  const drawn = starts('a', 1);
  expect(drawn).toHaveLength(4);
  expect(drawn.map((start) => Math.floor(start / 100))).toEqual([0, 1, 2, 3]);
  expect(starts('b', 1)).toEqual(drawn);
  expect(new Set([1, 2, 3, 4, 5].map((seed) => starts('a', seed).join())).size).toBeGreaterThan(1);
});
