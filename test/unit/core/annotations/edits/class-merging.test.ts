import { describe, expect, test } from 'vitest';
import type { ClassId, LabelMapping, MappingId } from '../../../../../src-main/shared/records.ts';
import { CLASSES, Scene, W, gone, seg } from '../../../../support/record-view.ts';

const [walk, run, scratch, groom] = CLASSES.map(({ id }) => id) as [ClassId, ClassId, ClassId, ClassId];
const mapping = (id: string, classId: ClassId): LabelMapping => ({
  id: id as MappingId,
  modelHash: 'h',
  modelLabel: id,
  classId,
});
const mappings = [mapping('m', run), mapping('other', groom)];
const names = (scene: Scene) => scene.view.labelClasses().map(({ name }) => name);

describe('mergeClasses', () => {
  test('segments of every status and mappings follow, the class goes', () => {
    const segments = ['a run 10-20', 'b run 30-40 rejected Ben', 'c walk 50-60 accepted Ada', 'd scratch 0-9'].map(
      (text) => seg(text),
    );
    const scene = new Scene({ segments: [...segments, seg('e run 0-5', { videoId: W })], mappings });
    expect(scene.edit({ kind: 'mergeClasses', classIds: [run, scratch, run], into: walk })).toBe(
      'Merge run, scratch into walk',
    );
    expect(names(scene)).toEqual(['walk', 'groom']);
    expect(scene.segments()).toEqual([
      'd walk 0-9 unreviewed nobody',
      'a walk 10-20 unreviewed nobody',
      'b walk 30-40 rejected Ben',
      'c walk 50-60 accepted Ada',
    ]);
    expect(scene.segments(W)).toEqual(['e walk 0-5 unreviewed nobody']);
    expect(scene.view.mappings({})).toEqual([mapping('m', walk), mappings[1]]);
  });

  test('decided segments that overlap become one in an exclusive class, layer by layer', () => {
    const segments = [
      ...['a walk 10-30 accepted Ada', 'b scratch 20-60 corrected Ada', 'c scratch 55-70 accepted Ada'],
      ...[
        'd walk 70-80 accepted Ada',
        'e scratch 10-30 accepted Ben',
        'f scratch 20-60',
        'g scratch 20-60 rejected Ada',
      ],
    ].map((text) => seg(text));
    const scene = new Scene({ segments });
    scene.edit({ kind: 'mergeClasses', classIds: [scratch], into: walk });
    expect(scene.segments()).toEqual([
      'e walk 10-30 accepted Ben',
      'b walk 10-70 corrected Ada',
      'f walk 20-60 unreviewed nobody',
      'g walk 20-60 rejected Ada',
      'd walk 70-80 accepted Ada',
    ]);
  });

  test('a chain goes on under a long one', () => {
    const segments = ['a walk 0-100 accepted Ada', 'b scratch 10-20 accepted Ada', 'c scratch 50-60 accepted Ada'].map(
      (text) => seg(text),
    );
    const scene = new Scene({ segments });
    scene.edit({ kind: 'mergeClasses', classIds: [scratch], into: walk });
    expect(scene.segments()).toEqual(['a walk 0-100 accepted Ada']);
  });

  test('in an overlapping class they stay', () => {
    const scene = new Scene({
      segments: ['a scratch 10-30 accepted Ada', 'b groom 20-60 accepted Ada'].map((text) => seg(text)),
    });
    scene.edit({ kind: 'mergeClasses', classIds: [groom], into: scratch });
    expect(scene.segments()).toEqual(['a scratch 10-30 accepted Ada', 'b scratch 20-60 accepted Ada']);
  });

  test('into an exclusive class over a decided segment of a third: refused', () => {
    const scene = new Scene({
      segments: ['a run 10-30 accepted Ada', 'b scratch 20-60 accepted Ada'].map((text) => seg(text)),
    });
    expect(() => scene.edit({ kind: 'mergeClasses', classIds: [scratch], into: walk })).toThrow(
      /"walk" at frames 20 to 59 would overlap the accepted "run"/,
    );
  });

  test('absent is what was verified absent of each part, by the same person', () => {
    const absences = ['a walk 0-50 Ada', 'b run 20-100 Ada', 'c walk 200-300 Ada', 'd run 0-50 Ben', 'e groom 0-9 Ada'];
    const scene = new Scene({ absences: absences.map((text) => gone(text)) });
    scene.edit({ kind: 'mergeClasses', classIds: [run], into: walk });
    expect(scene.absences()).toEqual(['groom 0-9 Ada', 'walk 20-50 Ada']);
  });

  test.each([
    ['with itself alone', [walk], walk, /itself alone/],
    ['into none', [walk], 'fly' as ClassId, /no class fly/],
    ['of none', ['fly' as ClassId], walk, /no class fly/],
  ])('%s: refused', (_, classIds, into, message) => {
    expect(() => new Scene({}).edit({ kind: 'mergeClasses', classIds, into })).toThrow(message);
  });
});

describe('deleteClass', () => {
  test('without segments: absences go, labels are ignored from now on', () => {
    const scene = new Scene({
      segments: [seg('a walk 20-30')],
      absences: [gone('a run 0-9 Ada'), gone('b walk 0-9 Ada')],
      mappings,
    });
    expect(scene.edit({ kind: 'deleteClass', classId: run })).toBe('Delete the class run');
    expect(names(scene)).toEqual(['walk', 'scratch', 'groom']);
    expect(scene.absences()).toEqual(['walk 0-9 Ada']);
    expect(scene.view.mappings({})).toEqual([{ ...mappings[0], classId: null }, mappings[1]]);
  });

  test('with segments: only when another class takes them', () => {
    const scene = new Scene({ segments: [seg('a run 0-9'), seg('b run 10-20 rejected Ada')], mappings });
    expect(() => scene.edit({ kind: 'deleteClass', classId: run })).toThrow(/"run" has 2 segments/);
    expect(scene.edit({ kind: 'deleteClass', classId: run, moveTo: groom })).toBe(
      'Delete the class run, its segments → groom',
    );
    expect(scene.segments()).toEqual(['a groom 0-9 unreviewed nobody', 'b groom 10-20 rejected Ada']);
    expect(scene.view.mappings({})).toEqual([mapping('m', groom), mappings[1]]);
  });

  test.each([
    ['one segment', { classId: run }, /"run" has a segment/],
    ['to itself', { classId: run, moveTo: run }, /can't move to itself/],
    ['to none', { classId: run, moveTo: 'fly' as ClassId }, /no class fly/],
    ['none', { classId: 'fly' as ClassId }, /no class fly/],
  ])('%s: refused', (_, fields, message) => {
    const scene = new Scene({ segments: [seg('a run 0-9')] });
    expect(() => scene.edit({ kind: 'deleteClass', ...fields })).toThrow(message);
  });
});
