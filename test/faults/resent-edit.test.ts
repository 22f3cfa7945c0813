import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { ProjectStore } from '../../src-main/core/store/project-store.ts';
import { scratchFolder } from '../support/checkpoints.ts';
import { CLI } from '../support/cli.ts';
import { portOf } from '../support/served-port.ts';
import { serve } from '../support/served.ts';

const ADA = { annotator: 'Ada' };

test('an edit that a killed server left unanswered is not made again by the next one', async () => {
  const path = join(scratchFolder(), 'test.timeloupe');
  const store = ProjectStore.create(path);
  onTestFinished(() => store.close());
  const served = async () => {
    const server = await serve(CLI, path, scratchFolder());
    const port = await portOf(server);
    onTestFinished(async () => {
      port.close();
      await server.stop();
    });
    return { server, port };
  };
  const classCalled = (name: string) => ({ ...ADA, edit: { kind: 'createClass', name } });
  const create = ['edits.apply', classCalled('walk'), randomUUID()] as const;
  const undo = ['edits.undo', ADA, randomUUID()] as const;
  const names = () => store.annotations.labelClasses().map(({ name }) => name);

  const first = await served();
  await first.port.send('edits.apply', classCalled('run'), 'call 1');
  for (const [name, params, callId] of [create, undo]) {
    const steps = store.annotations.journal.newestId();
    // Its answer is nobody's.
    first.port.send(name, params, callId).catch(() => undefined);
    while (store.annotations.journal.newestId() === steps) await setImmediate();
  }
  first.port.close();
  process.kill(first.server.pid, 'SIGKILL');

  const next = await served();
  expect(await next.port.send(...create)).toMatchObject({ ok: true, value: { entryId: 2 } });
  expect(await next.port.send(...undo)).toMatchObject({ ok: true, value: { entryId: 3, entry: { kind: 'undo' } } });
  expect(names()).toEqual(['run']);
  expect(store.annotations.journal.newestId()).toBe(3);
  // Whoever counts calls begins anew with each server.
  expect(await next.port.send('edits.apply', classCalled('sit'), 'call 1')).toMatchObject({ value: { entryId: 4 } });
  expect(names()).toEqual(['run', 'sit']);
});
