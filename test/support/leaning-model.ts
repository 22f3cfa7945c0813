import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SafetensorsFile } from './safetensors-file.ts';

/** Logits of a trained model are far below. */
const LEANING = 100;

/** Copies a model's folder to one that says the same label whatever it sees. @returns the new folder. */
export function leaningModel(model: string, folder: string, labelIndex: number): string {
  cpSync(model, folder, { recursive: true });
  const weights = join(folder, 'model.safetensors');
  const bias = new SafetensorsFile(weights).find('classifier.bias')!;
  const bytes = readFileSync(weights);
  bytes.writeFloatLE(LEANING, bias.offsetBytes + labelIndex * Float32Array.BYTES_PER_ELEMENT);
  writeFileSync(weights, bytes);
  return folder;
}
