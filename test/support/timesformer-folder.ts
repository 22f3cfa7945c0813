import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SafetensorsFile } from './safetensors-file.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/timesformer/', import.meta.url));

/** A tiny fixture of test/fixtures/timesformer as Hugging Face would store it. @returns the new folder. */
export function checkpointFolder(parent: string, name: string, labels: readonly string[]): string {
  const folder = join(parent, name);
  mkdirSync(folder);
  const { metadata } = new SafetensorsFile(join(FIXTURES, `${name}.expected.safetensors`));
  const config = JSON.parse(metadata['config']!) as { image_size: number };
  const { image_size: side } = config;
  const id2label = Object.fromEntries(labels.map((label, i) => [String(i), label]));
  const named = { model_type: 'timesformer', ...config, id2label, frame_sampling_rate: 4 };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(named));
  const crop = { size: { shortest_edge: side }, crop_size: { height: side, width: side } };
  const norm = { image_mean: [0.45, 0.45, 0.45], image_std: [0.225, 0.225, 0.225] };
  writeFileSync(join(folder, 'preprocessor_config.json'), JSON.stringify({ ...crop, ...norm }));
  copyFileSync(join(FIXTURES, `${name}.safetensors`), join(folder, 'model.safetensors'));
  return folder;
}
