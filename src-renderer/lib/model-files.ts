import { dropKind } from './drop-words.ts';

/** What a model's weights need, or are read with, under these names. */
const BESIDE =
  /^((config|manifest|preprocessor_config|processor_config|video_preprocessor_config|labels|parity)\.json|labels\.txt|(readme|licen[cs]e|notice)(\.(md|txt))?|.+\.(safetensors|bin)\.index\.json)$/i;

/**
 * Of the files that lie in one folder, or were dropped together, those that make one model: a converted one, one in
 * Hugging Face's form, or a single checkpoint or graph with what belongs to it. Optimizers' states and the same weights
 * in other formats are left out.
 *
 * @returns their names, those of weights last; none where they are no model, or more than one.
 */
export function modelFiles(names: readonly string[]): readonly string[] {
  const weights = weightsAmong(names);
  return weights.length === 0 ? [] : [...names.filter((name) => BESIDE.test(name)), ...weights];
}

function weightsAmong(names: readonly string[]): readonly string[] {
  const ending = (pattern: RegExp) => names.filter((name) => !name.startsWith('.') && pattern.test(name));
  const data = ending(/[._]data$/i);
  if (names.includes('manifest.json') && names.includes('predict.onnx')) {
    return [...data, ...ending(/\.(safetensors|bin|onnx)$/i)];
  }
  if (names.includes('config.json')) {
    const safe = ending(/\.safetensors$/i);
    const found = safe.length > 0 ? safe : ending(/^pytorch_model.*\.bin$/i);
    if (found.length > 0) return found;
  }
  const alone = ending(/\.(pyth|pth|pt|onnx)$/i);
  const hasVideos = names.some((name) => dropKind(name) === 'video');
  return alone.length === 1 && !hasVideos ? [...data, ...alone] : [];
}
