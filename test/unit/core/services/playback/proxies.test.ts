import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Core, createCore } from '../../../../../src-main/core/services/core.ts';
import { connect } from '../../../../../src-main/shared/connect.ts';
import type { Host } from '../../../../../src-main/shared/protocol.ts';
import type { Playback, TaskInfo } from '../../../../../src-main/shared/protocol/app-methods.ts';
import type { VideoId } from '../../../../../src-main/shared/records.ts';
import { testPlatform } from '../../../../support/checkpoints.ts';
import { EncodedVideos } from '../../../../support/encoded-videos.ts';

const videos = new EncodedVideos();
const platform = testPlatform(videos.folder, videos.path('cache'));
let core: Core;
let host: Host;
let videoId: VideoId;

beforeAll(async () => {
  core = createCore(platform);
  host = connect(core.port);
  await host.call('project.create', { path: videos.path('p.timeloupe') });
  const path = await videos.draw('old.avi', ['-c:v', 'mpeg4'], { frames: 1000, size: '320x240' });
  const [added] = await host.call('videos.add', { paths: [path] });
  videoId = added!.video!.id;
});

afterAll(async () => {
  await core.close();
  await videos.remove();
});

const ended = (task: TaskInfo) => told(task, ({ state }) => state !== 'running');

function told({ id }: TaskInfo, isIt: (task: TaskInfo) => boolean): Promise<TaskInfo> {
  return new Promise((resolve) => {
    const stop = host.on('tasks.changed', ({ task }) => {
      if (task.id !== id || !isIt(task)) return;
      stop();
      resolve(task);
    });
  });
}

test('a proxy that is stopped leaves nothing; the next one is served once it is whole, with ranges', async () => {
  expect(await host.call('videos.playback', { videoId })).toEqual({ proxy: null, frameCount: 1000 });
  const wish = { videoId, formats: ['webm' as const] };
  const stopped = await host.call('videos.makeProxy', wish);
  expect(stopped).toMatchObject({ kind: 'proxy', title: 'Proxy of old.avi', unit: 'frames', total: 1000 });
  expect((await host.call('videos.makeProxy', wish)).id).toBe(stopped.id);
  const over = ended(stopped);
  await told(stopped, ({ done }) => done > 0);
  await host.call('tasks.cancel', { taskId: stopped.id });
  expect(await over).toMatchObject({ state: 'cancelled', result: null });
  expect(readdirSync(join(platform.cacheDir, 'proxies-1'))).toEqual([]);
  expect(await core.resource(`proxy/${videoId}.webm`)).toMatchObject({ status: 404 });

  const done = await ended(await host.call('videos.makeProxy', { videoId }));
  expect(done).toMatchObject({ state: 'done', done: 1000, total: 1000 });
  const { proxy } = done.result as Playback;
  expect(await host.call('videos.playback', { videoId })).toEqual({ proxy, frameCount: 1000 });
  expect(await host.call('videos.playback', { videoId, formats: ['webm'] })).toMatchObject({ proxy: null });
  const part = await core.resource(proxy!, { range: 'bytes=4-7' });
  expect(part).toMatchObject({ status: 206, headers: { 'content-type': 'video/mp4', 'content-length': '4' } });
  const chunks: Uint8Array[] = [];
  for await (const chunk of part.body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString()).toBe('ftyp');

  const again = await ended(await host.call('videos.makeProxy', { videoId }));
  expect(again).toMatchObject({ state: 'done', result: { proxy } });
});

test('closing the project stops it', async () => {
  const { id } = await host.call('videos.makeProxy', { videoId, formats: ['webm'] });
  await host.call('project.close', {});
  const tasks = await host.call('tasks.list', {});
  expect(tasks.find((task) => task.id === id)).toMatchObject({ state: 'cancelled' });
  await host.call('project.open', { path: videos.path('p.timeloupe') });
});
