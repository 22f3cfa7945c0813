import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Updater, Updates } from '../../../../src-main/hosts/electron/updates.ts';
import { suiteFolder } from '../../../support/suite-folder.ts';

const folder = suiteFolder();

test('nothing is loaded or looked for until a person turns it on, and the choice is kept', async () => {
  const { updates, updater, stateFile, again } = setup('kept');
  await updates.look();
  expect(updates.isOn).toBe(false);
  expect(updater.looks).toBe(0);

  await updates.turn(true);
  expect(updater.looks).toBe(1);
  expect(JSON.parse(readFileSync(stateFile, 'utf8'))).toEqual({ isOn: true });
  expect(again().isOn).toBe(true);
});

test('an update is fetched beside the work and installed at the end alone, without starting again', async () => {
  const { updates, updater } = setup('fetched');
  await updates.turn(true);
  expect(updater).toMatchObject({ autoDownload: true, autoInstallOnAppQuit: true, autoRunAppAfterInstall: false });
  expect(updates.readyVersion).toBe(null);
  updater.tell('update-downloaded', { version: '9.1.0' });
  expect(updates.readyVersion).toBe('9.1.0');
});

test('turned off, what has been fetched is not installed and nothing more is looked for', async () => {
  const { updates, updater } = setup('off');
  await updates.turn(true);
  updater.tell('update-downloaded', { version: '9.1.0' });
  await updates.turn(false);
  expect(updater.autoInstallOnAppQuit).toBe(false);
  expect(updates.readyVersion).toBe(null);
  expect(updater.looks).toBe(1);
});

test('a failure is reported and ends nothing', async () => {
  const { updates, updater, faults } = setup('failing');
  updater.fault = new Error('no network');
  await updates.turn(true);
  expect(faults).toEqual(['looking for updates: no network']);
  updater.fault = null;
  await updates.look();
  expect(updater.looks).toBe(2);
});

test.each(['', '{"isOn":"yes"}', '{"isOn":true,"url":"http://elsewhere"}'])('%j is no consent', (text) => {
  const { stateFile, again } = setup('damaged');
  writeFileSync(stateFile, text);
  expect(again().isOn).toBe(false);
});

/** An updater that tells what it is told. */
class RecordedUpdater implements Updater {
  autoDownload = false;
  autoInstallOnAppQuit = true;
  autoRunAppAfterInstall = true;
  logger: unknown = console;
  looks = 0;
  fault: Error | null = null;
  readonly #listeners = new Map<string, (value: never) => void>();

  checkForUpdates(): Promise<unknown> {
    this.looks++;
    return this.fault ? Promise.reject(this.fault) : Promise.resolve(null);
  }

  on(event: string, listener: (value: never) => void): void {
    this.#listeners.set(event, listener);
  }

  tell(event: string, value: unknown): void {
    this.#listeners.get(event)?.(value as never);
  }
}

function setup(name: string) {
  const updater = new RecordedUpdater();
  const faults: string[] = [];
  const stateFile = join(folder, `${name}.json`);
  const parts = {
    stateFile,
    load: () => Promise.resolve(updater),
    reportFault: (where: string, fault: unknown) => void faults.push(`${where}: ${(fault as Error).message}`),
  };
  return { updates: new Updates(parts), updater, stateFile, faults, again: () => new Updates(parts) };
}
