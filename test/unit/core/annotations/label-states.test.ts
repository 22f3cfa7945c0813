import { expect, test } from 'vitest';
import { labelStates } from '../../../../src-main/core/annotations/label-states.ts';
import type { ClassId } from '../../../../src-main/shared/records.ts';
import { Scene, V, W, gone, seg } from '../../../support/record-view.ts';

const span = (startFrame: number, endFrame: number) => ({ startFrame, endFrame });

test('the three states cover the video; present wins; rejected and proposed say nothing', () => {
  const scene = new Scene({
    segments: [
      ...['a walk 10-20 accepted Ada', 'b walk 15-30 corrected Ben', 'c walk 40-50 rejected Ada', 'd walk 55-58'].map(
        (text) => seg(text),
      ),
      ...[seg('e run 60-70 accepted Ada'), seg('f walk 80-90 accepted Ada', { videoId: W })],
    ],
    absences: [gone('x walk 25-35 Cleo'), gone('y run 0-9 Ada'), gone('z walk 90-100 Ada')],
  });
  expect(labelStates(scene.view, { id: V, frameCount: 100 }, 'walk' as ClassId)).toEqual({
    present: [span(10, 30)],
    verifiedAbsent: [span(30, 35), span(90, 100)],
    unreviewed: [span(0, 10), span(35, 90)],
  });
});

test('of a class that is not there: refused', () => {
  expect(() => labelStates(new Scene({}).view, { id: V, frameCount: 100 }, 'fly' as ClassId)).toThrow(
    expect.objectContaining({ code: 'class.unknown' }),
  );
});
