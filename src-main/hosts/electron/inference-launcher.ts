import { utilityProcess } from 'electron';
import type { InferenceProcess, ProcessLauncher } from '../../core/services/platform.ts';

type Reply = Parameters<Parameters<InferenceProcess['onReply']>[0]>[0];

const STDERR_KEPT_CHARS = 2000;

/**
 * Starts the process that hosts ONNX Runtime as one of Electron's utility processes: it is shown under its name, and
 * its native crash ends neither the windows nor this process.
 *
 * @param script absolute path of the bundled process-main.ts.
 */
export function utilityLauncher(script: string): ProcessLauncher {
  return () => {
    const child = utilityProcess.fork(script, [], {
      serviceName: 'Timeloupe inference',
      stdio: ['ignore', 'pipe', 'pipe'],
      // ONNX Runtime looks for it when its library is loaded.
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
      // Graphics drivers and CUDA's libraries are not signed by us.
      allowLoadingUnsignedLibraries: true,
    });
    let stderr = '';
    child.stderr?.on('data', (text: Buffer) => {
      stderr = (stderr + text.toString('utf8')).slice(-STDERR_KEPT_CHARS);
    });
    return {
      get pid() {
        return child.pid;
      },
      send: (message) => child.postMessage(message),
      onReply: (listener) => child.on('message', (reply: Reply) => listener(reply)),
      onLife: (listener) => child.stdout?.on('data', listener),
      onEnd: (listener) => {
        child.once('exit', (code) => {
          const lastLine = stderr.trim().split('\n').at(-1)?.trim();
          listener(lastLine ? `exit code ${code}: ${lastLine}` : `exit code ${code}`);
        });
      },
      kill: () => end(child.pid),
    };
  };
}

/** By the system, for in the middle of a run the process doesn't hear anything gentler. */
function end(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It has ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
