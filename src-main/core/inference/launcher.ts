import { fork } from 'node:child_process';
import type { ReplyEnvelope, RequestEnvelope } from './messages.ts';

/** A process that hosts ONNX Runtime, as seen from its parent. */
export interface InferenceProcess {
  readonly pid: number | undefined;
  send(message: RequestEnvelope): void;
  onReply(listener: (reply: ReplyEnvelope) => void): void;
  /** Called with each sign that it computes, whether or not it can answer; one that can't give any gives none. */
  onLife(listener: () => void): void;
  /** Called once. @param how e.g. "exit code 1" or "signal SIGKILL", and the last line it wrote, if any. */
  onEnd(listener: (how: string) => void): void;
  /** Ends it at once, also in the middle of a run. */
  kill(): void;
}

/** Starts such a process: Node's fork here, a utilityProcess in the Electron host. */
export type ProcessLauncher = () => InferenceProcess;

/**
 * ONNX Runtime 1.30 reports to its makers unless told not to, and leaves a device id in the home folder. It looks when
 * its library is loaded, so that the process has to be started with this.
 */
const QUIET = { ORT_DISABLE_TELEMETRY: '1' } as const;

const STDERR_KEPT_CHARS = 2000;

/** @param script absolute path of the bundled process-main.ts. */
export function forkLauncher(script: string): ProcessLauncher {
  return () => {
    // 'advanced' serialization carries typed arrays as bytes.
    const child = fork(script, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, ...QUIET },
    });
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-STDERR_KEPT_CHARS);
    });
    let tellEnd: ((how: string) => void) | null = null;
    const end = (how: string) => {
      tellEnd?.(how);
      tellEnd = null;
    };
    child.on('error', (error) => end(error.message));
    child.on('close', (code, signal) => end(endText(code, signal, stderr)));
    return {
      pid: child.pid,
      // A message to a process that has just died is answered by 'close'; the error itself says nothing more.
      send: (message) => child.send(message, () => undefined),
      onReply: (listener) => child.on('message', (reply) => listener(reply as ReplyEnvelope)),
      onLife: (listener) => child.stdout?.on('data', listener),
      onEnd: (listener) => (tellEnd = listener),
      kill: () => child.kill('SIGKILL'),
    };
  };
}

function endText(code: number | null, signal: string | null, stderr: string): string {
  const how = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
  const lastLine = stderr.trim().split('\n').at(-1)?.trim();
  return lastLine ? `${how}: ${lastLine}` : how;
}
