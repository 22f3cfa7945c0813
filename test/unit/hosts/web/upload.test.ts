import { existsSync, readdirSync, readFileSync, statfsSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { safeName } from '../../../../src-main/hosts/web/upload.ts';
import { replyIn, servedHost } from '../../../support/web-host.ts';

const FILM = Buffer.from('not really a film');

test('a dropped video is kept beside the project, and never in place of another', async () => {
  const { call, send, path } = await servedHost();
  await call('project.create', { path });
  const folder = join(dirname(path), 'videos');
  for (const name of ['day 1.mp4', 'day 1 (2).mp4', 'day 1 (3).mp4']) {
    const answer = replyIn(await send('PUT', '/upload?name=day%201.mp4', {}, FILM));
    expect(answer).toEqual({ ok: true, value: { path: join(folder, name) } });
    expect(readFileSync(join(folder, name))).toEqual(FILM);
  }
  expect(readdirSync(folder)).toHaveLength(3);
});

test('without a project, and for other files, there is a folder of its own', async () => {
  const { send, folder } = await servedHost();
  const kept = async (name: string) => replyIn(await send('PUT', `/upload?name=${name}`, {}, FILM));
  expect(await kept('a.mp4')).toMatchObject({ value: { path: join(folder, 'data', 'videos', 'a.mp4') } });
  expect(await kept('model.onnx')).toMatchObject({ value: { path: join(folder, 'data', 'uploads', 'model.onnx') } });
  expect(await kept('cam.eaf')).toMatchObject({ value: { path: join(folder, 'data', 'uploads', 'cam.eaf') } });
});

test('a name leads nowhere else', async () => {
  const { send, folder } = await servedHost();
  const sent = replyIn(await send('PUT', '/upload?name=..%2F..%2Fetc%2Fpasswd', {}, FILM));
  expect(sent).toMatchObject({ value: { path: join(folder, 'data', 'videos', 'passwd') } });
  expect(replyIn(await send('PUT', '/upload?name=..', {}, FILM))).toMatchObject({
    ok: false,
    error: { code: 'request.invalid', message: 'A file can\'t be kept under the name "..".' },
  });
  expect((await send('PUT', '/upload?name=a.mp4', { cookie: '' }, FILM)).status).toBe(401);
});

test.each([
  ['film.mp4', 'film.mp4'],
  ['C:\\films\\film.mp4', 'film.mp4'],
  ['.hidden.mp4', 'hidden.mp4'],
  ['a<b>:"c|d?*.mp4', 'a_b___c_d__.mp4'],
  ['line\nbreak.mp4', 'line_break.mp4'],
  ['con.mp4', '_con.mp4'],
  [`${'é'.repeat(300)}.mp4`, `${'é'.repeat(98)}.mp4`],
])('%j is kept as %j', (name, safe) => {
  expect(safeName(name)).toBe(safe);
});

test('a file larger than the free disk is refused before it is sent', async () => {
  const { send, folder } = await servedHost();
  const { bavail, bsize } = statfsSync(folder);
  const offered = replyIn(await send('GET', `/upload?name=a.mp4&length=${bavail * bsize + 1}`, {}));
  expect(offered).toMatchObject({
    ok: false,
    error: {
      code: 'output.unwritable',
      message: expect.stringMatching(/^a\.mp4 has [\d,]+ MB and the disk/) as string,
    },
  });
  expect(replyIn(await send('GET', '/upload?name=a.mp4&length=10', {}))).toMatchObject({ ok: true });
  expect(replyIn(await send('GET', '/upload?name=a.mp4', {}))).toMatchObject({
    ok: false,
    error: { code: 'request.invalid' },
  });
});

test('files of a model are kept side by side, in a folder of their own', async () => {
  const { send, folder } = await servedHost();
  const uploads = join(folder, 'data', 'uploads');
  const query = 'folder=my-net&name=config.json&length=2&name=empty.txt&length=0&name=..%2Fmodel.safetensors&length=3';
  expect(replyIn(await send('GET', `/upload?${query}`, {}))).toEqual({
    ok: true,
    value: { folder: uploads, name: 'my-net' },
  });
  for (const name of ['my-net', 'my-net (2)']) {
    const kept = replyIn(await send('PUT', `/upload?${query}`, {}, Buffer.from('{}abc')));
    expect(kept).toEqual({ ok: true, value: { path: join(uploads, name) } });
    expect(readdirSync(join(uploads, name)).sort()).toEqual(['config.json', 'empty.txt', 'model.safetensors']);
    expect(readFileSync(join(uploads, name, 'config.json'), 'utf8')).toBe('{}');
    expect(readFileSync(join(uploads, name, 'empty.txt'), 'utf8')).toBe('');
    expect(readFileSync(join(uploads, name, 'model.safetensors'), 'utf8')).toBe('abc');
  }
  expect(readdirSync(uploads).sort()).toEqual(['my-net', 'my-net (2)']);
});

test.each([
  ['a name that leads elsewhere', 'folder=..&name=a.json&length=2', 'A file can\'t be kept under the name "..".'],
  ['no files', 'folder=net', 'Send 1 to 100 files, each with its name and its length in bytes.'],
  ['a file without a length', 'folder=net&name=a.json', 'Send 1 to 100 files'],
  ['a negative length', 'folder=net&name=a.json&length=-2&name=b.json&length=4', 'Send 1 to 100 files'],
  ['two files of one name', 'folder=net&name=a.json&length=1&name=x%2FA.JSON&length=1', 'Two of the files are called'],
  ['other lengths', 'folder=net&name=a.json&length=1', 'with the lengths that are told'],
])('a folder is refused for %s, and nothing is kept', async (_, query, words) => {
  const { send, folder } = await servedHost();
  const refused = replyIn(await send('PUT', `/upload?${query}`, {}, Buffer.from('{}')));
  expect(refused).toMatchObject({
    ok: false,
    error: { code: 'request.invalid', message: expect.stringContaining(words) as string },
  });
  const uploads = join(folder, 'data', 'uploads');
  expect(existsSync(uploads) ? readdirSync(uploads) : []).toEqual([]);
});

test.each([
  ['file', 'name=a.mp4', 'videos'],
  ['folder', 'folder=net&name=a.json&length=10&name=b.onnx&length=999990', 'uploads'],
])('a sender that stops within a %s leaves nothing behind', async (_, query, place) => {
  const { host, folder, send } = await servedHost();
  const kept = join(folder, 'data', place);
  const headers = { cookie: `timeloupe-${host.port}=${host.token}`, 'content-length': '1000000' };
  const sent = httpRequest({ host: '127.0.0.1', port: host.port, method: 'PUT', path: `/upload?${query}`, headers });
  sent.on('error', () => undefined);
  sent.write(Buffer.alloc(1000));
  await expect.poll(() => existsSync(kept) && readdirSync(kept).length).toBe(1);
  sent.destroy();
  await expect.poll(() => readdirSync(kept)).toEqual([]);
  expect((await send('GET', '/', {})).status).toBe(200);
});
