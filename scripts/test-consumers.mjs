// `npm run test:consumers [-- --only NAME,… --envs DIR --beside DIR --source NAME=DIR … --write --keep]`: loads every
// export with what reads it in earnest. Python, and slow the first time: it installs them. No part of `npm test`.
//
//   --only     checks or environments
//   --envs     where the virtual environments are kept (default: .cache/consumers)
//   --beside   a folder of installed packages (a site-packages), torch among them, that is taken instead of a download
//   --source   a checkout of something that no package registry has, see checks/
//   --write    writes docs/consumers.md
//   --keep     leaves the project and its exports
//
// Ends with "N passed, N failed, N skipped"; the exit code is 1 where one failed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { timeloupe } from './consumers/cli.mjs';
import { ENVIRONMENTS, interpreter } from './consumers/environments.mjs';
import { makeProject } from './consumers/project.mjs';
import { consumersPage, lossesOf } from './consumers/table.mjs';
import { ensureBuilt, ensureInstalled, root, say } from './steps.mjs';

/** Beside each format as it is by default. */
const VARIANTS = [{ format: 'mmaction2-lists', folder: 'mmaction2-lists-no-clips', args: ['--no-clips'] }];

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    envs: { type: 'string', default: join(root, '.cache', 'consumers') },
    beside: { type: 'string' },
    source: { type: 'string', multiple: true, default: [] },
    write: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
ensureInstalled();
ensureBuilt();
const folder = mkdtempSync(join(tmpdir(), 'timeloupe-consumers-'));
try {
  const exported = await makeExports();
  const results = chosen().flatMap(runEnvironment);
  for (const result of results) print(result);
  if (values.write) writeFileSync(join(root, 'docs', 'consumers.md'), await consumersPage(results, exported));
  const count = (outcome) => results.filter((result) => result.outcome === outcome).length;
  process.stdout.write(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped\n`);
  process.exitCode = count('failed') === 0 && count('passed') > 0 ? 0 : 1;
} finally {
  if (values.keep) say(`kept in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}

/** Makes the project and all its exports. @returns what each loses. */
async function makeExports() {
  say('making a project');
  const { file, truth } = await makeProject(folder);
  writeFileSync(join(folder, 'truth.json'), JSON.stringify(truth));
  const formats = JSON.parse(timeloupe(folder, 'export', '--list', '--json'));
  const wanted = formats.map(({ id, name, hasSplit }) => ({
    folder: id,
    name,
    args: ['--format', id, ...(hasSplit ? ['--split', '50/25/25'] : [])],
  }));
  for (const { format, folder: variant, args } of VARIANTS) {
    const at = wanted.findIndex((one) => one.folder === format);
    const { name, args: usual } = wanted[at];
    wanted.splice(at + 1, 0, { folder: variant, name: `${name}, ${args.join(' ')}`, args: [...usual, ...args] });
  }
  return wanted.map(({ folder: id, name, args }) => {
    say(`exporting ${id}`);
    const out = join(folder, 'exports', id);
    timeloupe(folder, 'export', file, ...args, '--out', out);
    return { folder: id, name, losses: lossesOf(out) };
  });
}

/** The environments that are asked for, each with the checks that are. */
function chosen() {
  const only = values.only?.split(',');
  return ENVIRONMENTS.map((one) => ({
    ...one,
    checks: one.checks.filter((check) => !only || only.includes(one.name) || only.includes(check)),
  })).filter(({ checks }) => checks.length > 0);
}

function runEnvironment(environment) {
  const { name, checks } = environment;
  say(`environment ${name}: ${checks.join(', ')}`);
  const beside = values.beside === undefined ? null : resolve(values.beside);
  const made = interpreter(environment, { folder: resolve(values.envs), beside });
  const unread = (detail, outcome) =>
    checks.map((check) => ({ check, consumer: check, export: '–', version: null, outcome, detail }));
  if ('reason' in made) return unread(made.reason, 'skipped');
  const out = join(folder, `${name}.json`);
  const sources = Object.fromEntries(values.source.map((text) => text.split(/=(.*)/s).slice(0, 2)));
  const script = join(root, 'test', 'consumers', 'run.py');
  const args = ['--root', folder, '--out', out, '--checks', checks.join(), '--sources', JSON.stringify(sources)];
  const { status, stderr } = spawnSync(made.python, [script, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 900_000,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', HOME: folder },
  });
  if (status === 0) {
    const results = JSON.parse(readFileSync(out, 'utf8'));
    if (results.some(({ outcome }) => outcome === 'failed')) process.stderr.write(stderr);
    return results;
  }
  process.stderr.write(stderr);
  return unread(`the interpreter ended with ${status}`, 'failed');
}

function print({ consumer, export: of, version, outcome, detail }) {
  process.stdout.write(`${outcome.padEnd(8)}${of}: ${consumer}${version ? ` ${version}` : ''}: ${detail}\n`);
}
