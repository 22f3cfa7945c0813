import * as ort from 'onnxruntime-node';
import { PROVIDERS, type Tensor } from '../../shared/domain.ts';
import { AppError } from '../../shared/errors.ts';
import { floatsFromFrames } from './expand.ts';
import type { Feed, Feeds, GraphSource, Outputs, RuntimeInfo, SessionInfo, SessionSettings } from './messages.ts';

/** Fatal errors only: what goes wrong comes back as an exception, and a provider's warnings help nobody. */
const LOG_SEVERITY = 3;

/** Version of ONNX Runtime and the providers this build of it knows; whether they start is tried elsewhere. */
export function describeRuntime(): RuntimeInfo {
  const known = ort.listSupportedBackends().map(({ name }) => name);
  return { version: ort.env.versions.node ?? 'unknown', providers: PROVIDERS.filter((name) => known.includes(name)) };
}

/**
 * One open graph in ONNX Runtime. `open` and `run` block the thread they are called on from start to end and
 * cannot be cancelled: for anything longer than an instant, use InferenceClient.
 */
export class Session {
  readonly #session: ort.InferenceSession;

  private constructor(session: ort.InferenceSession) {
    this.#session = session;
  }

  /**
   * @throws Error with ONNX Runtime's own words when the provider can't start or the graph can't be loaded;
   *   the caller knows which of the two is likelier and says so.
   */
  static async open(graph: GraphSource, { provider, threads }: SessionSettings): Promise<Session> {
    const session = {
      // Spinning threads gain 2 % and take the machine from whoever sits before it.
      'session.intra_op.allow_spinning': '0',
      ...(graph.externalDir !== null && {
        'session.model_external_initializers_file_folder_path': graph.externalDir,
      }),
    };
    return new Session(
      await ort.InferenceSession.create(graph.bytes, {
        executionProviders: [provider],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        logSeverityLevel: LOG_SEVERITY,
        extra: nested(session),
      }),
    );
  }

  get info(): SessionInfo {
    return {
      inputs: this.#session.inputMetadata.map(valueInfo),
      outputs: this.#session.outputMetadata.map(valueInfo),
    };
  }

  /**
   * @param feeds every input of the graph, by name.
   * @param outputs the names wanted; all are computed, but only these are handed over.
   * @throws AppError 'tensor.shape' for a feed that contradicts its own shape; 'model.unsupported' for an
   *   output that isn't float32.
   */
  async run(feeds: Feeds, outputs: readonly string[]): Promise<Outputs> {
    const inputs = Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, ortTensor(feed)]));
    const results = await this.#session.run(inputs, outputs);
    return Object.fromEntries(outputs.map((name) => [name, plainTensor(name, results[name]!)]));
  }

  /** Frees the weights. The session can't be used afterwards. */
  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

/** {'a.b': 'c'} → {a: {b: 'c'}}: the binding joins the keys of nested objects with dots. */
function nested(flat: Readonly<Record<string, string>>): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(flat)) {
    const names = path.split('.');
    let place = root;
    for (const name of names.slice(0, -1)) place = (place[name] ??= {}) as Record<string, unknown>;
    place[names.at(-1)!] = value;
  }
  return root;
}

function ortTensor(feed: Feed): ort.Tensor {
  const { data, shape } = feed.kind === 'frames' ? floatsFromFrames(feed) : feed;
  return new ort.Tensor('float32', data, shape);
}

function plainTensor(name: string, value: ort.Tensor): Tensor {
  if (value.data instanceof Float32Array) return { shape: value.dims, data: value.data };
  throw new AppError('model.unsupported', `Output "${name}" is ${value.type}; only float32 outputs are read.`);
}

function valueInfo(value: ort.InferenceSession.ValueMetadata): SessionInfo['inputs'][number] {
  return value.isTensor
    ? { name: value.name, type: value.type, shape: value.shape }
    : { name: value.name, type: 'other', shape: [] };
}
