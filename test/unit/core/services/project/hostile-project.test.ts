import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Core, createCore } from '../../../../../src-main/core/services/core.ts';
import { ProjectStore } from '../../../../../src-main/core/store/project-store.ts';
import { connect } from '../../../../../src-main/shared/connect.ts';
import type { ProjectVideo } from '../../../../../src-main/shared/records.ts';
import { testPlatform } from '../../../../support/checkpoints.ts';
import { EncodedVideos } from '../../../../support/encoded-videos.ts';

/** A project of somebody else's: what it says of its videos is theirs, and the machine is ours. */
const drawn = new EncodedVideos();
const SECRET = 'the-secret-of-this-machine';
const ours = drawn.path('ours');
let path: string;
let video: ProjectVideo;

beforeAll(async () => {
  mkdirSync(ours);
  writeFileSync(join(ours, 'key.pem'), `${SECRET}\n`.repeat(500));
  writeFileSync(join(ours, 'notes.txt'), `${SECRET}\n`.repeat(500));
  await drawn.ffmpeg('-f', 'lavfi', '-i', 'testsrc2=size=96x64', '-frames:v', '1', join('ours', 'scan.png'));
  const film = await drawn.draw('film.mp4', ['-c:v', 'mpeg4', '-g', '10'], { frames: 20 });
  path = drawn.path('theirs.timeloupe');
  const core = createCore(testPlatform(drawn.folder, drawn.path('cache')));
  const host = connect(core.port);
  await host.call('project.create', { path });
  await host.call('videos.add', { paths: [film] });
  [video] = (await host.call('videos.list', {})) as [ProjectVideo];
  await core.close();
});

afterAll(() => drawn.remove());

describe('a video that is another file of the machine', () => {
  test.each(['key.pem', 'notes.txt', 'scan.png'])('%s is never handed out', async (name) => {
    const file = join(ours, name);
    const { size, mtimeMs } = statSync(file);
    // Size and time are those of the file: to the project it is unchanged.
    const facts = { ...video.facts, sizeBytes: size };
    const core = await opened({ path: `ours/${name}`, modified_ms: mtimeMs, facts: JSON.stringify(facts) });
    await expect(connect(core.port).call('videos.list', {})).resolves.toMatchObject([{ fileState: 'ok' }]);
    for (const part of ['video/ID', 'frame/ID/0.png', 'thumb/ID/0.jpg', 'waveform/ID/0/0.bin']) {
      const { status, bytes } = await get(core, part);
      expect([404, 422], part).toContain(status);
      expect(bytes.toString()).not.toContain(SECRET);
    }
    // They leave the place of a frame that doesn't decode black.
    for (const part of ['sheet/ID/0,1.jpg', 'filmstrip/ID/32/0/0.jpg']) {
      const { channels } = await sharp((await get(core, part)).bytes).stats();
      expect(channels.map(({ max }) => max)).toEqual([0, 0, 0]);
    }
  });
});

describe.each([
  ['a fingerprint that is a path', { fingerprint: '../../out' }, 'its fingerprint'],
  ['a fingerprint that leads up', { fingerprint: '..' }, 'its fingerprint'],
  ['a width that is a filter', { facts: { widthPx: "96:64,movie='ours/scan.png'" } }, 'widthPx'],
  ['a stream that is an option', { facts: { streamIndex: '0 -f image2' } }, 'streamIndex'],
  ['a clock that is text', { facts: { timeBase: { num: '1', den: '25:x' } } }, 'timeBase.num'],
  ['pixels as wide as the disk', { facts: { sampleAspectRatio: { num: 1_000_000, den: 1 } } }, 'sampleAspectRatio'],
  ['facts that are none', { facts: '"' }, 'its facts'],
])('%s', (_, row, named) => {
  test('opens in nobody’s place and is not used', async () => {
    const { facts } = row as { facts?: string | object };
    const text = typeof facts === 'object' ? JSON.stringify({ ...video.facts, ...facts }) : facts;
    const core = changed({ ...row, ...(text !== undefined && { facts: text }) });
    const host = connect(core.port);
    await host.call('project.create', { path: drawn.path(`own-${Math.random()}.timeloupe`) });
    const before = await host.call('project.info', {});
    await expect(host.call('project.open', { path })).rejects.toMatchObject({
      code: 'project.invalid',
      message: `What the project says of "film.mp4" is true of no video (${named}). Use a backup of the project, or one from somebody you trust.`,
    });
    expect(await host.call('project.info', {})).toEqual(before);
  });
});

test('frames as large as the memory are refused', async () => {
  const core = await opened({ facts: JSON.stringify({ ...video.facts, widthPx: 2 ** 20, heightPx: 2 ** 20 }) });
  const { status, bytes } = await get(core, 'frame/ID/0.png');
  expect(status).toBe(422);
  expect(bytes.toString()).toContain('at most 67 million pixels are read');
});

test('what its schema does is not trusted', () => {
  const store = ProjectStore.open(path);
  expect(store.db.prepare('PRAGMA trusted_schema').get()).toEqual({ trusted_schema: 0 });
  store.close();
});

/** A core with the project open, its one video's row changed. */
async function opened(row: Readonly<Record<string, unknown>>): Promise<Core> {
  const core = changed(row);
  await connect(core.port).call('project.open', { path });
  return core;
}

/** A core beside the project, its one video's row changed. */
function changed(row: Readonly<Record<string, unknown>>): Core {
  const { path: file, fingerprint, facts } = video;
  const store = ProjectStore.open(path);
  const values = { path: file, fingerprint, facts: JSON.stringify(facts), modified_ms: 0, ...row };
  const sets = Object.keys(values).map((column) => `${column} = ?`);
  store.db
    .prepare(`UPDATE video SET ${sets.join(', ')}`)
    .run(...Object.values<string | number>(values as Record<string, string | number>));
  store.close();
  const core = createCore(testPlatform(drawn.folder, drawn.path('cache')));
  onTestFinished(() => core.close());
  return core;
}

async function get(core: Core, part: string): Promise<{ status: number; bytes: Buffer }> {
  const { status, body } = await core.resource(part.replace('ID', video.id));
  const parts: Uint8Array[] = [];
  if (body instanceof Uint8Array) parts.push(body);
  else for await (const chunk of body) parts.push(chunk);
  return { status, bytes: Buffer.concat(parts) };
}
