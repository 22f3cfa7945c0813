import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importProject } from '../../../../support/imports.ts';
import { CSV } from './hostile-case.ts';
import { JSON_FILES, XML } from './hostile-documents.ts';
import { FILES, TABLES } from './hostile-files.ts';

describe.each([
  ['XML', XML],
  ['JSON', JSON_FILES],
  ['tables and subtitles', TABLES],
  ['files', FILES],
])('%s', (_, cases) => {
  test.each(cases)('$name', async ({ file, content, says, request = {} }) => {
    const project = importProject();
    const path = join(project.folder, file);
    if (typeof content === 'function') content(path);
    else writeFileSync(path, content);
    const before = project.contents();
    await expect(project.apply([path], request)).rejects.toSatisfy((error: Error & { code?: string }) => {
      expect(error.message).toMatch(says);
      expect(error.message).toMatch(/^["A-Z].*\.$/s);
      expect(['import.unreadable', 'request.invalid']).toContain(error.code);
      return true;
    });
    expect(project.contents()).toEqual(before);
  });
});

test('there are at least forty of them', () => {
  expect(XML.length + JSON_FILES.length + TABLES.length + FILES.length).toBeGreaterThanOrEqual(40);
});

test('one bad file among good ones stops them all', async () => {
  const project = importProject();
  const before = project.contents();
  const paths = project.write({ 'good.csv': CSV('cam.mp4,1,2,walk'), 'bad.csv': CSV('cam.mp4,x,2,walk') });
  await expect(project.apply(paths)).rejects.toMatchObject({ code: 'import.unreadable' });
  expect(project.contents()).toEqual(before);
});

test('a link beside a named file is not followed: nothing of what it leads to is read or told', async () => {
  const project = importProject();
  const before = project.contents();
  const columns = 'id,video_id,class_id,start_frame,end_frame,start_doubt_frames,status,source';
  const [segments, secret] = project.write({ 'a/segments.csv': `${columns}\n`, 'secret.txt': 'password\nhunter2\n' });
  symlinkSync(secret!, join(project.folder, 'a', 'videos.csv'));
  const message =
    '"videos.csv" was not imported: it is a link beside the file that was named. Put the file itself in its place.';
  await expect(project.apply([segments!])).rejects.toMatchObject({ code: 'import.unreadable', message });
  expect(project.contents()).toEqual(before);
});

describe('what looks hostile and is none', () => {
  test('a link that a person names is read as what it leads to, under its own name', async () => {
    const project = importProject();
    const [real] = project.write({ 'real.csv': CSV('cam.mp4,1,2,walk') });
    const link = join(project.folder, 'link.csv');
    symlinkSync(real!, link);
    expect(await project.apply([link])).toMatchObject({ segments: 1, files: [{ name: 'link.csv' }] });
  });

  test.each([
    [
      'UTF-16 with its mark',
      'wide.csv',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(CSV('cam.mp4,1,2,größer'), 'utf16le')]),
      'größer',
    ],
    ['UTF-8 with its mark', 'marked.csv', `\ufeff${CSV('cam.mp4,1,2,walk')}`, 'walk'],
    ['a class called __proto__', 'proto.csv', CSV('cam.mp4,1,2,__proto__'), '__proto__'],
    [
      'a class called constructor in JSON',
      'constructor.json',
      '{"database":{"cam":{"annotations":[{"label":"constructor","segment":[1,2]}]}}}',
      'constructor',
    ],
    ['a path of slashes', 'slashes.csv', CSV(`${'/'.repeat(500_000)}cam.mp4,1,2,walk`), 'walk'],
    ['a cue of brackets', 'cam.vtt', `WEBVTT\n\n00:01.000 --> 00:02.000\n${'<'.repeat(500_000)}b>\n`, '<'.repeat(200)],
    ['line ends of another system', 'crlf.csv', CSV('cam.mp4,1,2,walk').replaceAll('\n', '\r\n'), 'walk'],
  ])('%s', async (_, file, content, label) => {
    const project = importProject();
    const report = await project.apply(project.write({ [file]: content }));
    expect(report.segments).toBe(1);
    expect(project.store.annotations.labelClasses().map(({ name }) => name)).toEqual([label]);
  });

  test('a video called __proto__ is listed like any other that is missing', async () => {
    const project = importProject();
    const plan = await project.preview(
      project.write({ 'a.json': '{"database":{"__proto__":{"annotations":[{"label":"walk","segment":[1,2]}]}}}' }),
    );
    expect(plan.media).toMatchObject([{ name: '__proto__', videoId: null, spans: 1 }]);
  });
});
