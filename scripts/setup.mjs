// Fetches what npm packages do not carry. Nothing here is needed to run: each refusal names what is used instead.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, root, say } from './steps.mjs';

const require = createRequire(import.meta.url);
const TIMEOUT_MS = 10 * 60_000;
const exe = process.platform === 'win32' ? '.exe' : '';

/**
 * What can be fetched: how one sees that it is there (the file, since some scripts exit 0 having done
 * nothing), which script fetches it, and what serves in its place.
 */
const downloads = [
  {
    name: 'ffmpeg-static',
    isWanted: () => process.env.TIMELOUPE_FFMPEG === undefined,
    isThere: () => existsSync(join(folderOf('ffmpeg-static'), `ffmpeg${exe}`)),
    script: () => join(folderOf('ffmpeg-static'), 'install.js'),
    fallback: () => ffmpegFallback(),
  },
  {
    name: 'Electron',
    isWanted: () => process.env.CI === undefined,
    isThere: () => existsSync(join(folderOf('electron'), 'path.txt')),
    script: () => join(folderOf('electron'), 'install.js'),
    fallback: () => 'the browser',
  },
  {
    name: 'CUDA provider of ONNX Runtime',
    isWanted: hasNvidiaCard,
    isThere: () =>
      readdirSync(join(folderOf('onnxruntime-node'), 'bin', 'napi-v6', 'linux', 'x64')).some((name) =>
        name.includes('providers_cuda'),
      ),
    script: () => join(folderOf('onnxruntime-node'), 'script', 'install.js'),
    // The script does nothing under npm unless this is set.
    env: { ONNXRUNTIME_NODE_INSTALL: 'true' },
    fallback: () => 'the other execution providers (see: npm run cli -- doctor)',
  },
];

/**
 * Tries each download once per lock file, unless asked again by `npm run setup`.
 *
 * @returns {boolean} whether everything wanted is there
 */
export function setup({ again = false } = {}) {
  const marker = join(root, '.cache', 'setup');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (!again && existsSync(marker) && readFileSync(marker, 'utf8') === lock) return true;
  const missing = downloads.filter((download) => download.isWanted() && !fetchOne(download));
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(marker, lock);
  return missing.length === 0;
}

function fetchOne({ name, isThere, script, env, fallback }) {
  if (isThere()) return true;
  say(`fetching ${name}`);
  const { status, stderr, error } = spawnSync(process.execPath, [script()], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
  });
  if (isThere()) return true;
  const reason = error?.message ?? lastError(stderr) ?? `its script ended with ${status}`;
  say(`${name} was not fetched (${reason}); using ${fallback()} instead`);
  return false;
}

/** The line of an installer's output that says most: the one with the error's text. */
function lastError(stderr) {
  const lines = (stderr ?? '').split('\n').map((line) => line.trim());
  const line = lines.find((candidate) => /error|ENOTFOUND|ECONNREFUSED|EAI_AGAIN/i.test(candidate)) ?? lines[0];
  return line ? line.slice(0, 160) : undefined;
}

function ffmpegFallback() {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, `ffmpeg${exe}`))
    .find((candidate) => existsSync(candidate));
  if (onPath) return onPath;
  try {
    return `the build of @ffmpeg-installer (${require('@ffmpeg-installer/ffmpeg').version})`;
  } catch (error) {
    return `nothing: there is no ffmpeg on this machine (${error.message}); set TIMELOUPE_FFMPEG`;
  }
}

function hasNvidiaCard() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return false;
  return existsSync('/proc/driver/nvidia/version') || existsSync('/dev/nvidia0');
}

function folderOf(name) {
  return join(root, 'node_modules', name);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  ensureInstalled();
  const isComplete = setup({ again: true });
  if (process.argv.includes('--strict') && !isComplete) process.exit(1);
}
