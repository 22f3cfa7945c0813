import { expect, test } from 'vitest';
import { actionText, filesText, findingsOf, nameOfPath, spansText } from '../../../../src-renderer/lib/import-words.ts';

test('an import is named by its files', () => {
  const file = (name: string, formatName: string) => ({ name, format: 'x', formatName });
  expect(filesText([])).toBe('');
  expect(filesText([file('a.eaf', 'ELAN')])).toBe('a.eaf, ELAN');
  expect(filesText([file('a.eaf', 'ELAN'), file('b.eaf', 'ELAN'), file('c.vtt', 'WebVTT')])).toBe(
    'ELAN, WebVTT, 3 files',
  );
  expect(['/a/b.csv', 'C:\\a\\b.csv', 'b.csv'].map(nameOfPath)).toEqual(['b.csv', 'b.csv', 'b.csv']);
});

test('what it does is counted', () => {
  expect([0, 1, 1200].map(spansText)).toEqual(['0 spans', '1 span', '1,200 spans']);
  expect(actionText({ segments: 1, absences: 9 })).toBe('Import 1 segment');
  expect(actionText({ segments: 0, absences: 1 })).toBe('Import 1 absence');
});

test('what contradicts the project and what becomes a layer stand after the losses', () => {
  const loss = { level: 'ok', count: 3, what: '3 of 3 spans will be imported', why: 'nothing is left out' } as const;
  const conflicts = { count: 2, rule: 'layer' as const, examples: ['walk, 3–9'] };
  const annotators = [
    { name: 'Kim (2)', from: 'Kim' },
    { name: 'Ada', from: 'Ada' },
  ];
  const found = findingsOf({ losses: [loss], conflicts, annotators });
  expect(found.map(({ level, what }) => [level, what])).toEqual([
    ['ok', '3 of 3 spans will be imported'],
    ['warning', '2 contradict what the same person has said'],
    ['warning', 'What Kim said goes into “Kim (2)”'],
  ]);
  expect(found[1]?.examples).toEqual(['walk, 3–9']);
  expect(findingsOf({ losses: [], conflicts: { ...conflicts, count: 0, examples: [] }, annotators: [] })).toEqual([]);
});
