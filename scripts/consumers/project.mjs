// A small project that formats trip over: names with everything in them, videos of three kinds of clock, segments that
// overlap, touch and are one frame long, all three label states, and proposals of the demo model.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../steps.mjs';
import { timeloupe, withServer } from './cli.mjs';

const SOURCE = join(root, 'resources', 'sample', 'motions.mp4');
const ANNOTATOR = 'Zoë "Z" O’Neil, PhD';

/** Those that the tests of exports have, too. */
const HARD_NAMES = JSON.parse(readFileSync(join(root, 'test', 'support', 'hard-names.json'), 'utf8'));
/** The last is as long as a project allows. */
const CLASS_NAMES = [...HARD_NAMES, 'n'.repeat(200)];

/** Frame i of each is at times[i] seconds; the last entry is its end. */
const VIDEOS = [
  { name: 'cam, 1 "odd" name.mp4', from: 0, frames: 240, times: steady(240, 25) },
  { name: '-late ✂️.mp4', from: 11, frames: 240, times: steady(240, 25), offsetSec: 7.25 },
  { name: 'مراقبة.mp4', from: 22, frames: 240, times: slowing(240) },
  { name: 'NA.mp4', from: 33, frames: 240, times: steady(240, 25) },
];

function steady(count, fps) {
  return Array.from({ length: count + 1 }, (_, i) => i / fps);
}

/** 25 frames a second, then 12.5 from frame 100 on; the last frame is a short one again. */
function slowing(count) {
  const begins = Array.from({ length: count }, (_, i) => (i < 100 ? i / 25 : 4 + (i - 100) / 12.5));
  return [...begins, begins.at(-1) + 1 / 25];
}

/**
 * Makes the project in a folder.
 *
 * @returns its file, the folder of its videos, and what it holds, for the checks: see test/consumers/truth.py.
 */
export async function makeProject(folder) {
  const [media, file] = [join(folder, 'videos'), join(folder, 'study.timeloupe')];
  mkdirSync(media);
  for (const video of VIDEOS) encode(video, join(folder, 'next.mp4'), join(media, video.name));
  timeloupe(folder, 'project', 'new', file);
  timeloupe(folder, 'project', 'add', file, media);
  timeloupe(folder, 'analyze', join(media, 'NA.mp4'), '--project', file, '--stride', '32', '--threads', '1');
  const truth = await withServer(folder, file, async (call) => {
    await annotate(call);
    return truthFrom(call);
  });
  return { file, media, truth };
}

async function annotate(call) {
  const edit = (wish) => call('edits.apply', { annotator: ANNOTATOR, edit: wish });
  const idOf = new Map((await call('videos.list', {})).map(({ id, name }) => [name, id]));
  for (const name of CLASS_NAMES) await edit({ kind: 'createClass', name });
  const classes = new Map((await call('labels.list', {})).map(({ id, name }) => [name, id]));
  for (const { video, name, startFrame, endFrame } of spans()) {
    await edit({ kind: 'create', videoId: idOf.get(video), classId: classes.get(name), startFrame, endFrame });
  }
  const [first] = await call('segments.list', { filter: { sources: ['person'] } });
  await edit({ kind: 'setNote', segmentId: first.id, note: 'saw it, "twice";\nمرة → 🦘' });
  const absence = { kind: 'verifyAbsent', videoId: idOf.get('NA.mp4'), startFrame: 220, endFrame: 240 };
  for (const classId of classes.values()) await edit({ ...absence, classId });
}

/** Every class in every video; besides, an overlap of two classes and of one with itself, and a segment of one frame. */
function spans() {
  return VIDEOS.flatMap(({ name: video, frames }, v) => [
    ...CLASS_NAMES.map((name, i) => ({ video, name, startFrame: i * 20 + v, endFrame: i * 20 + 17 + v })),
    { video, name: CLASS_NAMES[0], startFrame: 12 + v, endFrame: 33 + v },
    { video, name: CLASS_NAMES[4], startFrame: 97 + v, endFrame: 104 },
    { video, name: CLASS_NAMES[6], startFrame: 210, endFrame: 211 },
    ...(v === 0 ? [{ video, name: CLASS_NAMES[1], startFrame: 230, endFrame: frames }] : []),
  ]);
}

async function truthFrom(call) {
  const names = new Map((await call('labels.list', {})).map(({ id, name }) => [id, name]));
  const videos = (await call('videos.list', {})).map(({ id, name, frameCount }) => {
    const { times } = VIDEOS.find((video) => video.name === name);
    if (frameCount !== times.length - 1) throw new Error(`${name} has ${frameCount} frames`);
    return { id, name, times };
  });
  const segments = (await call('segments.list', {})).map((segment) => ({
    id: segment.id,
    video: videos.find(({ id }) => id === segment.videoId).name,
    name: names.get(segment.classId),
    startFrame: segment.startFrame,
    endFrame: segment.endFrame,
    status: segment.status,
    note: segment.note,
    score: segment.score,
  }));
  return { videos, segments };
}

/** Draws a video at `path` and moves it to its name. @throws where ffmpeg is missing or fails. */
function encode({ from, frames, times, offsetSec = 0 }, path, named) {
  const isSteady = times[200] === 8;
  const clock = isSteady ? 'setpts=N/25/TB' : String.raw`setpts=if(lt(N\,100)\,N/25\,4+(N-100)/12.5)/TB`;
  const args = ['-y', '-loglevel', 'error', '-ss', String(from), '-i', SOURCE, '-frames:v', String(frames)];
  const filter = ['-vf', `scale=192:108,${clock}`, '-fps_mode', 'passthrough', '-enc_time_base', '1:1000'];
  const codec = ['-c:v', 'libx264', '-bf', '0', '-threads', '1', '-video_track_timescale', '1000'];
  const { status, stderr, error } = spawnSync(
    process.env['TIMELOUPE_FFMPEG'] ?? 'ffmpeg',
    [...args, ...filter, ...codec, '-output_ts_offset', String(offsetSec), path],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`ffmpeg could not make ${named}: ${error ?? stderr}`);
  renameSync(path, named);
}
