import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EXIT_CODES } from '../../src-main/shared/errors.ts';
import { sampleVideo } from './case.ts';
import { badCheckpoints } from './checkpoints.ts';
import { badConfigs } from './configs.ts';
import { badRequests } from './requests.ts';
import { badVideos } from './videos.ts';

const cli = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url));
const cases = [...badVideos, ...badConfigs, ...badCheckpoints, ...badRequests];
let dir = '';

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'timeloupe-bad-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('there are at least forty of them', () => {
  expect(cases.length).toBeGreaterThanOrEqual(40);
});

test.each(cases)('$name', async ({ make, args, code, message }) => {
  await make?.(dir);
  const before = tree();
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args(dir)], {
    encoding: 'utf8',
    cwd: dir,
    env: { ...process.env, TIMELOUPE_CACHE: `${dir}.cache`, TIMELOUPE_MODELS: join(dir, 'models') },
  });
  rmSync(`${dir}.cache`, { recursive: true, force: true });
  const said = stderr.replaceAll(dir, 'DIR').replaceAll(sampleVideo, 'SAMPLE').trimEnd();
  expect({ said: said.split('\n').at(-1), status, stdout }).toEqual({
    said: message,
    status: EXIT_CODES[code],
    stdout: '',
  });
  expect(said, 'no stack trace').not.toMatch(/^\s+at /m);
  expect(tree(), 'nothing half done stays behind').toEqual(before);
});

function tree(): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();
}
