// What every script of the checkout begins with: dependencies installed, bundles built. Only Node's own modules.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, lstatSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
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

/** Runs npm itself. */
export function npm(args, options = {}) {
  const { program, before, shell } = npmProgram();
  return run(program, [...before, ...args], { shell, ...options });
}

/**
 * Starts npm in what other programs leave of the processor, and goes on. What it writes is kept until it is asked for.
 *
 * @returns {() => Promise<number>} waits for its end, then shows what it wrote. Its exit code
 */
export function npmBeside(args, log) {
  const { program, before, shell } = npmProgram();
  const file = openSync(log, 'w');
  const child = spawn(program, [...before, ...args], { cwd: root, stdio: ['ignore', file, file], shell });
  closeSync(file);
  const ended = new Promise((resolve) => {
    child.once('error', (error) => {
      say(`${program} could not be started: ${error.message}`);
      resolve(1);
    });
    child.once('exit', (status) => resolve(status ?? 1));
  });
  try {
    // What it starts in its turn is as patient.
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  } catch {
    // Where a system does not let us, they share the processor as equals.
  }
  return async () => {
    const status = await ended;
    process.stdout.write(readFileSync(log));
    return status;
  };
}

/** On Windows npm is a script. */
function npmProgram() {
  const cli = process.env.npm_execpath ?? join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  if (existsSync(cli)) return { program: process.execPath, before: [cli], shell: false };
  return { program: 'npm', before: [], shell: process.platform === 'win32' };
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
  if (areBundled()) {
    const site = [join(root, 'out', 'docs', 'index.html')];
    const pages = [...filesIn('docs', 'scripts/docs', 'models'), 'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];
    if (areNewer(site, [...pages, 'bench/RESULTS.md', 'package.json'])) return;
    if (run(process.execPath, [join(root, 'scripts', 'docs.mjs'), '--site']) !== 0) process.exit(1);
    return;
  }
  say('building');
  if (npm(['run', '--silent', 'build']) !== 0) process.exit(1);
}

/** Builds the bundles and the page alone, where a source is newer than they are. */
export function ensureBundled() {
  if (areBundled()) return;
  say('bundling');
  const vite = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  if (run(process.execPath, [vite, 'build', '--logLevel', 'warn']) !== 0) process.exit(1);
}

function areBundled() {
  const bundles = [join(root, 'out', 'main', 'cli.js'), join(root, 'out', 'renderer', 'index.html')];
  return areNewer(bundles, [...filesIn('src-main', 'src-renderer'), 'electron.vite.config.ts', 'package.json']);
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
