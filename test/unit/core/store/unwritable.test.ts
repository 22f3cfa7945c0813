import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundledScript } from '../../../support/bundled-script.ts';
import { scratchFolder } from '../../../support/checkpoints.ts';
import { emptyProject } from '../../../support/stored-run.ts';

/** No rights hold root back: as root, the script runs as the user "nobody". */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

let script = '';
beforeAll(async () => {
  script = await bundledScript('open-project');
});

describe.skipIf(process.platform === 'win32')('where rights forbid it, nothing is written', () => {
  test('a file that may only be read opens to look at, and says why', () => {
    const { path, id } = closedProject();
    chmodSync(path, 0o444);
    chmodSync(dirname(path), 0o777);
    expect(openIt(path)).toEqual({
      id,
      reason: expect.stringMatching(/^\S+test\.timeloupe can't be written/) as string,
      refusal: 'project.read_only',
    });
    expect(readdirSync(dirname(path))).toEqual(['test.timeloupe']);
  });

  test('so does one in a folder that may only be read', () => {
    const { path, id } = closedProject();
    chmodSync(path, 0o666);
    chmodSync(dirname(path), 0o555);
    expect(openIt(path)).toMatchObject({ id, refusal: 'project.read_only' });
    chmodSync(dirname(path), 0o777);
  });

  test('one that was copied there while open opens by its file alone, or says what else to copy', () => {
    const store = emptyProject();
    const folder = scratchFolder();
    const path = join(folder, 'test.timeloupe');
    store.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    copyFileSync(store.path, path);
    chmodSync(path, 0o444);
    chmodSync(folder, 0o555);
    expect(openIt(path)).toMatchObject({ id: store.meta().id, refusal: 'project.read_only' });

    store.db.exec(`INSERT INTO meta (key, value) VALUES ('note', 'in the log')`);
    chmodSync(folder, 0o777);
    copyFileSync(`${store.path}-wal`, `${path}-wal`);
    chmodSync(`${path}-wal`, 0o444);
    chmodSync(folder, 0o555);
    expect(openIt(path)).toEqual({ failure: 'project.unwritable' });
    chmodSync(folder, 0o777);
  });

  test('a file that may not even be read is refused', () => {
    const { path } = closedProject();
    chmodSync(path, 0o000);
    expect(openIt(path)).toEqual({ failure: 'project.unwritable' });
  });
});

function closedProject(): { path: string; id: string } {
  const store = emptyProject();
  const { id } = store.meta();
  store.close();
  chmodSync(dirname(store.path), 0o755);
  return { path: store.path, id };
}

function openIt(path: string): unknown {
  const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  return JSON.parse(execFileSync(process.execPath, [script, path], { encoding: 'utf8', ...user })) as unknown;
}
