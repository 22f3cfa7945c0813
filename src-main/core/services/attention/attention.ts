import { AppError } from '../../../shared/errors.ts';
import type { Parsed, Result } from '../../../shared/protocol.ts';
import type { AttentionFacts, MapRequest, WindowRef } from '../../../shared/protocol/attention-methods.ts';
import type { AttentionPicture } from '../../attention/view.ts';
import type { OpenProject } from '../project/open-project.ts';
import { startHonestyCheck } from './honesty.ts';
import { viewsOf } from './inspect-outputs.ts';
import { InspectionSession } from './inspection-session.ts';
import { startMovie } from './movie.ts';
import { NewestFirst } from './newest-first.ts';
import { type PreparedWindow, PreparedWindows } from './prepared-windows.ts';
import { RunModels } from './run-model.ts';
import type { ReadyWindow } from './ready-window.ts';
import { cropOf, type RunWindow, runWindow, windowKey } from './run-window.ts';
import { askedMap, windowMap, windowWeights } from './window-map.ts';

/** Windows that may wait for the model: what a screen wants at once. */
const MOST_WAITING = 4;

/** The attention of one open project's runs: computed when it is looked at, kept while it is. */
export class Attention {
  readonly #project: OpenProject;
  readonly #models: RunModels;
  readonly #session: InspectionSession;
  readonly #windows = new PreparedWindows();
  readonly #queue = new NewestFirst<PreparedWindow>(MOST_WAITING);

  constructor(project: OpenProject) {
    this.#project = project;
    this.#models = new RunModels(project);
    this.#session = new InspectionSession(project, this.#models);
  }

  /** 'attention.facts'. @throws AppError as runWindow. */
  facts(ref: WindowRef): AttentionFacts {
    return this.#factsOf(runWindow(this.#project, ref));
  }

  /** 'attention.prepare'. @throws AppError as `ready`. */
  async prepare(ref: WindowRef): Promise<AttentionFacts> {
    const { asked } = await this.ready(ref);
    return this.#factsOf(asked);
  }

  /** 'attention.distances'. @throws AppError as `ready`; 'model.unsupported' for a model too large to keep its attention. */
  async distances(ref: WindowRef): Promise<Result<'attention.distances'>> {
    const { prepared, asked } = await this.ready(ref);
    const { distances } = prepared;
    if (!distances) {
      throw new AppError('model.unsupported', `The attention of ${asked.model.name} is too large to be kept.`);
    }
    const layers = distances.map((heads) => heads.reduce((sum, value) => sum + value, 0) / heads.length);
    const heads = Array.from(distances[0] ?? [], (_, head) => distances.map((layer) => layer[head]!));
    return { layers, heads };
  }

  /** 'attention.honesty'. @throws AppError as runWindow; 'request.invalid' for a map or label that the model has not. */
  honesty(params: Parsed<'attention.honesty'>): Result<'attention.honesty'> {
    const asked = runWindow(this.#project, params.window);
    const shape = shapeOf(asked);
    askedMap(params.map, shape, new Float32Array(shape.labels.length));
    const tools = {
      project: this.#project,
      models: this.#models,
      ready: (signal: AbortSignal) => this.#readyInTheEnd(params.window, signal),
    };
    return startHonestyCheck(tools, asked, params);
  }

  /** 'attention.movie'. @throws AppError as runWindow; 'request.invalid' for an impossible range or map. */
  movie(params: Parsed<'attention.movie'>): Result<'attention.movie'> {
    const { runId, videoId, map } = params;
    const shape = shapeOf(runWindow(this.#project, { runId, videoId, index: 0 }));
    askedMap(map, shape, new Float32Array(shape.labels.length));
    return startMovie({ project: this.#project, ready: (ref, signal) => this.#readyInTheEnd(ref, signal) }, params);
  }

  /**
   * A window with its attention: at once where it is kept, else once it has been computed. Who asks meanwhile shares
   * the computation.
   *
   * @throws AppError 'model.unsupported' for a model without attention; 'cancelled' when newer wishes overtook this one,
   *   or the project closes; as InspectionSession.compute.
   */
  async ready(ref: WindowRef): Promise<ReadyWindow> {
    const asked = runWindow(this.#project, ref);
    const shape = shapeOf(asked);
    const key = windowKey(ref);
    const prepared =
      this.#windows.get(key) ??
      (await this.#queue.run(key, async () => {
        const computed = await this.#session.compute(asked, shape);
        this.#windows.add(key, computed);
        return computed;
      }));
    return { asked, shape, prepared };
  }

  /** A map of a window. @throws AppError as `ready`, askedMap and windowMap. */
  async map(ref: WindowRef, wish: MapRequest): Promise<AttentionPicture> {
    const { prepared, shape } = await this.ready(ref);
    return windowMap(prepared, shape, askedMap(wish, shape, prepared.scores));
  }

  /** How much each frame of a window counts. @throws AppError as `ready` and windowWeights. */
  async weights(ref: WindowRef, of: 'rollout' | 'contribution', label: string | undefined): Promise<Float32Array> {
    const { prepared, shape } = await this.ready(ref);
    return windowWeights(prepared, shape, of, label);
  }

  /** Ends the inference process. */
  close(): Promise<void> {
    return this.#session.close();
  }

  /** For work in the background: what somebody before the screen asks for goes first. */
  async #readyInTheEnd(ref: WindowRef, signal: AbortSignal): Promise<ReadyWindow> {
    for (;;) {
      signal.throwIfAborted();
      try {
        return await this.ready(ref);
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'cancelled')) throw error;
        this.#project.closing.throwIfAborted();
      }
    }
  }

  #factsOf(asked: RunWindow): AttentionFacts {
    const { shape, refusal, ref, manifest, model } = asked;
    const { facts } = this.#project.store.videos.get(ref.videoId);
    return {
      frames: [...asked.window.frames],
      rows: shape?.rows ?? 0,
      columns: shape?.cols ?? 0,
      layers: shape?.layers ?? 0,
      heads: shape?.heads ?? 0,
      views: shape ? viewsOf(shape) : [],
      refusal,
      labels: manifest.labels,
      crop: cropOf(facts, asked),
      isReady: this.#windows.has(windowKey(ref)),
      estimateSec: this.#session.estimateSec(model.hash),
    };
  }
}

function shapeOf({ shape, refusal }: RunWindow): ReadyWindow['shape'] {
  if (shape) return shape;
  throw new AppError('model.unsupported', refusal ?? 'This model shows no attention.');
}
