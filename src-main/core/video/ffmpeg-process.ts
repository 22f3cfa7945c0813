import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../shared/errors.ts';
import type { Ffmpeg } from './ffmpeg-binary.ts';

/** Before every command: no questions, no statistics, each message with its level and never "repeated n times". */
const QUIET = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'repeat+level+info'];
const TAIL_LINES = 30;
/** Longer lines are user data dumped in hex; nothing that is read from the log is that long. */
const MAX_LINE_CHARS = 2000;

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** How a process ended. */
export interface FfmpegEnd {
  /** Exit status; null when it was killed. */
  readonly status: number | null;
  /** The last lines of its log, without the lines `onLine` asked to leave out. */
  readonly tail: readonly string[];
}

/** A running ffmpeg. Whoever starts one reads `stdout` to its end or calls `stop`. */
export interface FfmpegProcess {
  readonly stdout: Readable;
  /** Settles when the process is gone and both pipes are drained. Rejects only when it could not be started. */
  readonly ended: Promise<FfmpegEnd>;
  /** Kills the process. Harmless when it has ended. */
  stop(): void;
}

/** The arguments that name an input file, whatever characters its name has, and let it open nothing but files. */
export function inputArguments(path: string): string[] {
  return ['-protocol_whitelist', 'file,pipe', '-copyts', '-i', `file:${path}`];
}

export interface FfmpegOptions {
  readonly signal?: AbortSignal;
  /** Is given each line of the log; it returns false for a line that an error message need not show. */
  readonly onLine: (line: string) => boolean;
  /** What ffmpeg reads as `pipe:0`. A process that ends early leaves the rest unread. */
  readonly input?: Readable;
}

/**
 * Starts ffmpeg.
 *
 * @throws AppError 'cancelled' when the signal has been aborted already.
 */
export function startFfmpeg(
  ffmpeg: Ffmpeg,
  args: readonly string[],
  { signal, onLine, input }: FfmpegOptions,
): FfmpegProcess {
  throwIfCancelled(signal);
  // Out of the terminal's process group: Ctrl-C would end it early, and frames would seem not to decode.
  const quiet = { windowsHide: true, detached: process.platform !== 'win32' };
  const command = [...QUIET, ...args];
  const child = input
    ? spawn(ffmpeg.path, command, { ...quiet, stdio: ['pipe', 'pipe', 'pipe'] })
    : spawn(ffmpeg.path, command, { ...quiet, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  // Why it stopped reading is in its log.
  if (input && child.stdin) pipeline(input, child.stdin).catch(() => undefined);
  const stop = () => {
    child.stdout.destroy();
    child.kill('SIGKILL');
  };
  signal?.addEventListener('abort', stop, { once: true });

  const tail: string[] = [];
  splitLines(child.stderr, (line) => {
    if (!onLine(line)) return;
    tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
  });
  const ended = new Promise<FfmpegEnd>((resolve, reject) => {
    child.once('error', (cause) => {
      reject(new AppError('ffmpeg.failed', `${ffmpeg.path} could not be started: ${cause.message}.`, { cause }));
    });
    child.once('close', (status) => resolve({ status, tail }));
  }).finally(() => {
    running.delete(child);
    signal?.removeEventListener('abort', stop);
  });
  // Whoever stops early never looks at the end; a failed start still reaches those who do.
  ended.catch(() => undefined);
  return { stdout: child.stdout, ended, stop };
}

/** @throws AppError 'cancelled', or the signal's own AppError. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  if (signal.reason instanceof AppError) throw signal.reason;
  throw new AppError('cancelled', 'Reading the video was cancelled.', { cause: signal.reason });
}

/** Calls back with each line of a stream, without line ends, cut at MAX_LINE_CHARS. */
export function splitLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? '').slice(0, MAX_LINE_CHARS);
    for (const line of lines) onLine(line.slice(0, MAX_LINE_CHARS));
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}
