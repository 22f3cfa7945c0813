import { describe, expect, test } from 'vitest';
import type { ClassId, LabelMapping, MappingId } from '../../../../../src-main/shared/records.ts';
import { labelClass } from '../../../../support/annotation-records.ts';
import { CLASSES, Scene, seg } from '../../../../support/record-view.ts';

const walk = 'walk' as ClassId;
const run = 'run' as ClassId;
const classOf = (scene: Scene, id: string) => scene.view.labelClass(id as ClassId);

describe('createClass', () => {
  test('comes last, overlapping, in the colour that fewest have', () => {
    const scene = new Scene({});
    expect(scene.edit({ kind: 'createClass', name: 'sit' })).toBe('Add the class sit');
    expect(classOf(scene, 'new-1')).toEqual(labelClass('new-1', { name: 'sit', colour: 'label-5', order: 4 }));
  });

  test('the first of all', () => {
    const scene = new Scene({ classes: [] });
    scene.edit({ kind: 'createClass', name: 'sit' });
    expect(classOf(scene, 'new-1')).toEqual(labelClass('new-1', { name: 'sit', colour: 'label-1', order: 0 }));
  });

  test('after eight the colours begin anew', () => {
    const classes = Array.from({ length: 9 }, (_, i) =>
      labelClass(`c${i}`, { colour: `label-${(i % 8) + 1}`, order: i }),
    );
    const scene = new Scene({ classes });
    scene.edit({ kind: 'createClass', name: 'sit' });
    expect(classOf(scene, 'new-1')).toMatchObject({ colour: 'label-2', order: 9 });
  });

  test('with fields', () => {
    const scene = new Scene({});
    const fields = { colour: '#00ff00', shortcut: 's', group: 'g', isExclusive: true, description: 'd' };
    scene.edit({ kind: 'createClass', name: 'sit', fields });
    expect(classOf(scene, 'new-1')).toEqual(labelClass('new-1', { name: 'sit', order: 4, ...fields }));
  });

  test.each([
    ['a name that is taken', { name: 'WALK' }, 'There is a class "walk" already'],
    [
      'a shortcut that is taken',
      { name: 'sit', fields: { shortcut: 'g' } },
      'The shortcut "g" belongs to the class "groom" already',
    ],
  ])('%s: refused', (_, fields, message) => {
    const scene = new Scene({ classes: [CLASSES[0]!, { ...CLASSES[3]!, shortcut: 'g' }] });
    expect(() => scene.edit({ kind: 'createClass', ...fields })).toThrow(
      expect.objectContaining({ code: 'edit.conflict', message: expect.stringContaining(message) as string }),
    );
  });
});

describe('updateClass', () => {
  test('renames; case alone may change', () => {
    const scene = new Scene({});
    expect(scene.edit({ kind: 'updateClass', classId: walk, fields: { name: 'Walk' } })).toBe('Rename walk → Walk');
    expect(classOf(scene, 'walk')).toEqual({ ...CLASSES[0], name: 'Walk' });
  });

  test('changes what is given and nothing else', () => {
    const scene = new Scene({});
    const fields = { description: 'slow', shortcut: undefined };
    expect(scene.edit({ kind: 'updateClass', classId: walk, fields })).toBe('Change the class walk');
    expect(classOf(scene, 'walk')).toEqual({ ...CLASSES[0], description: 'slow' });
  });

  test.each([
    ['what it is already', walk, { name: 'walk' }, 'edit.invalid', /changes nothing/],
    ["another's name", walk, { name: 'Run' }, 'edit.conflict', /a class "run" already/],
    ['of no class', 'fly' as ClassId, { name: 'x' }, 'class.unknown', /no class fly/],
  ])('%s: refused', (_, classId, fields, code, message) => {
    const act = () => new Scene({}).edit({ kind: 'updateClass', classId, fields });
    expect(act).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) as string }));
  });

  const overlapping = [
    seg('a walk 10-20 accepted Ada'),
    seg('b scratch 15-25 accepted Ada'),
    seg('c groom 0-90 accepted Ada'),
  ];
  test.each<[string, Parameters<Scene['edit']>[0], boolean]>([
    [
      'exclusive among those that it overlaps',
      { kind: 'updateClass', classId: 'scratch', fields: { isExclusive: true } },
      true,
    ],
    [
      'exclusive in a group of its own',
      { kind: 'updateClass', classId: 'scratch', fields: { isExclusive: true, group: 'g' } },
      false,
    ],
    ['overlapping', { kind: 'updateClass', classId: walk, fields: { isExclusive: false } }, false],
  ])('made %s', (_, edit, isRefused) => {
    const scene = new Scene({ segments: overlapping });
    if (isRefused) expect(() => scene.edit(edit)).toThrow(/would overlap/);
    else expect(scene.edit(edit)).toBe(`Change the class ${edit.kind === 'updateClass' ? edit.classId : ''}`);
  });

  test('moved to the group of those that it overlaps: refused', () => {
    const classes = [CLASSES[0]!, { ...CLASSES[2]!, isExclusive: true, group: 'g' }, CLASSES[3]!];
    const scene = new Scene({ segments: overlapping, classes });
    const edit = { kind: 'updateClass' as const, classId: 'scratch' as ClassId, fields: { group: null } };
    expect(() => scene.edit(edit)).toThrow(/"scratch" at frames 15 to 24 would overlap the accepted "walk"/);
  });
});

describe('reorderClasses', () => {
  const order = (scene: Scene) => scene.view.labelClasses().map(({ id }) => id);

  test('those named change places among themselves', () => {
    const scene = new Scene({});
    const title = scene.edit({ kind: 'reorderClasses', classIds: ['groom', 'run', 'walk'] as ClassId[] });
    expect(title).toBe('Reorder the classes');
    expect(order(scene)).toEqual(['groom', 'run', 'scratch', 'walk']);
    expect(scene.view.labelClasses().map((one) => one.order)).toEqual([0, 1, 2, 3]);
  });

  test.each([
    ['as they are', ['walk', 'run'], /changes nothing/],
    ['one twice', ['walk', 'walk'], /named twice/],
    ['one that is not there', ['walk', 'fly'], /no class fly/],
  ])('%s: refused', (_, classIds, message) => {
    expect(() => new Scene({}).edit({ kind: 'reorderClasses', classIds: classIds })).toThrow(message);
  });
});

describe('mapLabel', () => {
  const mapping = (id: string, modelHash: string, classId: ClassId | null): LabelMapping => ({
    id: id as MappingId,
    modelHash,
    modelLabel: 'L',
    classId,
  });

  test('maps, maps anew, and ignores', () => {
    const scene = new Scene({ mappings: [mapping('m', 'other', walk)] });
    const edit = { kind: 'mapLabel' as const, modelHash: 'h', modelLabel: 'L' };
    expect(scene.edit({ ...edit, classId: walk })).toBe('Map L → walk');
    expect(scene.edit({ ...edit, classId: run })).toBe('Map L → run');
    expect(scene.view.mappings({})).toEqual([mapping('m', 'other', walk), mapping('new-1', 'h', run)]);
    expect(scene.edit({ ...edit, classId: null })).toBe('Ignore L');
    expect(scene.view.mappings({ modelHash: 'h' })).toEqual([mapping('new-1', 'h', null)]);
    expect(() => scene.edit({ ...edit, classId: null })).toThrow(/changes nothing/);
    expect(() => scene.edit({ ...edit, classId: 'fly' })).toThrow(/no class fly/);
  });
});
