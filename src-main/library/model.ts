import type { Tensor } from '../shared/domain.ts';
import { OUTPUTS } from '../core/models/timesformer/output-names.ts';
import type { TensorSource } from '../core/models/weights.ts';
import type { TimesformerConfig } from './config.ts';
import { hiddenNames, hiddenOutputs, tupleOf } from './hidden-outputs.ts';
import type { RandomOptions, RunOptions } from './options.ts';
import type { ForwardInputs, HiddenOutputs } from './outputs.ts';
import { Runner } from './runner.ts';
import { newWeights, pretrainedWeights } from './weights.ts';

/** What TimesformerModel gives. */
export interface TimesformerModelOutput extends HiddenOutputs {
  /** (batch, 1 + N*T, D), token 0 being the class token's; (batch*T, 1 + N, D) for space_only. */
  readonly last_hidden_state: Tensor;
}

/** The same as a tuple: last_hidden_state, then hidden_states and attentions where they were asked for. */
export type TimesformerModelTuple = readonly (Tensor | readonly Tensor[])[];

/**
 * A TimeSformer without a classifier: pixels → tokens. It runs in a process of its own, which ends with `dispose()`
 * (or `await using`); until then the program does not end either.
 */
export class TimesformerModel implements AsyncDisposable {
  readonly config: TimesformerConfig;
  readonly #runner: Runner;

  /**
   * A new model with random weights as transformers draws them.
   *
   * @throws AppError 'config.invalid' for a negative initializer_range, 'request.invalid' for a seed that is none.
   */
  constructor(config: TimesformerConfig, options?: RandomOptions);
  /** Left out of the declarations. @internal */
  // eslint-disable-next-line @typescript-eslint/unified-signatures -- the other one is public
  constructor(config: TimesformerConfig, options: RandomOptions, weights: TensorSource);
  constructor(config: TimesformerConfig, options: RandomOptions = {}, weights = newWeights(config, options.seed)) {
    this.config = config;
    this.#runner = new Runner(bare(config), weights, options);
  }

  /**
   * Opens a checkpoint, with or without a classifier. Its weights are read where they lie.
   *
   * @param path a Hugging Face folder, or an original .pyth or .pt file.
   * @throws AppError 'model.not_found', 'config.invalid', 'checkpoint.unreadable', 'checkpoint.unsafe',
   *   'checkpoint.mismatch' or 'model.unsupported'.
   */
  static async fromPretrained(path: string, options: RunOptions = {}): Promise<TimesformerModel> {
    const { config, tensors } = await pretrainedWeights(path);
    return new TimesformerModel(config, options, tensors);
  }

  /**
   * Computes a batch.
   *
   * @throws AppError 'tensor.shape' for pixels of another shape, 'model.unsupported' for a number of frames it cannot
   *   take, 'provider.unavailable', 'inference.failed'; 'request.invalid' after dispose.
   */
  forward(inputs: ForwardInputs & { readonly return_dict: false }): Promise<TimesformerModelTuple>;
  forward(inputs: ForwardInputs & { readonly return_dict?: true }): Promise<TimesformerModelOutput>;
  async forward(inputs: ForwardInputs): Promise<TimesformerModelOutput | TimesformerModelTuple> {
    const architecture = bare(this.config);
    const wanted = {
      attentions: inputs.output_attentions ?? this.config.output_attentions,
      hiddenStates: inputs.output_hidden_states ?? this.config.output_hidden_states,
    };
    const names = [OUTPUTS.lastHiddenState, ...hiddenNames(architecture, wanted)];
    const outputs = await this.#runner.run(inputs.pixel_values, 'inspect', names);
    const last = outputs[OUTPUTS.lastHiddenState]!;
    const hidden = hiddenOutputs(outputs, architecture, wanted);
    return inputs.return_dict === false ? tupleOf([last], hidden) : { last_hidden_state: last, ...hidden };
  }

  /** Ends its process. What still runs fails. */
  dispose(): Promise<void> {
    return this.#runner.dispose();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}

function bare({ architecture }: TimesformerConfig): TimesformerConfig['architecture'] {
  return { ...architecture, numLabels: 0 };
}
