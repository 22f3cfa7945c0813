import type { Provider } from '../shared/domain.ts';

/** Where and how a model is computed. */
export interface RunOptions {
  /** "auto" takes the best that starts; "cpu" unless given. */
  readonly provider?: Provider | 'auto';
  /** Threads on the processor: as many as it has physical cores, unless given. */
  readonly threads?: number;
}

/** Options of a model that is made from a configuration alone. */
export interface RandomOptions extends RunOptions {
  /** The same seed gives the same weights: 0 unless given. */
  readonly seed?: number;
}
