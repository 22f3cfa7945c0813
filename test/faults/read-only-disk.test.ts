import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testPlatform } from '../support/checkpoints.ts';
import { EncodedVideos } from '../support/encoded-videos.ts';
import { ended } from '../support/ended-task.ts';
import { NO_DISK, ownDisk } from '../support/own-disk.ts';
import { testCore } from '../support/project-core.ts';

const drawn = new EncodedVideos();
let video = '';
beforeAll(async () => {
  video = await drawn.draw('cam.mp4', ['-c:v', 'mpeg4']);
});
afterAll(() => drawn.remove());

describe.skipIf(NO_DISK !== null)(`a disk that may only be read (${NO_DISK ?? 'one of its own'})`, () => {
  test('with a project on it: it opens to look at, says why, and an edit is refused', async () => {
    const disk = ownDisk(4);
    const path = join(disk.folder, 'test.timeloupe');
    const writer = testCore();
    await writer.host.call('project.create', { path });
    await writer.host.call('videos.add', { paths: [video] });
    await writer.close();
    disk.makeReadOnly();
    const { host } = testCore();
    const reason = expect.stringMatching(
      /^\S+test\.timeloupe can't be written: .* The project is open to look at\.$/,
    ) as string;
    expect(await host.call('project.open', { path })).toMatchObject({ readOnlyReason: reason });
    expect(await host.call('videos.list', {})).toHaveLength(1);
    const edit = { kind: 'createClass', name: 'walk' } as const;
    await expect(host.call('edits.apply', { annotator: 'Ada', edit })).rejects.toMatchObject({
      code: 'project.read_only',
      message: reason,
    });
    await host.call('project.close', {});
    expect(readdirSync(disk.folder)).toEqual(['test.timeloupe']);
    disk.makeWritable();
    await host.call('project.open', { path });
    await host.call('edits.apply', { annotator: 'Ada', edit });
  });

  test('for what is to be written: each says so, and elsewhere it goes on', async () => {
    const disk = ownDisk(4);
    const cacheDir = join(disk.folder, 'cache');
    disk.makeReadOnly();
    const configDir = join(disk.folder, 'config');
    const { host } = testCore({ ...testPlatform(drawn.folder), cacheDir, configDir, keepsRecent: false });
    await expect(host.call('project.create', { path: join(disk.folder, 'new.timeloupe') })).rejects.toMatchObject({
      code: 'project.unwritable',
    });
    await host.call('project.create', { path: drawn.path('test.timeloupe') });
    // A cache is there to spare work, and where there is none the work is done.
    const [added] = await host.call('videos.add', { paths: [video] });
    const videoId = added!.video!.id;
    await expect(host.call('settings.set', { patch: { theme: 'dark' } })).rejects.toMatchObject({
      code: 'output.unwritable',
    });
    const proxy = await ended(host, await host.call('videos.makeProxy', { videoId }));
    expect(proxy).toMatchObject({ state: 'failed', error: { code: 'output.unwritable' } });
    const out = join(disk.folder, 'export');
    await host.call('edits.apply', { annotator: 'Ada', edit: { kind: 'createClass', name: 'walk' } });
    const [labelClass] = await host.call('labels.list', {});
    const classId = labelClass!.id;
    const edit = { kind: 'create', videoId, classId, startFrame: 3, endFrame: 9 } as const;
    await host.call('edits.apply', { annotator: 'Ada', edit });
    const request = { format: 'timeloupe-csv' };
    const exported = await ended(host, await host.call('export.start', { request, out }));
    expect(exported).toMatchObject({ state: 'failed', error: { code: 'output.unwritable' } });
    expect(exported.error!.message).toContain(out);
    expect(readdirSync(disk.folder)).toEqual([]);
    const elsewhere = await ended(host, await host.call('export.start', { request, out: drawn.path('export') }));
    expect(elsewhere).toMatchObject({ state: 'done' });
  });
});
