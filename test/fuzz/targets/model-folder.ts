import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readLabels } from '../../../src-main/core/models/labels-file.ts';
import { openModel } from '../../../src-main/core/models/open.ts';
import { manifestSchema } from '../../../src-main/shared/manifest.ts';
import { mutatedBytes } from '../engine/bytes.ts';
import { mutatedJson } from '../engine/json.ts';
import type { Random } from '../engine/random.ts';
import type { FuzzInput, FuzzTarget } from '../engine/target.ts';
import { writtenJson } from '../engine/values.ts';
import { require } from '../engine/verdict.ts';
import { MANIFEST, type Seed, seed, seedsIn } from './seeds.ts';

/** A file of a model folder that is changed, and the files that it stands among. */
interface Part {
  readonly name: string;
  readonly sound: Buffer;
  readonly beside: readonly Seed[];
}

export const modelFolder: FuzzTarget = {
  name: 'model-folder',
  what: 'config.json, the processors’ files, indexes of weights, manifest.json, lists of labels',
  inputs: 400,
  open({ root, folder }) {
    const parts = partsOf(root);
    const byName = new Map(parts.map((part) => [part.name, part]));
    return {
      make(random) {
        const { name, sound } = random.pick(parts);
        const isText = !name.endsWith('.json') || random.isOne(4);
        const bytes = isText ? mutatedBytes(sound, random, [sound]) : changedJson(sound, random);
        return { kind: name, bytes };
      },
      read: (input) => readFolder(folder, byName.get(input.kind)!, input),
    };
  },
};

function partsOf(root: string): Part[] {
  const weights = seed(root, 'checkpoints/tiny/model.safetensors');
  const config = seed(root, 'checkpoints/tiny/config.json');
  const processor = seed(root, 'checkpoints/tiny/preprocessor_config.json');
  const shards = seedsIn(root, 'checkpoints/tiny-sharded', ['.safetensors']);
  const index = seed(root, 'checkpoints/tiny-sharded/model.safetensors.index.json');
  const both = Buffer.from(JSON.stringify({ video_processor: JSON.parse(processor.bytes.toString()) as unknown }));
  const graph = seed(root, 'generic/btchw.onnx');
  return [
    { name: 'config.json', sound: config.bytes, beside: [weights, processor] },
    { name: 'preprocessor_config.json', sound: processor.bytes, beside: [weights, config] },
    { name: 'processor_config.json', sound: both, beside: [weights, config] },
    { name: 'model.safetensors.index.json', sound: index.bytes, beside: [...shards, config, processor] },
    { name: 'manifest.json', sound: Buffer.from(JSON.stringify(MANIFEST)), beside: [graph] },
    { name: 'labels.json', sound: Buffer.from('{"0": "walk", "1": "run", "2": "jump"}'), beside: [] },
    { name: 'labels.txt', sound: Buffer.from('walk\nrun\njump\n'), beside: [] },
  ];
}

function changedJson(sound: Buffer, random: Random): Buffer {
  return Buffer.from(writtenJson(mutatedJson(JSON.parse(sound.toString()), random)));
}

async function readFolder(folder: string, { name, beside }: Part, { bytes }: FuzzInput): Promise<void> {
  const model = join(folder, 'model');
  rmSync(model, { recursive: true, force: true });
  mkdirSync(model);
  for (const other of beside) writeFileSync(join(model, basename(other.name)), other.bytes);
  writeFileSync(join(model, name), bytes);
  if (name.startsWith('labels')) {
    const labels = await readLabels(join(model, name));
    require(labels.length > 0 && labels.every((label) => typeof label === 'string'), () => 'labels are no texts');
    return;
  }
  const opened = await openModel(model, { version: '1.0.0', cacheDir: join(folder, 'cache') });
  const parsed = manifestSchema.safeParse(JSON.parse(JSON.stringify(opened.manifest)));
  require(parsed.success, () => `its manifest is none: ${parsed.error?.message ?? ''}`);
  const { bytes: graph } = await opened.graph('predict');
  require(graph.length > 0, () => 'its graph is empty');
}
