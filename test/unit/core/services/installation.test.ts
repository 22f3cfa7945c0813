import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { platformAt } from '../../../../src-main/core/services/installation.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test.runIf(process.platform === 'linux')('folders of the environment hold where they are absolute (Linux)', () => {
  for (const name of ['DATA', 'CONFIG', 'CACHE']) vi.stubEnv(`TIMELOUPE_${name}`, undefined);
  vi.stubEnv('XDG_DATA_HOME', '');
  vi.stubEnv('XDG_CONFIG_HOME', '/settings');
  vi.stubEnv('XDG_CACHE_HOME', 'cache');
  const { dataDir, configDir, cacheDir } = platformAt(resolve('.'));
  expect(dataDir).toBe(join(homedir(), '.local', 'share', 'timeloupe'));
  expect(configDir).toBe(join('/settings', 'timeloupe'));
  expect(cacheDir).toBe(join(homedir(), '.cache', 'timeloupe'));
});
