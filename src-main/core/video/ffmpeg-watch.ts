import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';

const LOOK_EVERY_MS = 5000;
/** Moving the index of a long film to its front may be silent for a few minutes on a slow disk. */
const SILENT_LOOKS = 60;

/** The pipe by which a watched ffmpeg tells twice a second that it lives, also while it prints nothing else. */
const LIFE_PIPE = 3;
export const LIFE_SIGNS = ['-progress', `pipe:${LIFE_PIPE}`] as const;

/** Beyond the standard three of a process. */
export const LIFE_STDIO = ['pipe'] as const;

/**
 * Calls back once when an ffmpeg has given no sign of life for five minutes in which nothing waited for us: neither
 * output that we have not taken, nor input that we have not given. Minutes are counted in looks: a machine that was
 * asleep, or a clock that was set, makes none of them.
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
  let silentLooks = 0;
  const timer = setInterval(() => {
    const now = bytesRead();
    silentLooks = now !== before || waitsForUs(child) ? 0 : silentLooks + 1;
    before = now;
    if (silentLooks < SILENT_LOOKS) return;
    clearInterval(timer);
    onHang();
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function waitsForUs({ stdout, stdin }: ChildProcess): boolean {
  if (stdout!.isPaused() || stdout!.readableLength > 0) return true;
  return stdin !== null && !stdin.writableEnded && stdin.writableLength === 0;
}
