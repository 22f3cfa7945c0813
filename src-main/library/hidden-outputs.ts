import type { Outputs } from '../core/inference/messages.ts';
import type { TimesformerArchitecture } from '../core/models/timesformer/config.ts';
import { OUTPUTS } from '../core/models/timesformer/output-names.ts';
import type { HiddenOutputs } from './outputs.ts';

/** Which of the hidden outputs are wanted. */
export interface Wanted {
  readonly attentions: boolean;
  readonly hiddenStates: boolean;
}

/** Names of the wanted outputs in the ONNX graph. */
export function hiddenNames(architecture: TimesformerArchitecture, wanted: Wanted): readonly string[] {
  return Object.values(namesByField(architecture, wanted)).flatMap((names) => names ?? []);
}

/** The wanted outputs by Hugging Face's names. */
export function hiddenOutputs(outputs: Outputs, architecture: TimesformerArchitecture, wanted: Wanted): HiddenOutputs {
  const names = namesByField(architecture, wanted);
  const tensors = (list: readonly string[] | null) => list && list.map((name) => outputs[name]!);
  return {
    hidden_states: tensors(names.hidden_states),
    attentions: tensors(names.attentions),
    temporal_attentions: tensors(names.temporal_attentions),
  };
}

/** The tuple of the reference: what is there, in its order. */
export function tupleOf<T>(first: readonly (T | null)[], { hidden_states, attentions }: HiddenOutputs) {
  return [...first, hidden_states, attentions].filter((value) => value !== null);
}

function namesByField({ numHiddenLayers, attentionType }: TimesformerArchitecture, wanted: Wanted) {
  const layers = Array.from({ length: numHiddenLayers }, (_, i) => i);
  const isDivided = attentionType === 'divided_space_time';
  return {
    hidden_states: wanted.hiddenStates ? [...layers, layers.length].map(OUTPUTS.hiddenState) : null,
    attentions: wanted.attentions ? layers.map(OUTPUTS.attention) : null,
    temporal_attentions: wanted.attentions && isDivided ? layers.map(OUTPUTS.temporalAttention) : null,
  };
}
