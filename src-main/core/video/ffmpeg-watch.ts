import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { watchSilence } from '../base/silence.ts';

/** The pipe by which a watched ffmpeg tells twice a second that it lives, also while it prints nothing else. */
const LIFE_PIPE = 3;
export const LIFE_SIGNS = ['-progress', `pipe:${LIFE_PIPE}`] as const;

/** Beyond the standard three of a process. */
export const LIFE_STDIO = ['pipe'] as const;

/**
 * Calls back once when an ffmpeg has given no sign of life for five minutes in which nothing waited for us: neither
 * output that we have not taken, nor input that we have not given.
 *
 * @param child started with LIFE_SIGNS and LIFE_STDIO.
 * @returns what ends the watch.
 */
export function watchForHang(child: ChildProcess, onHang: () => void): () => void {
  const signs = child.stdio[LIFE_PIPE] as Socket;
  // Unread it would fill up, and ffmpeg would wait for it.
  signs.resume();
  const readFrom = [child.stdout, child.stderr, signs] as Socket[];
  const bytesRead = () => readFrom.reduce((sum, pipe) => sum + pipe.bytesRead, 0);
  let before = bytesRead();
  return watchSilence(() => {
    const now = bytesRead();
    const wasSilent = now === before && !waitsForUs(child);
    before = now;
    return wasSilent;
  }, onHang);
}

function waitsForUs({ stdout, stdin }: ChildProcess): boolean {
  if (stdout!.isPaused() || stdout!.readableLength > 0) return true;
  return stdin !== null && !stdin.writableEnded && stdin.writableLength === 0;
}
