// The project in the pictures of docs/screenshots: films as a laboratory's cameras would give them, made of the sample by
// changing its light and sharpness, so that the model has its doubts; partly analyzed and reviewed, one film moved away.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CLI } from './application.mjs';
import { root } from './steps.mjs';

/** Which part of the sample each film is, in seconds, and what was done to its picture. */
export const FILMS = [
  {
    name: 'arena_cam_01.mp4',
    fromSec: 0,
    lengthSec: 60,
    filter: 'eq=contrast=.55:brightness=-.12,noise=alls=26:allf=t',
  },
  { name: 'arena_cam_02.mp4', fromSec: 15, lengthSec: 45, filter: 'gblur=sigma=3.2,eq=contrast=.6' },
  { name: 'arena_cam_03.mp4', fromSec: 0, lengthSec: 30, filter: 'noise=alls=34:allf=t,eq=saturation=.4' },
  { name: 'arena_cam_04.mp4', fromSec: 20, lengthSec: 36, filter: 'eq=contrast=.4:brightness=.1,noise=alls=16:allf=t' },
  { name: 'arena_cam_05.mp4', fromSec: 4, lengthSec: 24, filter: 'gblur=sigma=2,noise=alls=30:allf=t,eq=contrast=.5' },
];
/** Its analysis is one of the pictures. */
export const LAST_FILM = {
  name: 'arena_cam_06.mp4',
  fromSec: 0,
  lengthSec: 300,
  filter: 'eq=contrast=.7:saturation=.6',
};
/** Was on a disk that is not there any more. */
const MOVED_FILM = { name: 'arena_cam_07.mp4', fromSec: 30, lengthSec: 20, filter: 'eq=brightness=-.1' };

const PROJECT = 'arena.timeloupe';
/** From this mean score on. */
const CLEAR = 0.72;

/** @param {string} folder made for it. @param {object} env of the application. @returns {string} the project's file. */
export function makeStudy(folder, env) {
  mkdirSync(folder, { recursive: true });
  const timeloupe = (...args) => execFileSync(process.execPath, [CLI, ...args], { cwd: folder, env, encoding: 'utf8' });
  const ffmpeg = JSON.parse(timeloupe('doctor', '--json')).ffmpeg.path;
  const add = (film) => {
    shoot(ffmpeg, folder, film);
    timeloupe('project', 'add', PROJECT, film.name);
  };
  timeloupe('project', 'new', PROJECT);
  FILMS.forEach(add);
  timeloupe('analyze', '--project', PROJECT, '--model', join(root, 'models', 'demo-motion'));
  const segmentsOf = (video) => JSON.parse(timeloupe('segments', 'list', PROJECT, '--video', video, '--json'));
  // One film is done; of another, what is clear.
  const accepted = [...segmentsOf(FILMS[1].name), ...segmentsOf(FILMS[0].name).filter(({ score }) => score > CLEAR)];
  const named = accepted.flatMap(({ id }) => ['--segment', id]);
  timeloupe('segments', 'edit', PROJECT, 'setStatus', '--status', 'accepted', ...named);
  add(LAST_FILM);
  add(MOVED_FILM);
  rmSync(join(folder, MOVED_FILM.name));
  return join(folder, PROJECT);
}

function shoot(ffmpeg, folder, { name, fromSec, lengthSec, filter }) {
  const sample = join(root, 'resources', 'sample', 'motions.mp4');
  const part = ['-stream_loop', '-1', '-ss', String(fromSec), '-t', String(lengthSec), '-i', sample, '-vf', filter];
  const coded = [
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-crf',
    '26',
    '-pix_fmt',
    'yuv420p',
    '-y',
    join(folder, name),
  ];
  execFileSync(ffmpeg, ['-nostdin', '-v', 'error', ...part, ...coded]);
}
