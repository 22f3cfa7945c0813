import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS, settingsPatchSchema, settingsSchema } from '../../../../../src-main/shared/settings.ts';
import { scratchFolder, testPlatform } from '../../../../support/checkpoints.ts';
import { testCore } from '../../../../support/project-core.ts';

function platformWith(content: object) {
  const platform = testPlatform(scratchFolder());
  mkdirSync(platform.configDir, { recursive: true });
  writeFileSync(join(platform.configDir, 'settings.json'), JSON.stringify(content));
  return platform;
}

test('the defaults are settings, and an empty patch changes none of them', () => {
  expect(settingsSchema.parse(DEFAULT_SETTINGS)).toEqual(DEFAULT_SETTINGS);
  expect(settingsPatchSchema.parse({})).toEqual({});
});

test('a patch changes what it names; every listener is told; the next start finds it', async () => {
  const platform = testPlatform(scratchFolder());
  const { host, told } = testCore(platform);
  await host.call('settings.set', { patch: { annotator: 'Ada', layouts: { '': { review: { queue: 240 } } } } });
  const settings = await host.call('settings.set', { patch: { theme: 'light' } });
  const expected = {
    ...DEFAULT_SETTINGS,
    ...{ annotator: 'Ada', theme: 'light', layouts: { '': { review: { queue: 240 } } } },
  };
  expect(settings).toEqual(expected);
  expect(told.at(-1)).toEqual({ event: 'settings.changed', payload: { settings: expected } });
  expect(await testCore(platform).host.call('settings.get', {})).toEqual(expected);
});

test('what a newer version has written is kept, and a value that means nothing here has its default', async () => {
  const platform = platformWith({ theme: 'sepia', snap: false, waves: 3 });
  const { host } = testCore(platform);
  expect(await host.call('settings.get', {})).toEqual({ ...DEFAULT_SETTINGS, snap: false });
  await host.call('settings.set', { patch: { stride: 1 } });
  const text = readFileSync(join(platform.configDir, 'settings.json'), 'utf8');
  expect(JSON.parse(text)).toEqual({ theme: 'sepia', snap: false, waves: 3, stride: 1 });
});

test('a value that is not allowed is refused by name', async () => {
  const { host } = testCore();
  await expect(host.call('settings.set', { patch: { stride: 9 } })).rejects.toThrow('patch.stride');
  await expect(host.call('settings.set', { patch: { colour: 'red' } as object })).rejects.toThrow('colour');
  expect(await host.call('settings.get', {})).toEqual(DEFAULT_SETTINGS);
});
