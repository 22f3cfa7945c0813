// The built command line and its server, for a folder that holds all that the application keeps.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../steps.mjs';

const CLI = join(root, 'out', 'main', 'cli.js');

/** Runs the command line. @returns {string} its standard output @throws where it fails. */
export function timeloupe(folder, ...args) {
  const options = { encoding: 'utf8', env: environment(folder), cwd: folder, maxBuffer: 1 << 28 };
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [CLI, ...args], options);
  if (status !== 0) throw new Error(`timeloupe ${args.join(' ')} ended with ${status ?? error}:\n${stderr}`);
  return stdout;
}

/** Runs `work` with a function that calls the protocol's methods on a project: many calls are quicker so. */
export async function withServer(folder, file, work) {
  const args = [CLI, 'serve', file, '--port', '0', '--json'];
  const server = spawn(process.execPath, args, { env: environment(folder), stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await once(createInterface(server.stdout), 'line');
    const { url, token } = JSON.parse(line);
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    return await work(async (name, params) => {
      const body = JSON.stringify({ name, params });
      const answer = await (await fetch(new URL('/call', url), { method: 'POST', headers, body })).json();
      if (!answer.ok) throw new Error(`${name} ${JSON.stringify(params)}: ${answer.error.message}`);
      return answer.value;
    });
  } finally {
    server.kill('SIGINT');
    await once(server, 'exit');
  }
}

function environment(folder) {
  const own = ['DATA', 'CONFIG', 'CACHE', 'MODELS'].map((name) => [`TIMELOUPE_${name}`, join(folder, 'kept', name)]);
  return { ...process.env, ...Object.fromEntries(own) };
}
