import { createHash } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, posix, win32 } from 'node:path';
import { expect, test } from 'vitest';
import { pathToKeep, pathToOpen } from '../../../../../src-main/core/services/project/video-paths.ts';
import { ProjectStore } from '../../../../../src-main/core/store/project-store.ts';
import { drawVideo } from '../../../../support/drawn-video.ts';
import { type TestCore, testCore, testProject } from '../../../../support/project-core.ts';
import { scratchFolder } from '../../../../support/checkpoints.ts';
import type { VideoId } from '../../../../../src-main/shared/records.ts';

const SMALL = { widthPx: 32, heightPx: 24 };

test.each([
  [posix, '/study/p.timeloupe', '/study/films/a b.mp4', 'films/a b.mp4'],
  [posix, '/study/here/p.timeloupe', '/films/a.mp4', '../../films/a.mp4'],
  [win32, 'C:\\work\\p.timeloupe', 'C:\\work\\films\\a.mp4', 'films/a.mp4'],
  [win32, 'C:\\work\\p.timeloupe', 'D:\\films\\a.mp4', 'D:/films/a.mp4'],
  [win32, '\\\\lab\\share\\p.timeloupe', '\\\\lab\\share\\films\\a.mp4', 'films/a.mp4'],
])('a path is kept with "/", relative where it can be, and found again (%#)', (paths, project, file, kept) => {
  expect(pathToKeep(project, file, paths)).toBe(kept);
  expect(pathToOpen(project, kept, paths)).toBe(file);
});

test('added videos are listed with their facts, and their frames come apart', async () => {
  const { host, folder, told } = await testProject();
  const path = await drawVideo(folder, 'a.mkv', { ...SMALL, count: 10 });
  const [added] = await host.call('videos.add', { paths: [path] });
  expect(added).toMatchObject({ path, error: null, video: { name: 'a.mkv', path: 'a.mkv', fileState: 'ok' } });
  const [video, ...others] = await host.call('videos.list', {});
  expect(others).toEqual([]);
  expect(video).toEqual(added?.video);
  expect(video).toMatchObject({ frameCount: 10, isRemoved: false, facts: { widthPx: 32, codec: 'ffv1' }, holes: [] });
  const { pts, keyframes } = await host.call('videos.pts', { videoId: video!.id });
  expect(pts).toEqual(Array.from({ length: 10 }, (_, i) => i * 40));
  expect(keyframes[0]).toBe(0);
  expect(told).toContainEqual({ event: 'videos.changed', payload: { videoIds: [video!.id] } });
  expect(await host.call('project.info', {})).toMatchObject({ videos: 1, frames: 10 });
});

test('a folder gives its videos; one that cannot be read does not stop the others', async () => {
  const { host, folder } = await testProject();
  const films = join(folder, 'films');
  mkdirSync(films);
  const a = await drawVideo(films, 'a.mkv', { ...SMALL, count: 4 });
  const b = await drawVideo(films, 'b.mkv', { ...SMALL, count: 5 });
  writeFileSync(join(films, 'c.mp4'), 'no video');
  const missing = join(folder, 'none.mp4');
  const added = await host.call('videos.add', { paths: [missing, films, a] });
  expect(added.map(({ path, error }) => ({ path, isAdded: error === null }))).toEqual([
    { path: missing, isAdded: false },
    { path: a, isAdded: true },
    { path: b, isAdded: true },
    { path: join(films, 'c.mp4'), isAdded: false },
  ]);
  expect(added[0]?.error).toContain(missing);
});

test('the same content under another name is told, not added twice', async () => {
  const { host, folder } = await testProject();
  const path = await drawVideo(folder, 'a.mkv', { ...SMALL, count: 4 });
  const [first] = await host.call('videos.add', { paths: [path] });
  const copy = join(folder, 'copy.mkv');
  copyFileSync(path, copy);
  const [again, twin] = await host.call('videos.add', { paths: [path, copy] });
  expect(again?.error).toBe(`${path} is in the project already, as "a.mkv".`);
  expect(twin?.error).toBe(`${copy} is in the project already, as "a.mkv" (${path}).`);
  expect(twin?.video).toEqual(first?.video);
  expect(await host.call('videos.list', {})).toHaveLength(1);
});

test('the whole hash is that of all bytes, and is kept', async () => {
  const { host, folder } = await testProject();
  const path = await drawVideo(folder, 'a.mkv', { ...SMALL, count: 4 });
  const videoId = await onlyVideo(host, path);
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  expect(await host.call('videos.fullHash', { videoId })).toEqual({ sha256 });
  rmSync(path);
  expect(await host.call('videos.fullHash', { videoId })).toEqual({ sha256 });
  expect(await host.call('videos.list', {})).toMatchObject([{ fullHash: sha256, fileState: 'missing' }]);
});

test('a moved and renamed file is found below a folder by its content', async () => {
  const { host, folder, told } = await testProject();
  const path = await drawVideo(folder, 'a.mkv', { ...SMALL, count: 4 });
  const videoId = await onlyVideo(host, path);
  expect(await host.call('videos.relink', {})).toEqual([]);
  const deep = join(folder, 'x', 'y');
  mkdirSync(deep, { recursive: true });
  const moved = join(deep, 'b.mkv');
  renameSync(path, moved);
  const decoy = Buffer.from(readFileSync(moved));
  decoy[decoy.length - 1]! ^= 1;
  writeFileSync(join(deep, 'a.mkv'), decoy);
  expect(await host.call('videos.list', {})).toMatchObject([{ id: videoId, fileState: 'missing' }]);

  told.length = 0;
  const [result] = await host.call('videos.relink', {});
  expect(result).toMatchObject({ from: path, to: moved, video: { id: videoId, path: 'x/y/b.mkv', fileState: 'ok' } });
  expect(told).toContainEqual({ event: 'videos.changed', payload: { videoIds: [videoId] } });
  expect(await host.call('videos.list', {})).toMatchObject([{ id: videoId, fileState: 'ok', name: 'a.mkv' }]);
});

test('a file that is nowhere stays missing, and a folder that is not there is refused', async () => {
  const { host, folder } = await testProject();
  const path = await drawVideo(folder, 'a.mkv', { ...SMALL, count: 4 });
  await onlyVideo(host, path);
  rmSync(path);
  const empty = scratchFolder();
  expect(await host.call('videos.relink', { folders: [empty] })).toMatchObject([{ from: path, to: null }]);
  const refusal = expect.objectContaining({ code: 'request.invalid' }) as Error;
  await expect(host.call('videos.relink', { folders: [join(empty, 'none')] })).rejects.toThrow(refusal);
});

test('of several files with the content, the one that kept the name is taken', async () => {
  const { host, folder } = await testProject();
  const path = await drawVideo(folder, 'b.mkv', { ...SMALL, count: 4 });
  await onlyVideo(host, path);
  const elsewhere = scratchFolder();
  for (const name of ['a.mkv', 'b.mkv', 'c.mkv']) copyFileSync(path, join(elsewhere, name));
  rmSync(path);
  const [result] = await host.call('videos.relink', { folders: [elsewhere] });
  expect(result?.to).toBe(join(elsewhere, 'b.mkv'));
});

test('a changed file is noticed, told once, and forgiven when the old one is back', async () => {
  const { host, folder, told } = await testProject();
  const path = await drawVideo(folder, 'a.mkv', { ...SMALL, count: 4 });
  const videoId = await onlyVideo(host, path);
  const kept = join(folder, 'kept');
  copyFileSync(path, kept);
  appendFileSync(path, 'x');
  told.length = 0;
  expect(await host.call('videos.list', {})).toMatchObject([{ fileState: 'changed' }]);
  expect(await host.call('videos.list', {})).toMatchObject([{ fileState: 'changed' }]);
  expect(told).toEqual([{ event: 'videos.changed', payload: { videoIds: [videoId] } }]);
  const refusal = expect.objectContaining({ code: 'video.changed' }) as Error;
  await expect(host.call('videos.fullHash', { videoId })).rejects.toThrow(refusal);

  copyFileSync(kept, path);
  expect(await host.call('videos.list', {})).toMatchObject([{ fileState: 'ok' }]);
  expect(told).toHaveLength(2);
});

test('other content of the same size is noticed by its time; a touched file is the same', async () => {
  const { host, folder } = await testProject();
  const path = await drawVideo(folder, 'a.mkv', { ...SMALL, count: 4 });
  await onlyVideo(host, path);
  utimesSync(path, 1, 1);
  expect(await host.call('videos.list', {})).toMatchObject([{ fileState: 'ok' }]);
  const bytes = readFileSync(path);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(path, bytes);
  expect(await host.call('videos.list', {})).toMatchObject([{ fileState: 'changed' }]);
});

test('what replaced a changed file can be added as a video of its own', async () => {
  const { host, folder } = await testProject();
  const path = await drawVideo(folder, 'a.mkv', { ...SMALL, count: 4 });
  await onlyVideo(host, path);
  await drawVideo(folder, 'a.mkv', { ...SMALL, count: 6 });
  const [added] = await host.call('videos.add', { paths: [path] });
  expect(added).toMatchObject({ error: null, video: { frameCount: 6, fileState: 'ok' } });
  const states = (await host.call('videos.list', {})).map(({ frameCount, fileState }) => [frameCount, fileState]);
  expect(states).toEqual([
    [4, 'changed'],
    [6, 'ok'],
  ]);
});

test('changes are noticed when a project is opened', async () => {
  const { host, folder, path: project, close } = await testProject();
  const path = await drawVideo(folder, 'a.mkv', { ...SMALL, count: 4 });
  const videoId = await onlyVideo(host, path);
  await close();
  appendFileSync(path, 'x');
  const second = testCore();
  await second.host.call('project.open', { path: project });
  await second.close();
  expect(second.told).toContainEqual({ event: 'videos.changed', payload: { videoIds: [videoId] } });
});

test('project and videos move together', async () => {
  const { host, folder, path: project, close } = await testProject();
  const path = await drawVideo(folder, 'a.mkv', { ...SMALL, count: 4 });
  await onlyVideo(host, path);
  await close();
  const other = join(scratchFolder(), 'moved');
  renameSync(folder, other);
  mkdirSync(folder);
  const second = testCore();
  await second.host.call('project.open', { path: join(other, project.slice(folder.length)) });
  expect(await second.host.call('videos.list', {})).toMatchObject([{ path: 'a.mkv', fileState: 'ok' }]);
});

test('in a project that is open to look at, nothing is added, relinked or written down', async () => {
  const { host, folder, path: project } = await testProject();
  const path = await drawVideo(folder, 'a.mkv', { ...SMALL, count: 4 });
  await onlyVideo(host, path);
  const { host: reader } = testCore();
  await reader.call('project.open', { path: project, readOnly: true });
  utimesSync(path, 1, 1);
  expect(await reader.call('videos.list', {})).toMatchObject([{ fileState: 'ok' }]);
  const other = await drawVideo(folder, 'b.mkv', { ...SMALL, count: 5 });
  const refusal = expect.objectContaining({ code: 'project.read_only' }) as Error;
  await expect(reader.call('videos.add', { paths: [other] })).rejects.toThrow(refusal);
  renameSync(path, join(folder, 'c.mkv'));
  await expect(reader.call('videos.relink', {})).rejects.toThrow(refusal);
});

test('a removed video that is added again is back as it was, and the journal tells of it', async () => {
  const { host, folder, told } = await testProject();
  const path = await drawVideo(folder, 'a.mkv', { ...SMALL, count: 4 });
  const videoId = await onlyVideo(host, path);
  await host.call('edits.apply', { annotator: 'Ada', edit: { kind: 'renameVideo', videoId, name: 'Walk' } });
  await host.call('edits.apply', { annotator: 'Ada', edit: { kind: 'removeVideo', videoId } });
  expect(await host.call('videos.list', {})).toEqual([]);
  told.length = 0;
  const [back] = await host.call('videos.add', { paths: [path] });
  expect(back).toMatchObject({ error: null, video: { id: videoId, name: 'Walk', isRemoved: false } });
  expect(told.map(({ event }) => event)).toEqual(['annotations.changed', 'videos.changed']);
  const [newest] = await host.call('edits.history', {});
  expect(newest).toMatchObject({ title: 'Add Walk again', annotator: null });
});

test('a video whose frames a repair could not save has them again when its file is added', async () => {
  const { host, folder, path: project, close } = await testProject();
  const path = await drawVideo(folder, 'a.mkv', { ...SMALL, count: 4 });
  const videoId = await onlyVideo(host, path);
  const frames = await host.call('videos.pts', { videoId });
  await close();
  const store = ProjectStore.open(project);
  store.db.exec('DELETE FROM video_frames');
  store.close();
  const second = testCore();
  await second.host.call('project.open', { path: project });
  const unknown = expect.objectContaining({ code: 'video.unknown' }) as Error;
  await expect(second.host.call('videos.pts', { videoId })).rejects.toThrow(unknown);
  expect(await second.host.call('videos.add', { paths: [path] })).toMatchObject([{ error: null }]);
  expect(await second.host.call('videos.pts', { videoId })).toEqual(frames);
});

async function onlyVideo(host: TestCore['host'], path: string): Promise<VideoId> {
  const [added] = await host.call('videos.add', { paths: [path] });
  if (!added?.video || added.error !== null) throw new Error(`not added: ${String(added?.error)}`);
  return added.video.id;
}
