import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { peakMiB } from './sessions.ts';

const POLL_MS = 20;

/** What a program took as a whole process. */
export interface WatchedRun {
  readonly ms: number;
  /** Peak resident memory of the process alone, in MiB; NaN where the system doesn't say. */
  readonly peakMiB: number;
  /** The same for the largest of its child processes. */
  readonly childPeakMiB: number;
  readonly stdout: string;
}

/** Runs a script under this Node and watches its memory. @throws Error with its stderr when it fails. */
export async function watchedRun(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<WatchedRun> {
  const start = performance.now();
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  let own = NaN;
  let children = NaN;
  const timer = setInterval(() => {
    void peakMiB(child.pid).then((value) => (own = largest(own, value)));
    void childPeak(child.pid).then((value) => (children = largest(children, value)));
  }, POLL_MS);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${script} ${args.join(' ')} ended with ${code}: ${stderr.slice(-500)}`);
  return { ms: performance.now() - start, peakMiB: own, childPeakMiB: children, stdout };
}

async function childPeak(pid: number | undefined): Promise<number> {
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const peaks = await Promise.all(
    list
      .split(' ')
      .filter(Boolean)
      .map((child) => peakMiB(Number(child))),
  );
  return peaks.reduce(largest, NaN);
}

function largest(a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return Number.isNaN(b) ? a : Math.max(a, b);
}
