import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Core, createCore } from '../../../../src-main/core/services/core.ts';
import { resourceRoutes } from '../../../../src-main/core/services/resources/index.ts';
import { connect } from '../../../../src-main/shared/connect.ts';
import { type ErrorCode, EXIT_CODES, type WireError } from '../../../../src-main/shared/errors.ts';
import { EVENT_NAMES } from '../../../../src-main/shared/event-names.ts';
import { type Events, methods, type Reply } from '../../../../src-main/shared/protocol.ts';
import { testPlatform } from '../../../support/checkpoints.ts';
import type { Given } from './contract-case.ts';
import { cases } from './contract-cases.ts';
import { preparedProject } from './contract-project.ts';

/** A case without its method's types. */
interface AnyCase {
  readonly needs: 'nothing' | 'core' | 'project' | 'writing';
  readonly example: (given: Given) => unknown;
  readonly isAsExpected: (result: unknown, given: Given) => boolean;
  readonly writes?: (given: Given) => unknown;
  readonly refused: (given: Given) => readonly (readonly [unknown, ErrorCode])[];
}

const NAMES = Object.keys(cases) as (keyof typeof cases)[];
const anyCase = (name: keyof typeof cases) => cases[name] as unknown as AnyCase;

const folder = mkdtempSync(join(tmpdir(), 'timeloupe-contract-'));
const platform = testPlatform(folder, join(folder, 'cache'));
const path = join(folder, 'contract.timeloupe');
/** Has the project open, another has it open for reading, a third has nothing. */
const core = createCore(platform);
const reader = createCore(platform);
const empty = createCore(platform);
const told = new Set<keyof Events>();
core.port.on((event) => told.add(event));
let given: Given;

beforeAll(async () => {
  given = await preparedProject(core, folder, path);
  await connect(reader.port).call('project.open', { path, readOnly: true });
}, 300_000);

afterAll(async () => {
  await Promise.all([core, reader, empty].map((one) => one.close()));
  rmSync(folder, { recursive: true });
});

describe.each(NAMES)('%s', (name) => {
  const theCase = anyCase(name);
  const send = (params: unknown) => (theCase.needs === 'nothing' ? alone(name, params) : core.port.send(name, params));

  test('answers as it should, in plain data', async () => {
    const reply = await send(theCase.example(given));
    if (!reply.ok) throw new Error(`${reply.error.code}: ${reply.error.message}`);
    expect(JSON.parse(JSON.stringify(reply.value))).toEqual(reply.value);
    expect(theCase.isAsExpected(reply.value, given), JSON.stringify(reply.value).slice(0, 2000)).toBe(true);
  });

  test('names the parameter that is wrong', async () => {
    const example = theCase.example(given) as Record<string, unknown>;
    for (const key of Object.keys(example)) {
      expectFailure(await send({ ...example, [key]: { nonsense: true } }), 'request.invalid', name, key);
      const rest = Object.fromEntries(Object.entries(example).filter(([other]) => other !== key));
      if (!methods[name].params.safeParse(rest).success) {
        expectFailure(await send(rest), 'request.invalid', name, key);
      }
    }
    expectFailure(await send({ ...example, surplus: 1 }), 'request.invalid', name, 'surplus');
    for (const params of [undefined, null, 'text', 7, []]) expectFailure(await send(params), 'request.invalid', name);
  });

  test('refuses what is well-formed and impossible, and changes nothing by it', async () => {
    const before = await core.port.send('project.info', {});
    for (const [params, code] of theCase.refused(given)) {
      const reply = await send(params);
      expectFailure(reply, code);
    }
    const after = await core.port.send('project.info', {});
    expect({ ...value(after), sizeBytes: 0 }).toEqual({ ...value(before), sizeBytes: 0 });
  });

  if (theCase.needs === 'nothing' || theCase.needs === 'core') return;

  test('needs an open project', async () => {
    expectFailure(await empty.port.send(name, theCase.example(given)), 'project.not_open');
  });

  test(theCase.needs === 'writing' ? 'needs one that can be written' : 'reads one that can only be read', async () => {
    const reply = await reader.port.send(name, (theCase.writes ?? theCase.example)(given));
    if (theCase.needs === 'writing') expectFailure(reply, 'project.read_only');
    // A job lives in the process that began it.
    else if (name === 'runs.cancel') expectFailure(reply, 'request.invalid');
    else expect(reply).toMatchObject({ ok: true });
  });
});

test('an unknown method is a failure like any other', async () => {
  for (const name of ['project.fly', '', 'toString', '__proto__']) {
    expectFailure(await core.port.send(name, {}), 'request.invalid');
  }
});

describe('resources', () => {
  const examples: Record<string, { path: (given: Given) => string; type: string }> = {
    video: { path: ({ video }) => `video/${video.id}`, type: 'video/mp4' },
    frame: { path: ({ video }) => `frame/${video.id}/700.webp?width=320`, type: 'image/webp' },
    thumb: { path: ({ video }) => `thumb/${video.id}/700.jpg?height=48`, type: 'image/jpeg' },
    sheet: { path: ({ video }) => `sheet/${video.id}/700,704,708.webp?height=32`, type: 'image/webp' },
    filmstrip: { path: ({ video }) => `filmstrip/${video.id}/48/6/1.webp`, type: 'image/webp' },
    attention: { path: ({ video, runId }) => `attention/${runId}/${video.id}/0.bin`, type: 'application/octet-stream' },
    map: { path: ({ video, runId }) => `map/${runId}/${video.id}/2.bin?view=class`, type: 'application/octet-stream' },
    weights: { path: ({ video, runId }) => `weights/${runId}/${video.id}/2.bin`, type: 'application/octet-stream' },
    picture: { path: ({ video, runId }) => `picture/${runId}/${video.id}/2/0.png`, type: 'image/png' },
    movie: { path: () => `movie/${'0'.repeat(32)}.mp4`, type: 'video/mp4' },
    proxy: { path: ({ video }) => `proxy/${video.id}.mp4`, type: 'video/mp4' },
    waveform: { path: ({ video }) => `waveform/${video.id}/0/0.bin`, type: 'application/octet-stream' },
  };
  const kinds = resourceRoutes.map(({ shape }) => shape.split('/')[0]!);

  test.each(kinds)('%s', async (kind) => {
    const { path: pathFor, type } = examples[kind]!;
    const response = await core.resource(pathFor(given));
    // The sample has no sound.
    if (kind === 'waveform') {
      expectFailedResponse(response, 404, 'video.no_audio');
      return;
    }
    // None has been made.
    if (kind === 'movie') {
      expectFailedResponse(response, 404, 'resource.unknown');
      return;
    }
    expect(response).toMatchObject({ status: 200, headers: { 'content-type': type } });
    expect((await reader.resource(pathFor(given))).status).toBe(200);
    expectFailedResponse(await empty.resource(pathFor(given)), 409, 'project.not_open');
    const unknown = pathFor(given).replace(given.video.id, 'nothing');
    expectFailedResponse(await core.resource(unknown), 404, 'video.unknown');
  });

  test('bad paths', async () => {
    for (const bad of [
      '',
      '/',
      '..',
      'video',
      'video/',
      `frame/${given.video.id}/x.png`,
      'no\0thing',
      'frame/%/1.png',
    ]) {
      const { status } = await core.resource(bad);
      expect([400, 404]).toContain(status);
    }
    expectFailedResponse(await core.resource('nothing/here'), 404, 'resource.unknown');
    expectFailedResponse(await core.resource(`video/${given.video.id}?width=3`), 400, 'request.invalid');
  });
});

test('every event was told', async () => {
  await core.port.send('project.close', {});
  expect([...told].sort()).toEqual([...EVENT_NAMES].sort());
});

/** On a core of its own, since the call changes which project is open. */
async function alone(name: string, params: unknown): Promise<Reply> {
  const own = createCore(platform);
  try {
    return await own.port.send(name, params);
  } finally {
    await own.close();
  }
}

function value(reply: Reply): object {
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.value as object;
}

function expectFailure(reply: Reply, code: ErrorCode, ...named: string[]): void {
  if (reply.ok) throw new Error(`Expected ${code}, got ${JSON.stringify(reply.value)}`);
  expectSentence(reply.error);
  expect(reply.error).toMatchObject({ code });
  for (const word of named) expect(reply.error.message).toContain(word);
}

function expectFailedResponse(response: Awaited<ReturnType<Core['resource']>>, status: number, code: ErrorCode): void {
  expect(response).toMatchObject({ status, headers: { 'content-type': 'application/json' } });
  const error = JSON.parse(Buffer.from(response.body as Uint8Array).toString()) as WireError;
  expectSentence(error);
  expect(error.code).toBe(code);
}

/** For people: begins and ends as a sentence, and shows nothing of the program's inside. */
function expectSentence({ code, message }: WireError): void {
  expect(Object.keys(EXIT_CODES)).toContain(code);
  expect(code).not.toBe('internal');
  expect(message).toMatch(/^["/A-Z].*\.$/s);
  expect(message).not.toMatch(/undefined|\[object|NaN|\n\s+at |SQLITE|Error:/);
}
