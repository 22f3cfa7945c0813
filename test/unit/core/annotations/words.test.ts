import { expect, test } from 'vitest';
import { classWord, framesWord, segmentPhrase, segmentsWord } from '../../../../src-main/core/annotations/words.ts';
import type { ClassId } from '../../../../src-main/shared/records.ts';
import { labelClass } from '../../../support/annotation-records.ts';
import { Scene, seg } from '../../../support/record-view.ts';

const { view } = new Scene({ classes: [labelClass('id', { name: 'walk' })] });
const segment = seg('s id 10-20 accepted Ada');

test('classes go by their name, or by their id when they are gone', () => {
  expect(classWord(view, 'id' as ClassId)).toBe('walk');
  expect(classWord(view, 'gone' as ClassId)).toBe('gone');
});

test('one segment goes by its class, several by their number', () => {
  expect(segmentsWord(view, [segment])).toBe('walk');
  expect(segmentsWord(view, [segment, segment])).toBe('2 segments');
  expect(segmentsWord(view, [])).toBe('0 segments');
});

test('frames are named from the first to the last', () => {
  expect(framesWord({ startFrame: 10, endFrame: 20 })).toBe('frames 10 to 19');
  expect(framesWord({ startFrame: 10, endFrame: 11 })).toBe('frame 10');
  expect(segmentPhrase(view, segment)).toBe('the accepted "walk" at frames 10 to 19');
});
