// Runs the command lines of a page as a reader would: in order, from one folder, each as a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { CLI } from '../application.mjs';
import { readerIn, timeloupe } from './home.mjs';
import { reasonFor } from './reasons.mjs';

const TIMEOUT_MS = 60_000;
const PREFIXES = ['timeloupe ', 'npm run cli -- '];

/**
 * @param {string} command
 * @param {{ home: string, cwd: string }} place
 * @returns {Promise<{ command: string, state: 'ran' | 'failed' | 'not run', why: string }>}
 */
export async function runCommand(command, place) {
  const reason = reasonFor(command);
  if (reason !== null) return { command, state: 'not run', why: reason };
  const prefix = PREFIXES.find((candidate) => command.startsWith(candidate));
  if (!prefix) return { command, state: 'failed', why: 'it is neither timeloupe nor among the reasons not to run' };
  const args = await withStandIns(words(command.slice(prefix.length)), place);
  const why = args[0] === 'serve' ? await faultOfServing(args, place) : faultOf(args, place);
  return why === null ? { command, state: 'ran', why: '' } : { command, state: 'failed', why };
}

/** A command line's words; quotes hold one together. */
export function words(line) {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) => double ?? single ?? plain);
}

/** Ids are drawn by chance: the one that a page names stands for the first segment of the project. */
async function withStandIns(args, { home, cwd }) {
  const at = args.indexOf('--segment') + 1;
  if (at === 0) return args;
  const project = args.find((word) => word.endsWith('.timeloupe'));
  const { stdout } = timeloupe(['segments', 'list', project, '--json'], { home, cwd, timeoutMs: TIMEOUT_MS });
  return args.with(at, JSON.parse(stdout)[0].id);
}

function faultOf(args, { home, cwd }) {
  const { status, stderr, error } = timeloupe(args, { home, cwd, timeoutMs: TIMEOUT_MS });
  if (status === 0) return null;
  return `exit code ${status ?? error?.code}: ${stderr.trim().slice(-400)}`;
}

/** A server is started on any port that is free, asked for its page, and ended as by Ctrl-C. */
async function faultOfServing(args, { home, cwd }) {
  const at = args.indexOf('--port');
  const shown = args.filter((word, i) => word !== '--open' && (at < 0 || (i !== at && i !== at + 1)));
  const child = spawn(process.execPath, [CLI, ...shown, '--port', '0'], {
    cwd,
    env: readerIn(home),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  const ended = once(child, 'exit');
  let said = '';
  child.stderr.on('data', (data) => (said += data));
  const line = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended.then(() => null)]);
  const url = line === null ? null : /http:\/\/\S+?(?="|$|\s)/.exec(line[0])?.[0];
  const answer = url ? await fetch(url, { redirect: 'manual' }) : null;
  child.kill('SIGINT');
  const [status] = await ended;
  if (answer === null) return `it served nothing: ${said.trim().slice(-400)}`;
  return answer.status < 400 && status === 0 ? null : `${url} answered ${answer.status}; exit code ${status}`;
}
