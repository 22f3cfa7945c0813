import { expect, test } from 'vitest';
import type { ClassId } from '../../../../../src-main/shared/records.ts';
import { Scene, V, W, gone, seg } from '../../../../support/record-view.ts';

const texts = [
  'a walk 10-20 accepted Ben',
  'b scratch 30-40 corrected Ben',
  'c run 50-60 rejected Ben',
  'd run 70-80 accepted Cleo',
];
const segments = texts.map((text) => seg(text, { note: 'hm' }));

test('copies what the other decided and verified absent; the other keeps it', () => {
  const scene = new Scene({
    segments,
    absences: [gone('x walk 30-50 Ben'), gone('y walk 45-60 Ada'), gone('z walk 0-9 Cleo')],
  });
  expect(scene.edit({ kind: 'adopt', from: 'Ben' })).toBe('Adopt 2 segments of Ben');
  expect(scene.segments()).toEqual([
    texts[0],
    'new-1 walk 10-20 accepted Ada',
    texts[1],
    'new-2 scratch 30-40 corrected Ada',
    texts[2],
    texts[3],
  ]);
  expect(scene.absences()).toEqual(['walk 0-9 Cleo', 'walk 30-50 Ben', 'walk 30-60 Ada']);
  expect(scene.view.segments({ annotator: 'Ada' })[0]).toEqual({ ...segments[0], id: 'new-1', annotator: 'Ada' });
});

test('of one class and one video; what one has already is not copied again', () => {
  const other = seg('o walk 10-20 accepted Ben', { videoId: W });
  const scene = new Scene({ segments: [...segments, other] });
  scene.edit({ kind: 'adopt', from: 'Ben', videoId: V, classId: 'walk' });
  expect(scene.view.segments({ annotator: 'Ada' })).toHaveLength(1);
  expect(() => scene.edit({ kind: 'adopt', from: 'Ben', videoId: V, classId: 'walk' })).toThrow(
    /nothing there that Ada hasn't/,
  );
  scene.edit({ kind: 'adopt', from: 'Ben' });
  expect(scene.view.segments({ annotator: 'Ada' })).toHaveLength(3);
});

test('of a removed video: nothing', () => {
  const scene = new Scene({ segments: [seg('o walk 10-20 accepted Ben', { videoId: W })] });
  scene.edit({ kind: 'removeVideo', videoId: W });
  expect(() => scene.edit({ kind: 'adopt', from: 'Ben' })).toThrow(/nothing there/);
});

test('as many absences as segments', () => {
  const scene = new Scene({ segments: [seg('a walk 10-20 accepted Ben')], absences: [gone('x run 30-50 Ben')] });
  expect(scene.edit({ kind: 'adopt', from: 'Ben' })).toBe('Adopt a segment of Ben');
});

test('absences alone', () => {
  const scene = new Scene({ absences: [gone('x walk 30-50 Ben')] });
  expect(scene.edit({ kind: 'adopt', from: 'Ben' })).toBe('Adopt 0 segments of Ben');
  expect(() => scene.edit({ kind: 'adopt', from: 'Ben' })).toThrow(/changes nothing/);
});

test.each([
  ["one's own", { from: 'Ada' }, /own already/],
  ["where one's own decision is in the way", { from: 'Ben' }, /would overlap the accepted "run" at frames 15 to 24/],
  ['of a class that is not there', { from: 'Ben', classId: 'fly' as ClassId }, /no class fly/],
  ['of a video that is not there', { from: 'Ben', videoId: 'x' as typeof V }, /no video x/],
])('%s: refused', (_, fields, message) => {
  const scene = new Scene({ segments: [...segments, seg('m run 15-25 accepted Ada')] });
  expect(() => scene.edit({ kind: 'adopt', ...fields })).toThrow(message);
});
