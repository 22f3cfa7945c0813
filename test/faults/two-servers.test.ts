import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { checkProject } from '../../src-main/core/store/check.ts';
import { ProjectStore } from '../../src-main/core/store/project-store.ts';
import { connect } from '../../src-main/shared/connect.ts';
import { scratchFolder } from '../support/checkpoints.ts';
import { CLI, runCli } from '../support/cli.ts';
import { portOf } from '../support/served-port.ts';
import { serve } from '../support/served.ts';

const EDITS = 15;

test('two servers and a command on one project: each edit of all is there, and each is told to the others', async () => {
  const folder = scratchFolder();
  const path = join(folder, 'test.timeloupe');
  ProjectStore.create(path).close();
  const people = await Promise.all(
    ['Ada', 'Ben'].map(async (annotator) => {
      const served = await serve(CLI, path, scratchFolder());
      onTestFinished(() => served.stop());
      const port = await portOf(served);
      onTestFinished(() => port.close());
      const host = connect(port);
      const heard = new Set<string>();
      host.on('annotations.changed', ({ diff }) => diff.labelClass?.added.forEach(({ name }) => heard.add(name)));
      return { annotator, served, port, host, heard };
    }),
  );
  const made = await Promise.all([
    ...people.map(async ({ annotator, host }) => {
      const names = Array.from({ length: EDITS }, (_, i) => `${annotator} ${i}`);
      for (const name of names) await host.call('edits.apply', { annotator, edit: { kind: 'createClass', name } });
      return names;
    }),
    runCli(['labels', 'add', path, 'by a command']).then(({ code, stderr }) => {
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return ['by a command'];
    }),
  ]);
  const all = made.flat().sort();
  for (const { heard } of people) await vi.waitFor(() => expect([...heard].sort()).toEqual(all), { timeout: 30_000 });
  for (const { host } of people)
    expect((await host.call('labels.list', {})).map(({ name }) => name).sort()).toEqual(all);
  // Each takes back an edit of their own, however the others' lie between.
  for (const { annotator, host } of people) await host.call('edits.undo', { annotator });
  for (const { port, served } of people) {
    port.close();
    await served.stop();
  }
  const left = all.filter((name) => !name.endsWith(` ${EDITS - 1}`));
  const store = ProjectStore.open(path);
  expect(store.annotations.labelClasses().map(({ name }) => name).sort()).toEqual(left); // prettier-ignore
  store.close();
  expect((await checkProject(path)).faults).toEqual([]);
  expect(readdirSync(folder).filter((name) => !name.endsWith('.backups'))).toEqual(['test.timeloupe']);
});
