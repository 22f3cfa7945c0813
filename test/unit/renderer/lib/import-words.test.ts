import { expect, test } from 'vitest';
import { actionText, filesText, nameOfPath, spansText } from '../../../../src-renderer/lib/import-words.ts';

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
