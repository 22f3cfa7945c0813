import { Worker } from 'node:worker_threads';

/** Far longer than any input takes, on a busy machine too. */
const LONGEST_MS = 60_000;
/** Of the whole process, above what it had when the run began. */
const MOST_MEMORY_MB = 1536;

/** Ends a process that an input keeps from going on: a hang can't be noticed by the thread that hangs. */
export interface Watchdog {
  /** Another input is begun. */
  begin(index: number): void;
  end(): Promise<void>;
}

/** @param name of the run, for the last words. */
export function watch(name: string): Watchdog {
  const state = new Int32Array(new SharedArrayBuffer(4)).fill(-1);
  const worker = new Worker(GUARD, {
    eval: true,
    workerData: {
      name,
      state,
      longestMs: LONGEST_MS,
      mostMemory: process.memoryUsage.rss() + MOST_MEMORY_MB * 2 ** 20,
    },
  });
  worker.unref();
  return {
    begin(index) {
      Atomics.store(state, 0, index);
    },
    async end() {
      await worker.terminate();
    },
  };
}

const GUARD = `
const { workerData: { name, state, longestMs, mostMemory } } = require('node:worker_threads');
let seen = -1, since = Date.now();
setInterval(() => {
  const now = Atomics.load(state, 0);
  if (now !== seen) [seen, since] = [now, Date.now()];
  const memory = process.memoryUsage.rss();
  const fault = memory > mostMemory ? 'takes ' + Math.round(memory / 2 ** 20) + ' MB' :
    Date.now() - since > longestMs ? 'goes on for more than ' + longestMs / 1000 + ' s' : null;
  if (fault === null) return;
  require('node:fs').writeSync(2, 'Fuzzing ' + name + ': input ' + seen + ' ' + fault + '.\\n');
  process.kill(process.pid, 'SIGKILL');
}, 250);
`;
