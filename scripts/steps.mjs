// What every script of the checkout begins with: dependencies installed, bundles built. Only Node's own modules.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const OLDEST_NODE = 20;

/** One line on the terminal, told apart from the output of what runs. */
export function say(line) {
  process.stderr.write(`timeloupe: ${line}\n`);
}

/** Runs a program with our terminal. @returns {number} its exit code */
export function run(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) say(`${program} could not be started: ${error.message}`);
  return status ?? 1;
}

/** Runs Vitest once. @returns {number} its exit code */
export function vitest(args, options = {}) {
  return run(process.execPath, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...args], options);
}

/** Runs npm itself, also on Windows, where it is a script. */
export function npm(args, options = {}) {
  const cli = process.env.npm_execpath ?? join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  if (existsSync(cli)) return run(process.execPath, [cli, ...args], options);
  return run('npm', args, { shell: process.platform === 'win32', ...options });
}

/** Installs the locked dependencies where they are missing or older than the lock file. */
export function ensureInstalled() {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    say(`this is Node ${process.versions.node}; Node ${OLDEST_NODE} or newer is needed`);
    process.exit(1);
  }
  const modules = join(root, 'node_modules');
  const installed = join(modules, '.package-lock.json');
  // A link leads to what another checkout has installed, and npm would empty that first.
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) {
    if (existsSync(installed)) return;
    say(
      'node_modules is a link to a folder without installed dependencies; remove the link, or install where it leads',
    );
    process.exit(1);
  }
  if (existsSync(installed) && mtimeMs(installed) >= mtimeMs(join(root, 'package-lock.json'))) return;
  say('installing the locked dependencies (npm ci)');
  if (npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']) !== 0) process.exit(1);
}

/** Builds the bundles, the page and the documentation's site where a source is newer than they are. */
export function ensureBuilt() {
  const built = [join(root, 'out', 'main', 'cli.js'), join(root, 'out', 'renderer', 'index.html')];
  if (areNewer(built, [...filesIn('src-main', 'src-renderer'), 'electron.vite.config.ts', 'package.json'])) {
    const site = [join(root, 'out', 'docs', 'index.html')];
    const pages = [...filesIn('docs', 'scripts/docs', 'models'), 'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];
    if (areNewer(site, [...pages, 'bench/RESULTS.md', 'package.json'])) return;
    if (run(process.execPath, [join(root, 'scripts', 'docs.mjs'), '--site']) !== 0) process.exit(1);
    return;
  }
  say('building');
  if (npm(['run', '--silent', 'build']) !== 0) process.exit(1);
}

/** Whether all that was made is there, and newer than what it is made from. */
function areNewer(made, sources) {
  const newest = Math.max(...sources.map((source) => mtimeMs(join(root, source))));
  return made.every((path) => existsSync(path) && mtimeMs(path) >= newest);
}

/** From the root of the checkout. */
function filesIn(...folders) {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name))),
  );
}

function mtimeMs(path) {
  return statSync(path).mtimeMs;
}
