import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../../shared/errors.ts';
import { outsideArchive } from '../base/outside-archive.ts';

/** Where an ffmpeg came from, in the order they are tried. */
export type FfmpegSource = 'TIMELOUPE_FFMPEG' | 'ffmpeg-static' | 'system' | 'npm fallback';

/** An ffmpeg that has answered `-version`. */
export interface Ffmpeg {
  readonly path: string;
  readonly source: FfmpegSource;
  /** As it calls itself, e.g. "5.1.9-0+deb12u1" or "N-47683-g0e8eb07980-static". */
  readonly version: string;
  /** The option that passes every frame through as it is: its name changed in 5.1, and the old one is gone in 8. */
  readonly passthrough: readonly [string, string];
}

const run = promisify(execFile);
// Not called `require`: the bundler declares that name itself.
const load = createRequire(import.meta.url);
let found: { readonly asked: string | undefined; readonly ffmpeg: Promise<Ffmpeg> } | undefined;

/**
 * The ffmpeg to use: the one TIMELOUPE_FFMPEG names, else ffmpeg-static's, else the one on the PATH, else
 * @ffmpeg-installer's. Found once per process and per value of TIMELOUPE_FFMPEG.
 *
 * @throws AppError 'ffmpeg.missing' when none runs, or when the one named in TIMELOUPE_FFMPEG does not.
 */
export function resolveFfmpeg(): Promise<Ffmpeg> {
  const asked = process.env['TIMELOUPE_FFMPEG'];
  if (found?.asked !== asked || !found) found = { asked, ffmpeg: findFfmpeg(process.env) };
  return found.ffmpeg;
}

/** As `resolveFfmpeg`, for a given environment and without memory. */
export async function findFfmpeg(env: NodeJS.ProcessEnv): Promise<Ffmpeg> {
  const asked = env['TIMELOUPE_FFMPEG'];
  if (asked) {
    const ffmpeg = await tryBinary(resolve(asked), 'TIMELOUPE_FFMPEG');
    if (ffmpeg) return ffmpeg;
    const advice = 'Set it to the path of an ffmpeg binary, or unset it.';
    throw new AppError('ffmpeg.missing', `TIMELOUPE_FFMPEG is "${asked}", which does not run as ffmpeg. ${advice}`);
  }
  for (const [source, path] of candidates(env)) {
    const ffmpeg = path !== undefined && (await tryBinary(path, source));
    if (ffmpeg) return ffmpeg;
  }
  throw new AppError(
    'ffmpeg.missing',
    'No ffmpeg was found. Run "npm run setup", or install ffmpeg with your system\'s package manager, ' +
      'or set TIMELOUPE_FFMPEG to the path of one.',
  );
}

function candidates(env: NodeJS.ProcessEnv): [FfmpegSource, string | undefined][] {
  return [
    // The package exports the path whether or not its download has happened.
    ['ffmpeg-static', existing(optionalPackage('ffmpeg-static') ?? emulated())],
    ['system', onPath(env)],
    ['npm fallback', existing(optionalPackage('@ffmpeg-installer/ffmpeg'))],
  ];
}

/** The path a package exports, bare or as `path`; undefined where the package or its platform part is absent. */
function optionalPackage(name: string): string | undefined {
  try {
    const exported: unknown = load(name);
    if (typeof exported === 'string') return outsideArchive(exported);
    if (typeof exported !== 'object' || exported === null || !('path' in exported)) return undefined;
    return typeof exported.path === 'string' ? outsideArchive(exported.path) : undefined;
  } catch {
    return undefined;
  }
}

/** Windows on ARM runs programs for x64. ffmpeg-static names none for it, but the desktop package brings that one. */
function emulated(): string | undefined {
  if (process.platform !== 'win32' || process.arch !== 'arm64') return undefined;
  return outsideArchive(join(dirname(load.resolve('ffmpeg-static')), 'ffmpeg.exe'));
}

function existing(path: string | undefined): string | undefined {
  return path !== undefined && existsSync(path) ? path : undefined;
}

function onPath(env: NodeJS.ProcessEnv): string | undefined {
  const name = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter);
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

async function tryBinary(path: string, source: FfmpegSource): Promise<Ffmpeg | undefined> {
  try {
    const { stdout } = await run(path, ['-hide_banner', '-version'], { timeout: 20_000, windowsHide: true });
    const version = /^ffmpeg version (\S+)/.exec(stdout)?.[1];
    if (version === undefined) return undefined;
    return { path, source, version, passthrough: passthroughOption(stdout) };
  } catch {
    return undefined;
  }
}

/** `-fps_mode` came with libavcodec 59.37; git builds have no release number, so the library's is asked. */
function passthroughOption(versionText: string): readonly [string, string] {
  const [, major = '0', minor = '0'] = /libavcodec\s+(\d+)\.\s*(\d+)/.exec(versionText) ?? [];
  const isNew = Number(major) > 59 || (Number(major) === 59 && Number(minor) >= 37);
  return [isNew ? '-fps_mode' : '-vsync', 'passthrough'];
}
