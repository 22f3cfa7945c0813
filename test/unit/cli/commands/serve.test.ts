import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Reply } from '../../../../src-main/shared/protocol.ts';
import { scratchFolder } from '../../../support/checkpoints.ts';
import { runCli, startCli } from '../../../support/cli.ts';

test('serve opens a project, answers scripts that know the token, and ends with Ctrl-C', async () => {
  const project = join(scratchFolder(), 'a.timeloupe');
  expect((await runCli(['project', 'new', project])).code).toBe(0);
  const server = startCli(['serve', project, '--port', '0', '--json']);
  const { url, token } = await new Promise<{ url: string; token: string }>((resolve) => {
    server.child.stdout!.on('data', (text: string) => resolve(JSON.parse(text) as { url: string; token: string }));
  });
  const call = async (authorization: string) => {
    const headers = { authorization, 'content-type': 'application/json' };
    return fetch(new URL('/call', url), { method: 'POST', headers, body: '{"name":"project.info"}' });
  };
  expect((await (await call(`Bearer ${token}`)).json()) as Reply).toMatchObject({ ok: true, value: { path: project } });
  expect((await call('Bearer guess')).status).toBe(401);
  server.pressCtrlC();
  expect(await server.ended).toMatchObject({ code: 0, stderr: '' });
  await expect(call(`Bearer ${token}`)).rejects.toThrow();
});

test.each([
  ['a project that is not there', ['nowhere.timeloupe'], 60, /^There is no project .*nowhere\.timeloupe\./],
  ['a port that is none', ['--port', '70000'], 2, /^--port .*70000/],
  ['more than one project', ['a', 'b'], 2, /^Usage: timeloupe serve/],
])('%s is refused', async (_, args, code, message) => {
  const result = await runCli(['serve', ...args]);
  expect(result.code).toBe(code);
  expect(result.stderr).toMatch(message);
});
