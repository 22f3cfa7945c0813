import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXIT_CODES } from '../../../../src-main/shared/errors.ts';
import { COMMIT, startHub } from '../../../support/hub-server.ts';

const cli = fileURLToPath(new URL('../../../../out/main/cli.js', import.meta.url));
const ID = 'someone/tiny-timesformer';
const files = { 'config.json': Buffer.from('{}'), 'model.safetensors': Buffer.alloc(5000, 7) };

let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'timeloupe-models-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('get, list, verify and remove, as a person types them', async () => {
  await using hub = await startHub({ [ID]: { files, lfs: ['model.safetensors'] } }, { token: 'any-token' });
  const env = { HF_ENDPOINT: hub.url, HF_TOKEN: 'any-token' };
  const got = await models(env, 'get', ID);
  expect(got).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(join(folder, 'someone--tiny-timesformer')) as unknown,
  });
  expect(got.stderr).toContain(`at commit ${COMMIT.slice(0, 12)}. Licence: CC-BY-NC-4.0 (not for commercial use`);
  const listed = await models({}, 'list', '--json');
  expect(JSON.parse(listed.stdout)).toContainEqual(expect.objectContaining({ licence: 'cc-by-nc-4.0', classes: 2 }));
  expect((await models({}, 'verify', ID)).stdout).toBe('someone--tiny-timesformer: 2 files as recorded\n');
  expect((await models({}, 'remove', ID)).code).toBe(0);
  expect((await models({}, 'verify', ID)).code).toBe(EXIT_CODES['model.not_found']);
});

test.each<[string, Record<string, string>, string[], keyof typeof EXIT_CODES, RegExp]>([
  ['no network', { HF_ENDPOINT: 'http://127.0.0.1:9' }, ['get', ID], 'hub.unreachable', /^Cannot reach http:[^\n]+\n$/],
  ['no action', {}, [], 'request.invalid', /^Usage: timeloupe models get/],
  ['an unknown action', {}, ['fetch', ID], 'request.invalid', /^Usage: /],
  ['no id', {}, ['get'], 'request.invalid', /^Usage: /],
  ['two names', {}, ['remove', 'a', 'b'], 'request.invalid', /^Usage: /],
  ['an option out of place', {}, ['list', '--revision', 'x'], 'request.invalid', /^--revision goes with/],
  ['a path', {}, ['remove', '../models'], 'request.invalid', /^"..\/models" is not/],
])('%s is one clear message', async (_, env, args, code, message) => {
  const ended = await models(env, ...args);
  expect(ended).toEqual({ code: EXIT_CODES[code], stdout: '', stderr: expect.stringMatching(message) as unknown });
});

function models(
  env: Record<string, string>,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HF_')));
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [cli, 'models', ...args],
      { env: { ...clean, TIMELOUPE_MODELS: folder, ...env } },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
      },
    );
  });
}
