import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../shared/errors.ts';
import { MAX_PIXELS } from '../base/video-facts.ts';
import { VIDEO_DEMUXERS } from './demuxers.ts';
import type { Ffmpeg } from './ffmpeg-binary.ts';
import { LIFE_SIGNS, LIFE_STDIO, watchForHang } from './ffmpeg-watch.ts';

/** Of one piece of memory that ffmpeg asks for: twice the largest frame with 16 bits a channel. */
const MAX_ALLOC_BYTES = 2 ** 30;
/** Before every command: no questions, no statistics, each message with its level and never "repeated n times". */
const ALWAYS = [
  ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'repeat+level+info', ...LIFE_SIGNS],
  ...['-max_alloc', String(MAX_ALLOC_BYTES)],
];
const TAIL_LINES = 30;
/** Longer lines are user data dumped in hex; nothing that is read from the log is that long. */
const MAX_LINE_CHARS = 2000;

/** Signals of its own doing; others come from a person, or from a system that is short of memory. */
const CRASHES: ReadonlySet<string> = new Set(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL']);
const HUNG = 'Is the disk still connected? Try again.';
const CRASHED = 'The file may be damaged.';
const KILLED = 'Try again, and close other programs if memory is short.';

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** How a process ended. */
export interface FfmpegEnd {
  /** Exit status; null when `stop` or the signal ended it. */
  readonly status: number | null;
  /** The last lines of its log, without the lines `onLine` asked to leave out. */
  readonly tail: readonly string[];
}

/** A running ffmpeg. Whoever starts one reads `stdout` to its end or calls `stop`. */
export interface FfmpegProcess {
  readonly stdout: Readable;
  /**
   * Settles when the process is gone and its pipes are drained. Rejects with 'ffmpeg.failed' when it could not be
   * started, was killed by others, crashed, or hung: then nothing of what it gave may be taken for the whole.
   */
  readonly ended: Promise<FfmpegEnd>;
  /** Kills the process. Harmless when it has ended. */
  stop(): void;
}

/**
 * The arguments that name an input file, whatever characters its name has. What is in the file decides neither what else
 * is opened (no network, no kind of file that names others) nor how large a picture is decoded.
 */
export function inputArguments(path: string): string[] {
  return [
    ...['-protocol_whitelist', 'file,pipe', '-format_whitelist', VIDEO_DEMUXERS.join(',')],
    ...['-max_pixels', String(MAX_PIXELS), '-copyts', '-i', `file:${path}`],
  ];
}

export interface FfmpegOptions {
  /** What it does and with which file, for messages: 'read "a.mp4"'. */
  readonly work: string;
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
  { work, signal, onLine, input }: FfmpegOptions,
): FfmpegProcess {
  throwIfCancelled(signal);
  const child = spawn(ffmpeg.path, [...ALWAYS, ...args], {
    windowsHide: true,
    // Out of the terminal's process group: Ctrl-C would end it early, and frames would seem not to decode.
    detached: process.platform !== 'win32',
    stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe', ...LIFE_STDIO],
  });
  const stdout = child.stdout!;
  running.add(child);
  // Why it stopped reading is in its log.
  if (input && child.stdin) pipeline(input, child.stdin).catch(() => undefined);
  const tail: string[] = [];
  splitLines(child.stderr!, (line) => {
    if (!onLine(line)) return;
    tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
  });
  let isStopped = false as boolean;
  const stop = () => {
    isStopped = true;
    stdout.destroy();
    child.kill('SIGKILL');
  };
  signal?.addEventListener('abort', stop, { once: true });
  const ended = endOf(child, { ffmpeg, work, isStopped: () => isStopped })
    .then((status) => ({ status, tail }))
    .finally(() => {
      running.delete(child);
      signal?.removeEventListener('abort', stop);
    });
  // Whoever stops early never looks at the end; a failure still reaches those who do.
  ended.catch(() => undefined);
  return { stdout, ended, stop };
}

interface Ending {
  readonly ffmpeg: Ffmpeg;
  readonly work: string;
  readonly isStopped: () => boolean;
}

/** @returns the exit status; null when we stopped it. */
function endOf(child: ChildProcess, { ffmpeg, work, isStopped }: Ending): Promise<number | null> {
  const failed = (text: string, cause?: Error) => new AppError('ffmpeg.failed', text, { cause });
  let hasHung = false as boolean;
  const forget = watchForHang(child, () => {
    hasHung = true;
    child.kill('SIGKILL');
  });
  return new Promise<number | null>((resolve, reject) => {
    child.once('error', (cause) => {
      reject(failed(`${ffmpeg.path} could not be started: ${cause.message}.`, cause));
    });
    child.once('close', (status, signal) => {
      if (signal === null || isStopped()) resolve(status);
      else if (hasHung) reject(failed(`ffmpeg did nothing for minutes when it ${work}, and was ended. ${HUNG}`));
      else if (CRASHES.has(signal)) reject(failed(`ffmpeg crashed (${signal}) when it ${work}. ${CRASHED}`));
      else reject(failed(`ffmpeg was ended from outside (${signal}) when it ${work}. ${KILLED}`));
    });
  }).finally(forget);
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
