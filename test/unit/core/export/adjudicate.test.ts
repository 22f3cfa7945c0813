import { expect, test } from 'vitest';
import { adjudicated } from '../../../../src-main/core/export/adjudicate.ts';
import { commonLosses } from '../../../../src-main/core/export/losses.ts';
import { exporterById } from '../../../../src-main/core/export/formats/index.ts';
import type { AbsenceId, Segment } from '../../../../src-main/shared/records.ts';
import { labelClass } from '../../../support/annotation-records.ts';
import { finished, scope, scopeAbsence, scopeSegment, scopeVideo, selected } from '../../../support/export-scope.ts';

/** "walk" and "run" exclude each other, "sit" and "lie" too; "talk" goes with all. */
const SCHEMA = [
  labelClass('walk', { isExclusive: true, group: 'gait' }),
  labelClass('run', { isExclusive: true, group: 'gait' }),
  labelClass('sit', { isExclusive: true }),
  labelClass('lie', { isExclusive: true }),
  labelClass('talk', { isExclusive: false }),
];

/** "Bo walk 0-60 accepted" in one video, or "Bo walk 0-60 absent"; its text is its id. */
function said(texts: readonly string[]) {
  const parts = (text: string) => text.split(' ') as [string, string, string, string];
  const segments = texts
    .filter((text) => !text.endsWith('absent'))
    .map((text): Segment => {
      const [annotator, classId, span, status] = parts(text);
      return { ...scopeSegment(`x v ${classId} ${span} ${status}`), id: text as Segment['id'], annotator: annotator === '-' ? null : annotator }; // prettier-ignore
    });
  const absences = texts
    .filter((text) => text.endsWith('absent'))
    .map((text) => {
      const [annotator, classId, span] = parts(text);
      return { ...scopeAbsence(`x v ${classId} ${span}`), id: text as AbsenceId, annotator };
    });
  return { segments, absences };
}

test.each<readonly [string, readonly string[], readonly string[], string]>([
  [
    'what nobody speaks against is taken',
    ['Ada walk 0-60 accepted', 'Bo walk 60-90 corrected', 'Cy talk 0-90 accepted', 'Bo run 95-99 absent'],
    [],
    '0 0 0',
  ],
  ['her edges hold', ['Ada walk 0-60 accepted', 'Bo walk 3-66 accepted'], ['Bo walk 3-66 accepted'], '1 0 0'],
  [
    'her class holds where two exclude each other',
    ['Ada run 0-60 accepted', 'Bo walk 0-60 accepted'],
    ['Bo walk 0-60 accepted'],
    '1 0 0',
  ],
  [
    'classes of two groups, or one of them alone, may be together',
    ['Ada sit 0-60 accepted', 'Bo walk 0-60 accepted', 'Cy talk 5-9 accepted'],
    [],
    '0 0 0',
  ],
  ['her absence holds', ['Ada walk 0-60 absent', 'Bo walk 59-70 accepted'], ['Bo walk 59-70 accepted'], '1 0 0'],
  [
    'her presence holds against an absence',
    ['Ada walk 0-60 accepted', 'Bo walk 50-70 absent'],
    ['Bo walk 50-70 absent'],
    '1 0 0',
  ],
  [
    'she rejects a span, not the class',
    ['Ada walk 0-60 rejected', 'Bo walk 0-60 accepted', 'Bo walk 10-50 corrected'],
    ['Bo walk 0-60 accepted'],
    '1 0 0',
  ],
  [
    'what was adopted is written once, as hers',
    ['Bo walk 0-60 accepted', 'Ada walk 0-60 accepted'],
    ['Bo walk 0-60 accepted'],
    '0 1 0',
  ],
  [
    'two others alike are one',
    ['Bo walk 0-60 accepted', 'Cy walk 0-60 corrected'],
    ['Cy walk 0-60 corrected'],
    '0 1 0',
  ],
  [
    'two others who differ are both left out',
    ['Bo walk 0-60 accepted', 'Cy walk 0-61 accepted'],
    ['Bo walk 0-60 accepted', 'Cy walk 0-61 accepted'],
    '0 0 2',
  ],
  [
    'unless she has overruled one',
    ['Bo walk 0-60 accepted', 'Cy walk 0-80 accepted', 'Ada run 70-80 accepted'],
    ['Cy walk 0-80 accepted'],
    '1 0 0',
  ],
  [
    'absences and rejections stand beside each other',
    ['Ada walk 0-60 absent', 'Bo walk 30-90 absent', 'Bo walk 0-10 rejected', 'Cy walk 5-20 rejected'],
    [],
    '0 0 0',
  ],
  ['one person may overlap', ['Bo talk 0-60 accepted', 'Bo talk 30-90 accepted'], [], '0 0 0'],
  [
    'proposals are no decisions',
    ['- walk 0-60 unreviewed', 'Ada walk 0-50 accepted', 'Bo run 50-60 unreviewed'],
    [],
    '0 0 0',
  ],
])('%s', (_, texts, out, counts) => {
  const { segments, absences, ...rest } = finished(adjudicated(said(texts), SCHEMA, 'Ada'));
  const kept = [...segments, ...absences].map(({ id }) => id as string);
  expect(texts.filter((text) => !kept.includes(text))).toEqual(out);
  expect(`${rest.overruled} ${rest.repeated} ${rest.unsettled}`).toBe(counts);
});

test('other videos have nothing to do with it', () => {
  const { segments } = said(['Ada run 0-60 accepted', 'Bo walk 0-60 accepted']);
  const apart = segments.map((one, i) => ({ ...one, videoId: `v${i}` as Segment['videoId'] }));
  expect(finished(adjudicated({ segments: apart, absences: [] }, SCHEMA, 'Ada')).segments).toHaveLength(2);
});

test('an export tells what came of the others, and not both of a layer and a last word', () => {
  const from = scope({
    schema: SCHEMA,
    videos: [scopeVideo('v')],
    ...said(['Ada run 0-60 accepted', 'Bo walk 0-60 accepted', 'Bo sit 90-99 accepted', 'Cy lie 95-120 accepted', 'Bo talk 5-9 accepted', 'Cy talk 5-9 accepted']), // prettier-ignore
  });
  const exporter = exporterById('elan');
  const found = selected(exporter, from, { adjudicator: 'Ada' });
  expect(found.selection.items.map(({ label, startFrame }) => `${label.name} ${startFrame}`)).toEqual([
    'run 0',
    'talk 5',
  ]);
  expect(commonLosses(exporter, found).map(({ level, what }) => `${level}: ${what}`)).toEqual([
    'ok: 2 of 2 segments will be written',
    'warning: 1 decision of others left out',
    'warning: 1 repeated decision left out',
    'lost: 2 decisions of others contradict each other and are left out',
  ]);
  expect(() => selected(exporter, from, { adjudicator: 'Ada', annotator: 'Ada' })).toThrow("One person's layer");
  expect(selected(exporter, from).selection.items).toHaveLength(6);
});
