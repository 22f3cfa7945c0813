import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createCore } from '../../src-main/core/services/core.ts';
import type { Platform } from '../../src-main/core/services/platform.ts';
import { connect } from '../../src-main/shared/connect.ts';
import type { Host } from '../../src-main/shared/protocol.ts';
import type { JobInfo } from '../../src-main/shared/protocol/run-methods.ts';
import { checkpointFixture, scratchFolder, testPlatform } from '../support/checkpoints.ts';
import { EncodedVideos } from '../support/encoded-videos.ts';
import { ended } from '../support/ended-task.ts';
import { fillUp, NO_DISK, ownDisk } from '../support/own-disk.ts';

const drawn = new EncodedVideos();
let video = '';
beforeAll(async () => {
  const encoding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '12'];
  video = await drawn.draw('cam.mp4', encoding, { frames: 600 });
});
afterAll(() => drawn.remove());

/** A project with the video and a class of its own. @param folder where its file lies. */
async function opened(folder: string, change: Partial<Platform> = {}) {
  const core = createCore({ ...testPlatform(drawn.folder), ...change });
  onTestFinished(() => core.close());
  const host = connect(core.port);
  const path = join(folder, 'test.timeloupe');
  await host.call('project.create', { path });
  const [added] = await host.call('videos.add', { paths: [video] });
  await edit(host, { kind: 'createClass', name: 'walk' });
  const [labelClass] = await host.call('labels.list', {});
  return { host, path, videoId: added!.video!.id, classId: labelClass!.id, close: () => core.close() };
}

function edit(host: Host, wanted: object) {
  return host.call('edits.apply', { annotator: 'Ada', edit: wanted as never });
}

async function analyzed(host: Host, params: object): Promise<JobInfo> {
  const over = new Promise<JobInfo>((resolve) => {
    host.on('jobs.changed', ({ job }) => {
      if (!['waiting', 'running'].includes(job.state)) resolve(job);
    });
  });
  const settings = { provider: 'cpu', stride: 2, threads: 1 } as const;
  await host.call('runs.start', { model: checkpointFixture('tiny'), settings, ...params } as never);
  return over;
}

describe.skipIf(NO_DISK !== null)(`a disk that fills up under (${NO_DISK ?? 'a disk of its own'})`, () => {
  test('a project: the edit is refused whole, all before it are there, and with room again work goes on', async () => {
    const disk = ownDisk(8);
    const { host, path, videoId, classId, close } = await opened(disk.folder);
    const giveBack = fillUp(disk, 300);
    const acknowledged: string[] = [];
    const write = async (startFrame: number) => {
      const place = { videoId, classId, startFrame, endFrame: startFrame + 1 };
      const { addedSegmentIds } = await edit(host, { kind: 'create', ...place });
      acknowledged.push(...addedSegmentIds);
      await edit(host, { kind: 'setNote', segmentId: addedSegmentIds[0], note: 'n'.repeat(9000) });
    };
    const untilFull = async () => {
      for (let i = 0; i < 500; i++) await write(i);
    };
    await expect(untilFull()).rejects.toMatchObject({
      code: 'project.unwritable',
      message: `There is no room to write to ${path}. Nothing was changed; free some space.`,
    });
    const ids = (await host.call('segments.list', {})).map(({ id }) => id as string);
    expect(ids.sort()).toEqual([...acknowledged].sort());
    giveBack();
    await write(550);
    await close();
    const again = connect(createCore(testPlatform(drawn.folder)).port);
    await again.call('project.open', { path });
    const kept = (await again.call('segments.list', {})).map(({ id }) => id as string);
    expect(kept.sort()).toEqual([...acknowledged].sort());
    expect((await again.call('project.check', { path })).faults).toEqual([]);
    await again.call('project.close', {});
  });

  test('a run: what is stored stays, and the run goes on after it', async () => {
    const disk = ownDisk(8);
    const { host, path, videoId } = await opened(disk.folder);
    const giveBack = fillUp(disk, 200);
    const full = await analyzed(host, { videoIds: [videoId] });
    expect(full).toMatchObject({ state: 'failed', error: { code: 'project.unwritable' } });
    expect(full.error!.message).toContain(`There is no room to write to ${path}.`);
    giveBack();
    const stored = (await host.call('runs.list', {}))[0]?.videos[0]?.doneWindows ?? 0;
    expect(await analyzed(host, { videoIds: [videoId] })).toMatchObject({ state: 'done', resumedAt: stored });
  });

  test('a backup: there is none, and nothing half made', async () => {
    const disk = ownDisk(4);
    const { host } = await opened(disk.folder);
    const giveBack = fillUp(disk, 40);
    await expect(host.call('project.backup', {})).rejects.toMatchObject({ code: 'project.unwritable' });
    const backups = join(disk.folder, 'test.backups');
    expect(existsSync(backups) ? readdirSync(backups) : []).toEqual([]);
    giveBack();
    await host.call('project.backup', {});
    expect(readdirSync(backups)).toHaveLength(1);
  });

  test('a proxy: half a proxy is never served, and the next try makes it', async () => {
    const disk = ownDisk(8);
    const cacheDir = join(disk.folder, 'cache');
    const { host, videoId } = await opened(scratchFolder(), { cacheDir });
    const giveBack = fillUp(disk, 32);
    const task = await ended(host, await host.call('videos.makeProxy', { videoId }));
    expect(task).toMatchObject({ state: 'failed', error: { code: 'output.unwritable' } });
    expect(task.error!.message).toMatch(/^The disk of \S+ is full\. Free some space and try again\.$/);
    expect(await host.call('videos.playback', { videoId })).toMatchObject({ proxy: null });
    expect(readdirSync(join(cacheDir, 'proxies-1'))).toEqual([]);
    giveBack();
    expect(await ended(host, await host.call('videos.makeProxy', { videoId }))).toMatchObject({ state: 'done' });
  });

  test.each(['timeloupe-csv', 'class-folders'])(
    'an export of %s: it is not there, until there is room',
    async (format) => {
      const disk = ownDisk(4);
      const { host, videoId, classId } = await opened(scratchFolder());
      for (let i = 0; i < 6; i++) {
        await edit(host, { kind: 'create', videoId, classId, startFrame: i * 15, endFrame: i * 15 + 12 });
      }
      const giveBack = fillUp(disk, 8);
      const out = join(disk.folder, 'export');
      const start = () => host.call('export.start', { request: { format, split: null }, out });
      const full = await ended(host, await start());
      expect(full).toMatchObject({ state: 'failed', error: { code: 'output.unwritable' } });
      expect(full.error!.message).toContain(`Cannot write ${out}: the disk is full.`);
      expect(existsSync(out)).toBe(false);
      giveBack();
      expect(await ended(host, await start())).toMatchObject({ state: 'done', result: { written: 6 } });
      expect(readdirSync(disk.folder)).toEqual(['export']);
    },
  );

  test('settings: they stay as they were', async () => {
    const disk = ownDisk(1);
    const { host } = await opened(scratchFolder(), { configDir: disk.folder });
    const before = await host.call('settings.get', {});
    const giveBack = fillUp(disk, 0);
    const patch = { theme: before.theme === 'dark' ? 'light' : 'dark' } as const;
    await expect(host.call('settings.set', { patch })).rejects.toMatchObject({ code: 'output.unwritable' });
    expect(await host.call('settings.get', {})).toEqual(before);
    giveBack();
    expect(await host.call('settings.set', { patch })).toMatchObject(patch);
  });
});
