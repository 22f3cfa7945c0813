import { describe, expect, test } from 'vitest';
import { refuseUnfit } from '../../../../src-main/core/annotations/diff-for-edit.ts';
import type { Change, Diff } from '../../../../src-main/shared/diff.ts';
import type { ClassId, LabelMapping, MappingId } from '../../../../src-main/shared/records.ts';
import { labelClass } from '../../../support/annotation-records.ts';
import { CLASSES, Scene, W, gone, seg } from '../../../support/record-view.ts';

const mapping = (id: string, label: string, classId = 'walk'): LabelMapping => ({
  id: id as MappingId,
  modelHash: 'h',
  modelLabel: label,
  classId: classId as ClassId,
});

/** One change and nothing else. */
const change = <T>(fields: Partial<Change<T>>): Change<T> => ({ added: [], updated: [], removed: [], ...fields });

const scene = new Scene({
  segments: [
    ...['a walk 10-20 accepted Ada', 'b scratch 10-20 accepted Ada', 'c walk 50-60 accepted Ben'].map((text) =>
      seg(text),
    ),
    seg('d run 300-400 corrected Ada', { videoId: W }),
  ],
  absences: [gone('x run 100-200 Ada'), gone('y scratch 100-200 Ada')],
  mappings: [mapping('m', 'L'), mapping('n', 'M', 'groom')],
});

describe('refused', () => {
  test.each<[string, Diff, RegExp]>([
    [
      'an overlap',
      { segment: change({ added: [seg('n run 15-25 accepted Ada')] }) },
      /"run" at frames 15 to 24 would overlap the accepted "walk" at frames 10 to 19/,
    ],
    [
      'an overlap with one before',
      { segment: change({ added: [seg('n run 5-11 corrected Ada')] }) },
      /^The corrected "run" at frames 5 to 10 would overlap the accepted "walk"/,
    ],
    [
      'an overlap in another video',
      { segment: change({ added: [seg('n walk 399-401 accepted Ada', { videoId: W })] }) },
      /overlap the corrected "run"/,
    ],
    [
      'an overlap of two that come',
      { segment: change({ added: [seg('n run 700-800 accepted Ada'), seg('o run 799-900 accepted Ada')] }) },
      /"run" at frames 799 to 899 would overlap the accepted "run" at frames 700 to 799/,
    ],
    [
      'an overlap under a long one',
      {
        segment: change({
          added: ['n run 700-900 accepted Ada', 'p groom 710-720 accepted Ada', 'o run 800-801 accepted Ada'].map(
            (text) => seg(text),
          ),
        }),
      },
      /at frame 800 would overlap/,
    ],
    [
      'what is verified absent',
      { segment: change({ added: [seg('n run 199-210 accepted Ada')] }) },
      /"run" at frames 199 to 209 can't be verified absent/,
    ],
    [
      'an absence over what is there',
      { absence: change({ added: [gone('z scratch 19-30 Ada')] }) },
      /"scratch" at frames 10 to 19 can't be verified absent/,
    ],
    [
      'an absence that grows over it',
      {
        absence: change({ updated: [{ before: gone('y scratch 100-200 Ada'), after: gone('y scratch 15-200 Ada') }] }),
      },
      /"scratch" at frames 10 to 19 can't/,
    ],
    [
      'absences that touch',
      { absence: change({ added: [gone('z run 200-210 Ada')] }) },
      /"run" has been verified absent at frames 100 to 199 meanwhile/,
    ],
    [
      'absences that touch before',
      { absence: change({ added: [gone('z run 90-100 Ada')] }) },
      /verified absent at frames 100 to 199/,
    ],
    [
      'a class in use by a segment',
      { labelClass: change({ removed: [CLASSES[2]!] }), absence: change({ removed: [gone('y scratch 100-200 Ada')] }) },
      /"scratch" is in use/,
    ],
    ['a class in use by a mapping', { labelClass: change({ removed: [CLASSES[3]!] }) }, /"groom" is in use/],
    [
      'a class in use by an absence',
      {
        labelClass: change({ removed: [CLASSES[1]!] }),
        segment: change({ removed: [seg('d run 300-400 corrected Ada', { videoId: W })] }),
      },
      /"run" is in use/,
    ],
    [
      'a segment without its class',
      { segment: change({ added: [seg('n fly 1-2')] }) },
      /"fly" is no longer in the project/,
    ],
    [
      'a mapping without its class',
      { mapping: change({ updated: [{ before: mapping('m', 'L'), after: mapping('m', 'L', 'fly') }] }) },
      /"fly" is no longer/,
    ],
    ['an absence without its class', { absence: change({ added: [gone('z fly 1-2 Ada')] }) }, /"fly" is no longer/],
    [
      'a name that is taken',
      { labelClass: change({ added: [labelClass('q', { name: 'Walk' })] }) },
      /a class "walk" already/,
    ],
    ['a label that is mapped', { mapping: change({ added: [mapping('o', 'L')] }) }, /"L" has been mapped meanwhile/],
  ])('%s', (_, diff, message) => {
    expect(() => refuseUnfit(scene.view, diff)).toThrow(
      expect.objectContaining({ code: 'edit.conflict', message: expect.stringMatching(message) as string }),
    );
  });

  test('the number of conflicts is told, each pair once', () => {
    const added = [seg('n walk 0-100 accepted Ada'), seg('o run 0-100 accepted Ada')];
    expect(() => refuseUnfit(scene.view, { segment: change({ added }) })).toThrow(/the first of 3 conflicts\.$/);
  });

  test('a contradiction that both sides make is one', () => {
    const diff: Diff = {
      segment: change({ added: [seg('n groom 5-8 accepted Ada')] }),
      absence: change({ added: [gone('z groom 0-9 Ada')] }),
    };
    expect(() => refuseUnfit(scene.view, diff)).toThrow(/at the same time\. Nothing was changed\.$/);
  });
});

test.each<[string, Diff]>([
  ['nothing', {}],
  [
    "another's layer",
    { segment: change({ added: [seg('n run 15-25 accepted Ben'), seg('o walk 15-25 corrected Cleo')] }) },
  ],
  ['proposals', { segment: change({ added: [seg('n run 15-25'), seg('o run 15-25 rejected Ada')] }) }],
  ['what touches', { segment: change({ added: [seg('n run 20-25 accepted Ada'), seg('o run 0-10 accepted Ada')] }) }],
  [
    'overlapping classes',
    { segment: change({ added: [seg('n scratch 15-25 accepted Ada'), seg('o groom 15-25 accepted Ada')] }) },
  ],
  [
    'another group',
    {
      labelClass: change({ added: [labelClass('q', { group: 'g', isExclusive: true })] }),
      segment: change({ added: [seg('n q 15-25 accepted Ada')] }),
    },
  ],
  ["another's absence", { absence: change({ added: [gone('z walk 0-30 Ben'), gone('w run 150-250 Ben')] }) }],
  ['absences apart', { absence: change({ added: [gone('z run 201-210 Ada'), gone('w run 80-99 Ada')] }) }],
  [
    'a class that goes with its last',
    { labelClass: change({ removed: [CLASSES[3]!] }), mapping: change({ removed: [mapping('n', 'M', 'groom')] }) },
  ],
  ['an ignored label', { mapping: change({ added: [{ ...mapping('o', 'N'), classId: null }] }) }],
  ['shortcuts that nobody has', { labelClass: change({ added: [labelClass('q'), labelClass('r')] }) }],
])('%s: fits', (_, diff) => {
  expect(() => refuseUnfit(scene.view, diff)).not.toThrow();
});
