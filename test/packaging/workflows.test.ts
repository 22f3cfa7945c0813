import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { nameOf, TARGETS } from '../../scripts/packaging/targets.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = join(root, '.github', 'workflows');

interface Step {
  readonly run?: string;
  readonly uses?: string;
}

interface Job {
  readonly permissions?: Record<string, string>;
  readonly strategy?: { readonly matrix: { readonly include?: readonly { target: string }[]; readonly os?: string[] } };
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, Job>;
}

const workflows = readdirSync(folder).map((name) => ({
  name,
  workflow: parse(readFileSync(join(folder, name), 'utf8')) as Workflow,
}));

test.each(workflows)('$name runs scripts that are there', ({ workflow }) => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const lines = Object.values(workflow.jobs).flatMap(({ steps }) => steps.map(({ run }) => run ?? ''));
  const called = lines.flatMap((line) => [...line.matchAll(/npm (?:run )?([\w:-]+)/g)].map(([, name]) => name!));
  const ofNpm = ['ci', 'pack', 'audit'];
  expect(called.filter((name) => !ofNpm.includes(name) && scripts[name] === undefined)).toEqual([]);
  const files = lines.flatMap((line) => [...line.matchAll(/node (\S+\.m?js)/g)].map(([, file]) => file!));
  for (const file of files) expect(existsSync(join(root, file)), file).toBe(true);
});

test.each(workflows)('$name may only read, but for the job that drafts a release', ({ name, workflow }) => {
  expect(workflow.permissions).toEqual({ contents: 'read' });
  const jobs = Object.entries(workflow.jobs).filter(([, { permissions }]) => permissions !== undefined);
  const more = Object.fromEntries(jobs.map(([job, { permissions }]) => [job, permissions]));
  expect(more).toEqual(name === 'release.yml' ? { draft: { contents: 'write' } } : {});
});

test('tests run on the three systems', () => {
  const { matrix } = workflowNamed('test.yml').jobs['test']!.strategy!;
  expect(matrix.os!.map((os) => os.split('-')[0])).toEqual(['ubuntu', 'windows', 'macos']);
});

test('every change is audited, what is shipped and the tools', () => {
  const runs = workflowNamed('test.yml').jobs['audit']!.steps.map(({ run }) => run);
  expect(runs).toContain('npm audit --omit=dev');
  expect(runs).toContain('npm audit --audit-level=high');
});

test('a release has every target', () => {
  const { matrix } = workflowNamed('release.yml').jobs['package']!.strategy!;
  expect(matrix.include!.map(({ target }) => target).sort()).toEqual(TARGETS.map(nameOf).sort());
});

function workflowNamed(wanted: string): Workflow {
  return workflows.find(({ name }) => name === wanted)!.workflow;
}
