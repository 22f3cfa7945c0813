import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const STEPS = new URL('../../../scripts/steps.mjs', import.meta.url);

describe('ensureInstalled', () => {
  let folder: string;
  let installed: string;
  let npmRan: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'timeloupe-steps-'));
    installed = join(folder, 'elsewhere');
    npmRan = join(folder, 'npm-ran');
    mkdirSync(join(folder, 'checkout', 'scripts'), { recursive: true });
    mkdirSync(installed);
    copyFileSync(STEPS, join(folder, 'checkout', 'scripts', 'steps.mjs'));
    writeFileSync(join(folder, 'checkout', 'package-lock.json'), '{}');
    writeFileSync(join(folder, 'npm.cjs'), `require('node:fs').writeFileSync(${JSON.stringify(npmRan)}, '')`);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function ensured() {
    const steps = pathToFileURL(join(folder, 'checkout', 'scripts', 'steps.mjs')).href;
    const script = `import { ensureInstalled } from ${JSON.stringify(steps)}; ensureInstalled();`;
    const env = { ...process.env, npm_execpath: join(folder, 'npm.cjs') };
    return spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', env });
  }

  it('installs where nothing is', () => {
    expect(ensured().status).toBe(0);
    expect(existsSync(npmRan)).toBe(true);
  });

  it('takes what a link leads to, even when the lock file is newer', () => {
    writeFileSync(join(installed, '.package-lock.json'), '{}');
    symlinkSync(installed, join(folder, 'checkout', 'node_modules'), 'junction');
    expect(ensured().status).toBe(0);
    expect(existsSync(npmRan)).toBe(false);
  });

  it.each([
    ['nothing is installed', true],
    ['nothing is', false],
  ])('installs nothing through a link to where %s', (_, isThere) => {
    if (!isThere) rmSync(installed, { recursive: true });
    symlinkSync(installed, join(folder, 'checkout', 'node_modules'), 'junction');
    const { status, stderr } = ensured();
    expect(status).toBe(1);
    expect(stderr).toContain('node_modules is a link');
    expect(existsSync(npmRan)).toBe(false);
  });
});

describe('npmBeside', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'timeloupe-steps-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs what npm would be beside a program that waits for another, and asks for it afterwards. */
  function beside(npm: string) {
    writeFileSync(join(folder, 'npm.cjs'), npm);
    const script = `
      import { npmBeside, run } from ${JSON.stringify(STEPS.href)};
      const ended = npmBeside(['run', 'check'], ${JSON.stringify(join(folder, 'log'))});
      run(process.execPath, ['-e', 'console.log("the tests")']);
      const status = await ended();
      console.log('ended with', status);
    `;
    const env = { ...process.env, npm_execpath: join(folder, 'npm.cjs') };
    return spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', env }).stdout;
  }

  it('keeps all that is written until it is asked for, and gives the exit code', () => {
    const output = beside(`
      console.log(process.argv.slice(2).join(' '));
      console.error('x'.repeat(200_000));
      process.exitCode = 3;
    `);
    expect(output).toBe(`the tests\nrun check\n${'x'.repeat(200_000)}\nended with 3\n`);
  });

  it('works in what others leave of the processor', () => {
    const output = beside(`
      const { constants, getPriority } = require('node:os');
      console.log(getPriority() === constants.priority.PRIORITY_LOW);
    `);
    expect(output).toBe('the tests\ntrue\nended with 0\n');
  });

  it('takes an end by a signal for a failure', () => {
    expect(beside(`process.kill(process.pid, 'SIGKILL');`)).toContain('ended with 1');
  });
});
