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

test('a sender that stops leaves nothing behind', async () => {
  const { host, folder, send } = await servedHost();
  const videos = join(folder, 'data', 'videos');
  const headers = { cookie: `timeloupe-${host.port}=${host.token}`, 'content-length': '1000000' };
  const sent = httpRequest({ host: '127.0.0.1', port: host.port, method: 'PUT', path: '/upload?name=a.mp4', headers });
  sent.on('error', () => undefined);
  sent.write(Buffer.alloc(1000));
  await expect.poll(() => existsSync(videos) && readdirSync(videos).length).toBe(1);
  sent.destroy();
  await expect.poll(() => readdirSync(videos)).toEqual([]);
  expect((await send('GET', '/', {})).status).toBe(200);
});
