// `npm run package -- [target …] [--dir] [--out FOLDER] [--electron FOLDER] [--ffmpeg npm]`: installers of the desktop
// application, by default for this system. `--dir` stops at the unpacked application, `--electron` takes an unpacked
// Electron instead of fetching it, and `--ffmpeg npm` the ffmpeg that npm carries. Sizes are reported and held to a
// budget.
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bytesBelow, resourcesOf } from './packaging/sizes.mjs';
import { nameOf, targetsNamed } from './packaging/targets.mjs';
import { ensureBuilt, ensureInstalled, root, say } from './steps.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dir: { type: 'boolean', default: false },
    out: { type: 'string', default: join(root, 'dist') },
    electron: { type: 'string' },
    ffmpeg: { type: 'string', default: 'static' },
  },
});
if (!['static', 'npm'].includes(values.ffmpeg)) throw new Error('--ffmpeg is "static" or "npm".');
const targets = targetsNamed(positionals);
ensureInstalled();
ensureBuilt();
// What packs is there only once it is installed.
const { Arch, build, Platform } = await import('electron-builder');
const { builderConfig } = await import('./packaging/builder-config.mjs');
const { stage } = await import('./packaging/stage.mjs');

const tooLarge = [];
for (const target of targets) if (!(await packageFor(target))) tooLarge.push(nameOf(target));
if (tooLarge.length > 0) {
  say(`larger than allowed: ${tooLarge.join(', ')}; see scripts/packaging/targets.mjs`);
  process.exitCode = 1;
}

/** @returns {Promise<boolean>} whether it keeps to its size. */
async function packageFor(target) {
  const out = join(resolve(values.out), nameOf(target));
  const staged = join(resolve(values.out), `stage-${nameOf(target)}`);
  rmSync(out, { recursive: true, force: true });
  say(`staging ${nameOf(target)}`);
  const { app, build: resources } = await stage(target, staged, values.ffmpeg === 'static');
  say(`packaging ${nameOf(target)}`);
  const electronDist = values.electron ? resolve(values.electron) : null;
  const platform = { win: Platform.WINDOWS, mac: Platform.MAC, linux: Platform.LINUX }[target.builder];
  await build({
    projectDir: app,
    targets: platform.createTarget(values.dir ? ['dir'] : [], Arch[target.arch]),
    config: builderConfig({ target, build: resources, out, electronDist, env: process.env }),
    publish: 'never',
  });
  rmSync(staged, { recursive: true, force: true });
  return reportSizes(target, out);
}

function reportSizes(target, out) {
  const packedMb = bytesBelow(resourcesOf(target, out)) / 1e6;
  process.stdout.write(`${nameOf(target)}: ${packedMb.toFixed(1)} MB without Electron, of ${target.packedMb}\n`);
  for (const name of readdirSync(out)) {
    const stat = statSync(join(out, name));
    if (stat.isFile() && /\.(exe|dmg|zip|AppImage|deb|rpm)$/.test(name)) {
      process.stdout.write(`  ${name}: ${(stat.size / 1e6).toFixed(1)} MB\n`);
    }
  }
  return packedMb <= target.packedMb;
}
