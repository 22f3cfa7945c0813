// The built command line and its server, for a folder that holds all that the application keeps.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { CLI, environmentOf, startServer } from '../application.mjs';

const environment = (folder) => environmentOf(join(folder, 'kept'));

/** Runs the command line. @returns {string} its standard output @throws where it fails. */
export function timeloupe(folder, ...args) {
  const options = { encoding: 'utf8', env: environment(folder), cwd: folder, maxBuffer: 1 << 28 };
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [CLI, ...args], options);
  if (status !== 0) throw new Error(`timeloupe ${args.join(' ')} ended with ${status ?? error}:\n${stderr}`);
  return stdout;
}

/** Runs `work` with a function that calls the protocol's methods on a project: many calls are quicker so. */
export async function withServer(folder, file, work) {
  const server = startServer([file], { env: environment(folder) });
  try {
    const { url, token } = await server.said;
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    return await work(async (name, params) => {
      const body = JSON.stringify({ name, params });
      const answer = await (await fetch(new URL('/call', url), { method: 'POST', headers, body })).json();
      if (!answer.ok) throw new Error(`${name} ${JSON.stringify(params)}: ${answer.error.message}`);
      return answer.value;
    });
  } finally {
    await server.end();
  }
}
