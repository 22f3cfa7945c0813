import { describe, expect, test } from 'vitest';
import type { ClassId } from '../../../../../src-main/shared/records.ts';
import { Scene, V, W, gone, seg } from '../../../../support/record-view.ts';

const walk = 'walk' as ClassId;
const edit = (kind: 'verifyAbsent' | 'clearAbsent', startFrame: number, endFrame: number) =>
  ({ kind, videoId: V, classId: walk, startFrame, endFrame }) as const;

describe('verifyAbsent', () => {
  test.each<[string, string[], [number, number], string[]]>([
    ['alone', [], [10, 20], ['walk 10-20 Ada']],
    ['touching two joins them', ['a walk 0-10 Ada', 'b walk 20-30 Ada'], [10, 20], ['walk 0-30 Ada']],
    ['overlapping grows', ['a walk 5-15 Ada'], [10, 20], ['walk 5-20 Ada']],
    ['around one takes it in', ['a walk 12-15 Ada'], [10, 20], ['walk 10-20 Ada']],
    [
      "beside another's and another class's",
      ['a walk 0-10 Ben', 'b run 0-10 Ada'],
      [10, 20],
      ['walk 0-10 Ben', 'run 0-10 Ada', 'walk 10-20 Ada'],
    ],
  ])('%s', (_, before, [from, to], after) => {
    const scene = new Scene({ absences: before.map((text) => gone(text)) });
    expect(scene.edit(edit('verifyAbsent', from, to))).toBe('Verify that walk is absent');
    expect(scene.absences()).toEqual(after);
  });

  test('an absence that grows at its end keeps its id', () => {
    const scene = new Scene({ absences: [gone('a walk 0-10 Ada')] });
    scene.edit(edit('verifyAbsent', 5, 20));
    expect(scene.view.absences({}).map(({ id }) => id)).toEqual(['a']);
  });

  test('what is so already: refused', () => {
    const scene = new Scene({ absences: [gone('a walk 0-30 Ada')] });
    expect(() => scene.edit(edit('verifyAbsent', 10, 20))).toThrow(/verified absent at frames 10 to 19 already/);
  });

  test.each([
    ['accepted Ada', true],
    ['corrected Ada', true],
    ['accepted Ben', false],
    ['rejected Ada', false],
    ['unreviewed nobody', false],
  ])('over one that is %s', (state, isRefused) => {
    const scene = new Scene({ segments: [seg(`s walk 19-30 ${state}`)] });
    const act = () => scene.edit(edit('verifyAbsent', 10, 20));
    if (isRefused) expect(act).toThrow(/"walk" at frames 19 to 29 can't be verified absent/);
    else act();
    expect(scene.absences()).toHaveLength(isRefused ? 0 : 1);
  });

  test('just before one: no conflict', () => {
    const scene = new Scene({ segments: [seg('s walk 20-30 accepted Ada')] });
    scene.edit(edit('verifyAbsent', 10, 20));
    expect(scene.absences()).toEqual(['walk 10-20 Ada']);
  });

  test.each([
    [10, 1001, 'edit.invalid'],
    [10, 10, 'edit.invalid'],
  ])('%i-%i: refused', (from, to, code) => {
    expect(() => new Scene({}).edit(edit('verifyAbsent', from, to))).toThrow(expect.objectContaining({ code }));
  });
});

describe('clearAbsent', () => {
  test.each<[string, string[], [number, number], string[]]>([
    ['the middle', ['a walk 0-30 Ada'], [10, 20], ['walk 0-10 Ada', 'walk 20-30 Ada']],
    ['all', ['a walk 10-20 Ada'], [0, 100], []],
    ['the start', ['a walk 10-20 Ada'], [5, 15], ['walk 15-20 Ada']],
    [
      'whoever verified it',
      ['a walk 0-20 Ada', 'b walk 10-30 Ben'],
      [5, 15],
      ['walk 0-5 Ada', 'walk 15-20 Ada', 'walk 15-30 Ben'],
    ],
    ['not of another class', ['a walk 0-20 Ada', 'b run 0-20 Ada'], [0, 20], ['run 0-20 Ada']],
  ])('%s', (_, before, [from, to], after) => {
    const scene = new Scene({ absences: before.map((text) => gone(text)) });
    expect(scene.edit(edit('clearAbsent', from, to))).toBe('Clear the absence of walk');
    expect(scene.absences()).toEqual(after);
  });

  test('where nothing was verified: refused', () => {
    const scene = new Scene({ absences: [gone('a walk 20-30 Ada'), gone('b walk 10-20 Ada', W)] });
    expect(() => scene.edit(edit('clearAbsent', 10, 20))).toThrow(/verified absent nowhere at frames 10 to 19/);
    expect(() => scene.edit(edit('clearAbsent', 10, 1001))).toThrow(/beyond/);
  });
});
