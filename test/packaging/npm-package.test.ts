import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runPacked } from './run-packed.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** An empty project into which npm has installed the packed package, with dependencies of its own. */
let project = '';
let installed = '';
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'timeloupe-npm-'));
  const packed = npm(['pack', '--ignore-scripts', '--json', '--pack-destination', project], root);
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  writeFileSync(join(project, 'package.json'), '{"name":"empty","private":true}');
  // What the scripts would fetch is not everywhere to be had: the packages must do with what npm carries.
  npm(['install', `./${filename}`, '--ignore-scripts', '--prefer-offline', '--no-audit', '--loglevel=error'], project);
  installed = join(project, 'node_modules', 'timeloupe');
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

test('installed in an empty folder, it examines the machine and analyses its sample', () => {
  const folder = join(project, 'elsewhere');
  mkdirSync(folder);
  runPacked({ root: installed, modules: join(project, 'node_modules'), folder });
});

test('npx timeloupe runs it', () => {
  const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { version: string };
  expect(npm(['exec', '--no', '--', 'timeloupe', 'version'], project)).toBe(`${version}\n`);
});

test('it brings the page of the web host, and the licences of what is bundled in it', () => {
  for (const path of ['out/renderer/index.html', 'out/renderer/host.js']) {
    expect(existsSync(join(installed, path)), path).toBe(true);
  }
  const text = readFileSync(join(installed, 'out', 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  expect(text).toMatch(/^svelte \d\S+: MIT$/m);
});

test('it brings none of the tools that it is developed with', () => {
  for (const name of ['electron', 'vitest', 'svelte', 'electron-builder']) {
    expect(existsSync(join(project, 'node_modules', name)), name).toBe(false);
  }
});

function npm(args: string[], cwd: string): string {
  const cli =
    process.env['npm_execpath'] ??
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  return execFileSync(process.execPath, [cli, ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
