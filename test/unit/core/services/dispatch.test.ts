import { describe, expect, test } from 'vitest';
import { dispatch } from '../../../../src-main/core/services/dispatch.ts';
import { AppError } from '../../../../src-main/shared/errors.ts';
import type { Handlers, Reply } from '../../../../src-main/shared/protocol.ts';

const faults: string[] = [];
const call = (handlers: Partial<Handlers>, name: string, params: unknown): Promise<Reply> =>
  dispatch(handlers as Handlers, { name, params }, (where) => faults.push(where));

describe('parameters', () => {
  const cases: [name: string, params: unknown, sentence: string][] = [
    ['project.teleport', {}, 'The core has no method called "project.teleport".'],
    ['constructor', {}, 'The core has no method called "constructor".'],
    [
      'project.open',
      undefined,
      'The parameters of project.open are not as they should be: all of it (missing; expected object).',
    ],
    [
      'project.open',
      { path: 3 },
      'The parameters of project.open are not as they should be: path (expected string, received number).',
    ],
    [
      'edits.apply',
      { annotator: 'a', edit: { kind: 'split', segmentId: 's', atFrame: 1.5 } },
      'The parameters of edits.apply are not as they should be: edit.atFrame (expected int, received number).',
    ],
    [
      'segments.list',
      { filter: { classID: 'x' } },
      'The parameters of segments.list are not as they should be: filter (Unrecognized key: "classID").',
    ],
  ];
  test.each(cases)('%s with %o', async (name, params, message) => {
    expect(await call({}, name, params)).toEqual({ ok: false, error: { code: 'request.invalid', message } });
  });

  test('of many faults the first are named', async () => {
    const reply = await call({}, 'queue.step', { a: 1 });
    expect(reply).toMatchObject({ ok: false, error: { code: 'request.invalid' } });
    const many = await call({}, 'review.record', {});
    expect(JSON.stringify(many)).toContain('annotator (');
    expect(JSON.stringify(many)).toMatch(/; and 1 more\./);
  });

  test('come to the handler with their defaults', async () => {
    const seen: unknown[] = [];
    const reply = await call({ 'videos.list': (params) => (seen.push(params), []) }, 'videos.list', {});
    expect(reply).toEqual({ ok: true, value: [] });
    expect(seen).toEqual([{ includeRemoved: false }]);
  });
});

test('a failure keeps its code and sentence', async () => {
  const refuse = () => {
    throw new AppError('run.unknown', 'There is no run 7.');
  };
  expect(await call({ 'runs.list': refuse }, 'runs.list', {})).toEqual({
    ok: false,
    error: { code: 'run.unknown', message: 'There is no run 7.' },
  });
  expect(faults).toEqual([]);
});

test('a bug is an answer, too, and is reported', async () => {
  const broken = () => Promise.reject(new TypeError("Cannot read properties of undefined (reading 'x')\n  at y"));
  const reply = await call({ 'runs.jobs': broken }, 'runs.jobs', {});
  expect(reply).toEqual({
    ok: false,
    error: {
      code: 'internal',
      message:
        "Timeloupe has a fault in runs.jobs (Cannot read properties of undefined (reading 'x')). Nothing else is affected.",
    },
  });
  expect(faults).toEqual(['runs.jobs']);
});
