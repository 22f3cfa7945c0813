import type { Tensor } from '../shared/domain.ts';
import { AppError } from '../shared/errors.ts';
import { OUTPUTS } from '../core/models/timesformer/output-names.ts';
import type { TensorSource } from '../core/models/weights.ts';
import type { TimesformerConfig } from './config.ts';
import type { Labels } from './labels.ts';
import { lossOf, problemTypeOf } from './loss.ts';
import { hiddenNames, hiddenOutputs, tupleOf } from './hidden-outputs.ts';
import type { RandomOptions, RunOptions } from './options.ts';
import type { ForwardInputs, HiddenOutputs } from './outputs.ts';
import { Runner } from './runner.ts';
import { newWeights, pretrainedWeights } from './weights.ts';

/** What TimesformerForVideoClassification.forward takes. */
export interface ClassificationInputs extends ForwardInputs {
  /** What the clips truly show, for the loss. */
  readonly labels?: Labels;
}

/** What TimesformerForVideoClassification gives. */
export interface TimesformerClassificationOutput extends HiddenOutputs {
  /** Mean over the batch; null without labels. */
  readonly loss: number | null;
  /** (batch, K); (batch*T, K) for space_only, a row for each frame. */
  readonly logits: Tensor;
  /**
   * (batch, K): the logits of each clip in the original implementation, which averages the class token over the
   * frames. space_only; null otherwise, and not in the tuple.
   */
  readonly clip_logits: Tensor | null;
}

/** The same as a tuple: loss where there were labels, logits, then hidden_states and attentions where asked for. */
export type TimesformerClassificationTuple = readonly (number | Tensor | readonly Tensor[])[];

/**
 * A TimeSformer with a classifier: pixels → logits. It runs in a process of its own, which ends with `dispose()`
 * (or `await using`); until then the program does not end either.
 */
export class TimesformerForVideoClassification implements AsyncDisposable {
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
    this.#runner = new Runner(config.architecture, weights, options);
  }

  /**
   * Opens a checkpoint. Its weights are read where they lie.
   *
   * @param path a Hugging Face folder, or an original .pyth or .pt file.
   * @throws AppError 'checkpoint.mismatch' for a checkpoint without a classifier; 'model.not_found',
   *   'config.invalid', 'checkpoint.unreadable', 'checkpoint.unsafe' or 'model.unsupported'.
   */
  static async fromPretrained(path: string, options: RunOptions = {}): Promise<TimesformerForVideoClassification> {
    const { config, tensors, hasClassifier } = await pretrainedWeights(path);
    if (!hasClassifier && config.num_labels > 0) {
      throw new AppError('checkpoint.mismatch', `${path} has no classifier. Open it with TimesformerModel.`);
    }
    return new TimesformerForVideoClassification(config, options, tensors);
  }

  /**
   * Computes a batch. Where labels are given and config.problem_type is null, it is set by them, as in transformers.
   *
   * @throws AppError 'tensor.shape' for pixels of another shape, 'request.invalid' for labels that do not fit and
   *   after dispose, 'model.unsupported' for a number of frames it cannot take, 'provider.unavailable',
   *   'inference.failed'.
   */
  forward(inputs: ClassificationInputs & { readonly return_dict: false }): Promise<TimesformerClassificationTuple>;
  forward(inputs: ClassificationInputs & { readonly return_dict?: true }): Promise<TimesformerClassificationOutput>;
  async forward(
    inputs: ClassificationInputs,
  ): Promise<TimesformerClassificationOutput | TimesformerClassificationTuple> {
    const { architecture } = this.config;
    const wanted = {
      attentions: inputs.output_attentions ?? this.config.output_attentions,
      hiddenStates: inputs.output_hidden_states ?? this.config.output_hidden_states,
    };
    const hasClipLogits = architecture.attentionType === 'space_only';
    const names = [OUTPUTS.logits, ...(hasClipLogits ? [OUTPUTS.clipLogits] : [])];
    const hiddenOnes = hiddenNames(architecture, wanted);
    const flavour = hiddenOnes.length > 0 ? 'inspect' : 'predict';
    const outputs = await this.#runner.run(inputs.pixel_values, flavour, [...names, ...hiddenOnes]);
    const logits = outputs[OUTPUTS.logits]!;
    const loss = inputs.labels === undefined ? null : this.#loss(logits, inputs.labels);
    const hidden = hiddenOutputs(outputs, architecture, wanted);
    if (inputs.return_dict === false) return tupleOf([loss, logits], hidden);
    return { loss, logits, ...hidden, clip_logits: outputs[OUTPUTS.clipLogits] ?? null };
  }

  /** Ends its process. What still runs fails. */
  dispose(): Promise<void> {
    return this.#runner.dispose();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  #loss(logits: Tensor, labels: Labels): number {
    const { num_labels: numLabels } = this.config;
    if (numLabels === 0) throw new AppError('request.invalid', 'A model without classes (num_labels 0) has no loss.');
    this.config.problem_type ??= problemTypeOf(labels, numLabels);
    return lossOf(logits.data, numLabels, labels, this.config.problem_type);
  }
}
