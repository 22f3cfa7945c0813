import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readEvaluationManifest } from '../../../../../src-main/core/services/evaluation/evaluation-manifest.ts';
import type { ProblemType } from '../../../../../src-main/shared/domain.ts';

const dir = mkdtempSync(join(tmpdir(), 'timeloupe-'));
const file = join(dir, 'clips.csv');
afterAll(() => rmSync(dir, { recursive: true }));

const labels = ['walk', 'run, fast', 'say "hi"'];

async function read(text: string, problemType: ProblemType = 'single_label_classification') {
  writeFileSync(file, text);
  return readEvaluationManifest(file, { labels, problemType });
}

describe('a manifest', () => {
  test('with quotes, a byte order mark, spans and empty lines', async () => {
    const text =
      '\uFEFFpath,label,start,end\r\na.mp4,walk,,\r\n\r\n"b, c.mp4","run, fast",1.5,4\r\n/d.mp4,"say ""hi""",2,\n';
    expect(await read(text)).toEqual([
      { path: join(dir, 'a.mp4'), span: null, target: { kind: 'class', index: 0 }, line: 2 },
      { path: join(dir, 'b, c.mp4'), span: { startSec: 1.5, endSec: 4 }, target: { kind: 'class', index: 1 }, line: 4 },
      { path: '/d.mp4', span: { startSec: 2, endSec: Infinity }, target: { kind: 'class', index: 2 }, line: 5 },
    ]);
  });

  test('labels by index', async () => {
    expect((await read('path,label\na,2'))[0]!.target).toEqual({ kind: 'class', index: 2 });
  });

  test('several labels, and none', async () => {
    const clips = await read('path,label\na,walk;2\nb,\n', 'multi_label_classification');
    expect(clips.map(({ target }) => target)).toEqual([
      { kind: 'values', values: [1, 0, 1] },
      { kind: 'values', values: [0, 0, 0] },
    ]);
  });

  test('numbers', async () => {
    const [clip] = await read('path,label\na,1;-2.5;3e2', 'regression');
    expect(clip!.target).toEqual({ kind: 'values', values: [1, -2.5, 300] });
  });
});

describe('is refused with its line', () => {
  test.each([
    ['', `Line 1 of ${file} must name the columns, among them "path" and "label".`],
    ['a.mp4,walk', `Line 1 of ${file} must name the columns, among them "path" and "label".`],
    ['path,label,colour\na,walk,red', `Line 1 of ${file} has a column "colour"; known are path, label, start, end.`],
    ['path,label\n', `${file} has no clip under its head line.`],
    ['path,label\na,walk,3', `Line 2 of ${file} has 3 fields where the head line has 2.`],
    ['path,label\n,walk', `Line 2 of ${file} has no path.`],
    [
      'path,label\n\na,fly',
      `Line 3 of ${file} has the label "fly", which the model doesn't know; it knows walk, run, fast, say "hi".`,
    ],
    ['path,label,start,end\na,0,5,4', `Line 2 of ${file} spans "5" to "4"; both are seconds, the end after the start.`],
    ['path,label,start,end\na,0,x,', `Line 2 of ${file} spans "x" to ""; both are seconds, the end after the start.`],
  ])('%j', async (text, message) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'request.invalid', message });
  });

  test('numbers that are too few', async () => {
    await expect(read('path,label\na,1;2', 'regression')).rejects.toMatchObject({
      message: `Line 2 of ${file} has the label "1;2"; this model needs 3 numbers joined by semicolons.`,
    });
  });

  test('a file that is not there', async () => {
    await expect(
      readEvaluationManifest(join(dir, 'no.csv'), { labels, problemType: 'regression' }),
    ).rejects.toMatchObject({ code: 'request.invalid', message: expect.stringContaining('no.csv ') as string });
  });
});
