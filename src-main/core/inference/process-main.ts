import { Worker } from 'node:worker_threads';
import type { Tensor } from '../../shared/domain.ts';
import { toWire } from '../../shared/errors.ts';
import type { Answers, Feeds, ReplyEnvelope, Request, RequestEnvelope } from './messages.ts';
import type { Session } from './session.ts';

/**
 * Entry of the process that hosts ONNX Runtime, forked by Node or started by Electron as a utility process.
 * It answers one request after the other and ends when its parent is gone.
 */

/** Electron's utilityProcess gives this instead of process.send. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: RequestEnvelope }) => void): void;
}

let session: Session | null = null;
/** The first request waits until signs of life are given; where they can't be, this process is not watched. */
let last = new Promise<unknown>((resolve) => {
  new Worker(new URL('./life-signs.js', import.meta.url)).once('message', resolve).on('error', resolve).unref();
});
/** Outputs of runs that are to be taken, by the run's number. */
const held = new Map<number, Map<string, Tensor>>();
let lastHeld = 0;

// Ctrl-C reaches the whole process group; the parent decides when this process ends.
process.on('SIGINT', () => undefined).on('SIGTERM', () => undefined);

// Electron's types, where they are known, say that it is always there.
const { parentPort } = process as unknown as { parentPort?: ParentPort };
if (parentPort) {
  parentPort.on('message', ({ data }) => accept(data, (reply) => parentPort.postMessage(reply)));
} else {
  process.on('message', (data: RequestEnvelope) => accept(data, (reply) => process.send?.(reply)));
  process.on('disconnect', () => process.exit(0));
}

function accept({ id, request }: RequestEnvelope, reply: (envelope: ReplyEnvelope) => void): void {
  last = last.then(async () => {
    try {
      reply({ id, ok: true, answer: await answer(request) });
    } catch (error) {
      reply({ id, ok: false, error: toWire(error) });
    }
  });
}

async function answer(request: Request): Promise<Answers[Request['kind']]> {
  // Loaded on demand, so that a missing native library is an answer and not a dead process.
  const { Session, describeRuntime } = await import('./session.ts');
  switch (request.kind) {
    case 'describe':
      return describeRuntime();
    case 'open':
      await session?.dispose();
      session = null;
      held.clear();
      session = await Session.open(request.graph, request.settings);
      return session.info;
    case 'run':
      return computed(request.feeds, request.outputs);
    case 'hold': {
      const { outputs, ...spent } = await computed(request.feeds, request.outputs);
      held.set(++lastHeld, new Map(Object.entries(outputs)));
      return { held: lastHeld, ...spent };
    }
    case 'take':
      return taken(request.held, request.name);
    case 'close':
      await session?.dispose();
      session = null;
      held.clear();
      return null;
  }
}

async function computed(feeds: Feeds, names: readonly string[]): Promise<Answers['run']> {
  if (!session) throw new Error('No session is open.');
  const startMs = performance.now();
  const outputs = await session.run(feeds, names);
  return { outputs, elapsedMs: performance.now() - startMs, residentBytes: process.memoryUsage.rss() };
}

/** Hands an output over, and forgets it. */
function taken(run: number, name: string): Tensor {
  const outputs = held.get(run);
  const tensor = outputs?.get(name);
  if (!outputs || !tensor) throw new Error(`No output "${name}" of run ${run} is held.`);
  outputs.delete(name);
  if (outputs.size === 0) held.delete(run);
  return tensor;
}
