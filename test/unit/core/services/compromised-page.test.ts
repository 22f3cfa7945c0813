import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Core, createCore } from '../../../../src-main/core/services/core.ts';
import { resourceRoutes } from '../../../../src-main/core/services/resources/index.ts';
import { connect } from '../../../../src-main/shared/connect.ts';
import { type Method, methods } from '../../../../src-main/shared/protocol.ts';
import { testPlatform } from '../../../support/checkpoints.ts';
import { sitesOf } from '../../../support/parameter-sites.ts';
import type { Given } from './contract-case.ts';
import { cases } from './contract-cases.ts';
import { preparedProject } from './contract-project.ts';

/**
 * A page that has been taken over says whatever it likes. What it may have done by right is listed in docs/security.md;
 * nothing else outside the application's own folders is read, made or changed.
 */
/** Edits last: what they take away is missed by the others. */
const NAMES = (Object.keys(methods) as Method[]).sort(
  (a, b) => Number(a === 'edits.apply') - Number(b === 'edits.apply'),
);
/** By right a new file or folder is made at the path that is named. */
const MAKES: Partial<Record<Method, string>> = {
  'project.create': 'path',
  'project.repair': 'out',
  'export.start': 'out',
};

const root = mkdtempSync(join(tmpdir(), 'timeloupe-page-'));
const inside = join(root, 'inside');
const outside = join(root, 'outside');
const SECRET = 'canary-5b1f0c7e';
const faults: string[] = [];
const answers: string[] = [];
const visits: string[] = [];
const server = createServer((request, response) => {
  visits.push(request.url ?? '');
  response.writeHead(404).end();
});
let core: Core;
let given: Given;
let values: readonly unknown[];
let before: string;

beforeAll(async () => {
  for (const folder of [inside, join(outside, 'model')]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(outside, 'notes.txt'), `${SECRET}\n`.repeat(20));
  writeFileSync(join(outside, 'notes.mp4'), `${SECRET}\n`.repeat(20));
  writeFileSync(join(outside, 'keys.json'), JSON.stringify({ key: SECRET }));
  writeFileSync(join(outside, 'broken.json'), `{"key": ${SECRET}}`);
  writeFileSync(join(outside, 'data.timeloupe'), `SQLite format 3\0${SECRET}`);
  writeFileSync(join(outside, 'weights.pt'), SECRET);
  writeFileSync(join(outside, 'net.onnx'), SECRET);
  writeFileSync(join(outside, 'model', 'config.json'), `{"architectures": ${SECRET}`);
  writeFileSync(join(outside, 'model', 'manifest.json'), SECRET);
  symlinkSync(join(outside, 'notes.txt'), join(inside, 'link.txt'));
  symlinkSync(outside, join(inside, 'linked'));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  process.env['HF_ENDPOINT'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const platform = testPlatform(join(inside, 'models'), join(inside, 'cache'));
  core = createCore({ ...platform, reportFault: (where, fault) => faults.push(`${where}: ${String(fault)}`) });
  core.port.on((event, payload) => answers.push(`${event} ${JSON.stringify(payload)}`));
  given = await preparedProject(core, inside, join(inside, 'study.timeloupe'));
  values = hostileValues();
  before = contentsOf(outside);
}, 300_000);

afterAll(async () => {
  delete process.env['HF_ENDPOINT'];
  await core.close();
  server.close();
  rmSync(root, { recursive: true });
});

describe.each(NAMES)('%s with hostile values', (name) => {
  test('reads, makes and changes nothing outside', async () => {
    const example = exampleOf(name);
    const own = readdirSync('.').sort();
    for (const { where, put } of sitesOf(methods[name].params, example, knownOf(given))) {
      for (const value of values) {
        const isKey = where.endsWith('*');
        if ((MAKES[name] === where && isNew(value)) || (isKey && typeof value !== 'string')) continue;
        await said(name, put(value));
      }
    }
    for (const params of odd(example)) await said(name, params);
    await quiet();
    const told = answers.splice(0).filter((answer) => answer.includes(SECRET));
    expect(told.map((answer) => answer.slice(0, 500))).toEqual([]);
    expect(faults.splice(0)).toEqual([]);
    expect(contentsOf(outside)).toBe(before);
    expect(readdirSync('.').sort()).toEqual(own);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

test('resources with hostile parts give nothing from outside', async () => {
  await connect(core.port).call('project.open', { path: given.path });
  for (const { shape } of resourceRoutes) {
    const [kind = ''] = shape.split('/');
    for (const value of values.filter((one): one is string => typeof one === 'string' && !/\p{Surrogate}/u.test(one))) {
      for (const part of [encodeURIComponent(value).slice(0, 5000), value.slice(0, 5000)]) {
        const { body } = await core.resource(`${kind}/${part}`);
        if (body instanceof Uint8Array) answers.push(Buffer.from(body).toString('latin1'));
        else for await (const chunk of body) answers.push(Buffer.from(chunk).toString('latin1'));
      }
    }
  }
  expect(answers.splice(0).filter((answer) => answer.includes(SECRET))).toEqual([]);
  expect(faults.splice(0)).toEqual([]);
});

test('only a name of the hub makes it ask the hub', () => {
  expect(visits.filter((url) => !url.startsWith('/api/models/'))).toEqual([]);
});

test('what a page may ask for by right is written down', () => {
  const page = readFileSync(new URL('../../../../docs/security.md', import.meta.url), 'utf8');
  const [, section = ''] = page.split('\n## What a page can make the core do\n');
  const listed = [...section.split('\n## ')[0]!.matchAll(/^\| `([\w.]+)`/gm)].map(([, name]) => name!);
  const takesPaths = NAMES.filter((name) =>
    sitesOf(methods[name].params, exampleOf(name), knownOf(given)).some(isPath),
  );
  expect(listed.sort()).toEqual([...takesPaths, 'runs.start'].sort());
});

function exampleOf(name: Method): unknown {
  return (cases[name].example as (made: Given) => unknown)(given);
}

function isPath({ where }: { readonly where: string }): boolean {
  return /(^|\.)(path|paths|folder|folders|out)(\.0)?$/.test(where);
}

/** A path at which nothing is, so that something could be made there. */
function isNew(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith(root) && value.includes('new-thing');
}

function hostileValues(): unknown[] {
  let deep: unknown = 'deep';
  for (let i = 0; i < 5000; i++) deep = [deep];
  const files = readdirSync(outside).map((name) => join(outside, name));
  const { port } = server.address() as AddressInfo;
  return [
    ...files,
    ...['/etc/passwd', '../outside/notes.txt', `${inside}/../outside/notes.txt`, join(inside, 'link.txt'), outside],
    ...[join(inside, 'linked', 'notes.txt'), join(outside, 'new-thing'), join(inside, 'linked', 'new-thing')],
    ...['\\\\host\\share\\new-thing', 'C:\\new-thing', `file://${join(outside, 'notes.txt')}`, '%2e%2e%2foutside'],
    ...[`http://127.0.0.1:${port}/x`, `a\0${outside}/notes.txt`, `${outside}/notes.txt\0.mp4`, '', ' ', '.', '..'],
    ...['__proto__', 'constructor', 'toString', 'x'.repeat(1_000_000), `$(touch ${outside}/new-thing)`, '-i', '\ud800'],
    ...["'; DROP TABLE video; --", '<img src=x onerror=alert(1)>', NaN, Infinity, -1, 0.5, 1e308, 2 ** 53, 2 ** 31],
    ...[null, true, [], deep, JSON.parse('{"__proto__": {"polluted": 1}}') as unknown],
  ];
}

/** Parameters that are odd as a whole. */
function odd(example: unknown): unknown[] {
  const polluted = JSON.parse(
    '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}',
  ) as object;
  const accessor = Object.defineProperty({ ...(example as object) }, 'surplus', {
    enumerable: true,
    get: () => SECRET,
  });
  return [
    { ...(example as object), ...polluted },
    polluted,
    accessor,
    Object.create(example as object),
    Symbol.iterator,
  ];
}

async function said(name: Method, params: unknown): Promise<void> {
  const reply = await core.port.send(name, params);
  answers.push(`${name} ${JSON.stringify(reply)}`);
  // What is computed is not the matter here.
  if (reply.ok) await quiet();
}

/** Stops what has been started, and waits for it. */
async function quiet(): Promise<void> {
  const host = connect(core.port);
  for (const { id, state } of await host.call('tasks.list', {})) {
    if (state === 'running') await host.call('tasks.cancel', { taskId: id });
  }
  const jobs = await host.call('runs.jobs', {}).catch(() => []);
  for (const { id, state } of jobs) {
    if (state === 'waiting' || state === 'running') await host.call('runs.cancel', { jobId: id });
  }
  const info = await host.call('project.info', {}).catch(() => null);
  if (info?.path !== given.path) await host.call('project.open', { path: given.path });
}

/** What a sampled parameter of this name may be. */
function knownOf(made: Given): Record<string, unknown> {
  const [labelClass] = made.classes;
  const [segment] = made.segments;
  return {
    ...{ videoId: made.video.id, runId: made.runId, classId: labelClass!.id, segmentId: segment!.id },
    ...{ id: labelClass!.id, segmentIds: [segment!.id], annotator: made.annotator, startFrame: 10, endFrame: 20 },
  };
}

/** Every name below a folder with what it holds. */
function contentsOf(folder: string): string {
  const lines = readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const { size, mtimeMs } = statSync(path);
    const content = entry.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : '';
    return `${path} ${size} ${mtimeMs} ${content}`;
  });
  return lines.sort().join('\n');
}
