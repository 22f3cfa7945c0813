import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root, run, say } from '../steps.mjs';
import { writeIcons } from './icons.mjs';
import { bundledPackages, installedPackages, licenceList } from './licences.mjs';
import { nameOf } from './targets.mjs';

const DOWNLOAD_MS = 5 * 60_000;

/**
 * Lays out what one target's package is made of: the npm package, unpacked, and the locked dependencies as npm installs
 * them on that system, whichever this one is.
 *
 * @param {string} folder is emptied first.
 * @param {boolean} fetchesFfmpeg whether ffmpeg-static's binary is asked for; else, and where that fails, the one that
 *   npm carries is packaged.
 * @returns {Promise<{ app: string, build: string }>} the application, and what the package is dressed with.
 * @throws Error where a step failed, or no ffmpeg can be had.
 */
export async function stage(target, folder, fetchesFfmpeg) {
  const app = join(folder, 'app');
  const build = join(folder, 'build');
  rmSync(folder, { recursive: true, force: true });
  for (const made of [app, build]) mkdirSync(made, { recursive: true });
  unpackPackage(folder, app);
  install(target, app);
  chooseFfmpeg(target, app, fetchesFfmpeg);
  writeFileSync(
    join(app, 'THIRD-PARTY-LICENSES.txt'),
    licenceList([...installedPackages(app), ...bundledPackages(root)]),
  );
  copyFileSync(join(root, 'packaging', 'entitlements.mac.plist'), join(build, 'entitlements.mac.plist'));
  await writeIcons(join(root, 'src-renderer', 'icon.svg'), join(build, 'icons'));
  return { app, build };
}

function unpackPackage(folder, app) {
  must(npm(['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], QUIET), 'npm pack');
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const archive = join(folder, `${name}-${version}.tgz`);
  must(run('tar', ['-xzf', archive, '--strip-components=1', '-C', app]), 'tar');
  rmSync(archive);
}

function install({ platform, arch }, app) {
  for (const name of ['package-lock.json', '.npmrc']) copyFileSync(join(root, name), join(app, name));
  const asThere = [`--os=${platform}`, `--cpu=${arch}`, ...(platform === 'linux' ? ['--libc=glibc'] : [])];
  const args = ['ci', '--omit=dev', '--ignore-scripts', '--prefer-offline', '--loglevel=error', ...asThere];
  must(npm(args, { ...QUIET, cwd: app }), 'npm ci');
}

/** One ffmpeg is enough: ffmpeg-static's is the newer one. */
function chooseFfmpeg(target, app, fetches) {
  const installed = join(app, 'node_modules', '@ffmpeg-installer');
  if (fetches && fetchFfmpeg(target, app)) {
    rmSync(installed, { recursive: true, force: true });
    return;
  }
  if (!existsSync(join(installed, nameOf(target)))) {
    throw new Error(`There is no ffmpeg for ${nameOf(target)}: ffmpeg-static's was not fetched, and npm carries none.`);
  }
  if (fetches) say(`${nameOf(target)}: ffmpeg-static's binary could not be fetched; packaging the older one from npm`);
}

/** Windows on ARM runs the binary for x64. */
function fetchFfmpeg({ platform, arch }, app) {
  const folder = join(app, 'node_modules', 'ffmpeg-static');
  const runsAs = platform === 'win32' ? 'x64' : arch;
  spawnSync(process.execPath, [join(folder, 'install.js')], {
    cwd: app,
    env: { ...process.env, npm_config_platform: platform, npm_config_arch: runsAs },
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: DOWNLOAD_MS,
  });
  return existsSync(join(folder, platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg'));
}

const QUIET = { stdio: ['ignore', 'ignore', 'inherit'] };

function must(status, step) {
  if (status !== 0) throw new Error(`${step} ended with ${status}.`);
}
