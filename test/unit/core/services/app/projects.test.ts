import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder, testPlatform } from '../../../../support/checkpoints.ts';
import { testCore } from '../../../../support/project-core.ts';

describe('recent projects', () => {
  test('the last opened first, each once; one whose file is gone says so', async () => {
    const folder = scratchFolder();
    const { host } = testCore();
    const [one, two] = [join(folder, 'one.timeloupe'), join(folder, 'two.timeloupe')];
    await host.call('project.create', { path: one });
    await host.call('project.create', { path: two });
    await host.call('project.open', { path: one });
    const listed = await host.call('project.recent', {});
    expect(listed.map(({ path, name, isThere }) => ({ path, name, isThere }))).toEqual([
      { path: one, name: 'one', isThere: true },
      { path: two, name: 'two', isThere: true },
    ]);
    rmSync(two);
    expect((await host.call('project.recent', {}))[1]).toMatchObject({ path: two, isThere: false });
    expect(await host.call('project.forget', { path: two })).toMatchObject([{ path: one }]);
    expect(await host.call('project.forget', { path: two })).toMatchObject([{ path: one }]);
  });

  test('a program without a screen leaves the list alone', async () => {
    const folder = scratchFolder();
    const platform = { ...testPlatform(folder), keepsRecent: false };
    const { host } = testCore(platform);
    await host.call('project.create', { path: join(folder, 'script.timeloupe') });
    expect(await host.call('project.recent', {})).toEqual([]);
  });
});

describe('the sample', () => {
  test('is a project of its own with the video and the classes of the model, and keeps what is done in it', async () => {
    const platform = testPlatform(scratchFolder());
    const { host } = testCore(platform);
    const made = await host.call('project.sample', {});
    expect(made).toMatchObject({ path: join(platform.dataDir, 'sample', 'Sample.timeloupe'), videos: 1, runs: 0 });
    const [video] = await host.call('videos.list', {});
    expect(video).toMatchObject({ path: 'motions.mp4', fileState: 'ok', frameCount: 1500 });
    const classes = await host.call('labels.list', {});
    expect(classes.map(({ name, colour, shortcut }) => [name, colour, shortcut]).slice(7)).toEqual([
      ['turn clockwise', 'label-8', '8'],
      ['turn counter-clockwise', 'label-1', '9'],
      ['appear', 'label-2', '0'],
      ['vanish', 'label-3', null],
      ['bounce', 'label-4', null],
    ]);
    expect(await host.call('edits.state', { annotator: 'Ada' })).toEqual({ undo: null, redo: null });
    const edit = { kind: 'create', videoId: video!.id, classId: classes[0]!.id, startFrame: 0, endFrame: 9 } as const;
    await host.call('edits.apply', { annotator: 'Ada', edit });
    expect(await host.call('project.sample', {})).toMatchObject({ path: made.path, segments: 1, classes: 12 });
    expect(await host.call('project.check', { path: made.path })).toMatchObject({ faults: [] });
    expect((await host.call('project.recent', {})).map(({ name }) => name)).toEqual(['Sample']);
  });

  test('anew: an untouched one beside the old, which stays', async () => {
    const platform = testPlatform(scratchFolder());
    const { host } = testCore(platform);
    const first = await host.call('project.sample', {});
    await host.call('edits.apply', { annotator: 'Ada', edit: { kind: 'createClass', name: 'mine' } });
    const second = await host.call('project.sample', { anew: true });
    expect(second).toMatchObject({ path: join(platform.dataDir, 'sample', 'Sample 2.timeloupe'), classes: 12 });
    expect(await host.call('project.sample', {})).toMatchObject({ path: second.path });
    expect(await host.call('project.open', { path: first.path })).toMatchObject({ classes: 13 });
  });

  test('a video that someone deleted is put back', async () => {
    const platform = testPlatform(scratchFolder());
    const { host } = testCore(platform);
    await host.call('project.sample', {});
    const video = join(platform.dataDir, 'sample', 'motions.mp4');
    rmSync(video);
    await host.call('project.sample', {});
    expect(existsSync(video)).toBe(true);
  });

  test('that cannot be made leaves nothing that would be taken for it', async () => {
    const platform = { ...testPlatform(scratchFolder()), resourcesDir: join(scratchFolder(), 'none') };
    const { host } = testCore(platform);
    await expect(host.call('project.sample', {})).rejects.toMatchObject({ code: 'output.unwritable' });
    expect(existsSync(join(platform.dataDir, 'sample', 'Sample.timeloupe'))).toBe(false);
    expect(await host.call('app.info', {})).toMatchObject({ sample: null });
  });
});
