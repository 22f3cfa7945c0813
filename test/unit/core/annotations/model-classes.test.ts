import { expect, test } from 'vitest';
import { diffForModelLabels } from '../../../../src-main/core/annotations/model-classes.ts';
import { applyDiff } from '../../../../src-main/shared/diff.ts';
import type { ClassId, LabelMapping, MappingId } from '../../../../src-main/shared/records.ts';
import { CLASSES, Scene, recordView } from '../../../support/record-view.ts';

const mapped = (modelHash: string, modelLabel: string, classId: string | null): LabelMapping => ({
  id: `${modelHash} ${modelLabel}` as MappingId,
  modelHash,
  modelLabel,
  classId: classId as ClassId | null,
});

test('labels that are not mapped yet get a class of their name, found or made', () => {
  const mappings = [mapped('h', 'sleep', null), mapped('other', 'jump', 'run')];
  const scene = new Scene({ mappings });
  const labels = ['WALK', 'jump', 'sleep', 'Jump', 'jump', 'eat'];
  const diff = diffForModelLabels(scene.view, { modelHash: 'h', labels }, scene.newId);
  const view = recordView(applyDiff(scene.maps, diff));
  const made = view.labelClasses().slice(CLASSES.length);
  expect(made.map(({ name, order, colour }) => [name, order, colour])).toEqual([
    ['jump', 4, 'label-5'],
    ['eat', 5, 'label-6'],
  ]);
  const names = new Map(view.labelClasses().map(({ id, name }) => [id, name]));
  expect(view.mappings({ modelHash: 'h' }).map(({ modelLabel, classId }) => [modelLabel, names.get(classId!)])).toEqual(
    [
      ['sleep', undefined],
      ['WALK', 'walk'],
      ['jump', 'jump'],
      ['Jump', 'jump'],
      ['eat', 'eat'],
    ],
  );
  expect(diff.labelClass).toMatchObject({ updated: [], removed: [] });
  expect(diffForModelLabels(view, { modelHash: 'h', labels }, scene.newId)).toEqual({});
});
