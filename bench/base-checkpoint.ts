import { existsSync } from 'node:fs';
import { mkdir, open, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const LAYERS = 12;
const HIDDEN = 768;
const INTERMEDIATE = 3072;
const LABELS = 400;
const FRAMES = 8;
const PATCHES = 196;
const PATCH_VALUES = 3 * 16 * 16;

/** Elements of noise made at once. */
const CHUNK = 1 << 20;

/**
 * A divided space-time TimeSformer of the published base size (121.6 million weights) with seeded noise
 * for weights, as a Hugging Face folder. Made once, then kept.
 *
 * @returns the folder.
 */
export async function baseCheckpoint(scratchDir: string): Promise<string> {
  const folder = join(scratchDir, 'timesformer-base-random');
  const weights = join(folder, 'model.safetensors');
  if (existsSync(weights)) return folder;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.json'), JSON.stringify(config()));
  await writeFile(join(folder, 'preprocessor_config.json'), JSON.stringify(preprocessor()));
  await writeWeights(`${weights}.part`);
  await rename(`${weights}.part`, weights);
  return folder;
}

function config(): object {
  const labels = Array.from({ length: LABELS }, (_, i) => `class ${i}`);
  return {
    architectures: ['TimesformerForVideoClassification'],
    model_type: 'timesformer',
    attention_type: 'divided_space_time',
    hidden_act: 'gelu',
    hidden_size: HIDDEN,
    image_size: 224,
    intermediate_size: INTERMEDIATE,
    layer_norm_eps: 1e-6,
    num_attention_heads: 12,
    num_channels: 3,
    num_frames: FRAMES,
    num_hidden_layers: LAYERS,
    patch_size: 16,
    qkv_bias: true,
    id2label: Object.fromEntries(labels.map((label, i) => [i, label])),
    label2id: Object.fromEntries(labels.map((label, i) => [label, i])),
  };
}

function preprocessor(): object {
  return {
    image_processor_type: 'VideoMAEImageProcessor',
    crop_size: { height: 224, width: 224 },
    do_center_crop: true,
    do_normalize: true,
    do_rescale: true,
    do_resize: true,
    image_mean: [0.45, 0.45, 0.45],
    image_std: [0.225, 0.225, 0.225],
    resample: 2,
    rescale_factor: 1 / 255,
    size: { shortest_edge: 224 },
  };
}

function shapes(): Map<string, readonly number[]> {
  const all = new Map<string, readonly number[]>();
  const linear = (name: string, outputs: number, inputs: number) =>
    all.set(`${name}.weight`, [outputs, inputs]).set(`${name}.bias`, [outputs]);
  const norm = (name: string) => all.set(`${name}.weight`, [HIDDEN]).set(`${name}.bias`, [HIDDEN]);

  all.set('timesformer.embeddings.cls_token', [1, 1, HIDDEN]);
  all.set('timesformer.embeddings.position_embeddings', [1, PATCHES + 1, HIDDEN]);
  all.set('timesformer.embeddings.time_embeddings', [1, FRAMES, HIDDEN]);
  all.set('timesformer.embeddings.patch_embeddings.projection.weight', [HIDDEN, 3, 16, 16]);
  all.set('timesformer.embeddings.patch_embeddings.projection.bias', [HIDDEN]);
  for (let i = 0; i < LAYERS; i++) {
    const layer = `timesformer.encoder.layer.${i}`;
    for (const kind of ['attention', 'temporal_attention']) {
      linear(`${layer}.${kind}.attention.qkv`, 3 * HIDDEN, HIDDEN);
      linear(`${layer}.${kind}.output.dense`, HIDDEN, HIDDEN);
    }
    linear(`${layer}.temporal_dense`, HIDDEN, HIDDEN);
    linear(`${layer}.intermediate.dense`, INTERMEDIATE, HIDDEN);
    linear(`${layer}.output.dense`, HIDDEN, INTERMEDIATE);
    for (const name of ['layernorm_before', 'layernorm_after', 'temporal_layernorm']) norm(`${layer}.${name}`);
  }
  norm('timesformer.layernorm');
  linear('classifier', LABELS, HIDDEN);
  return all;
}

async function writeWeights(path: string): Promise<void> {
  const entries = [...shapes()].sort(([a], [b]) => (a < b ? -1 : 1));
  let offset = 0;
  const header = Object.fromEntries(
    entries.map(([name, shape]) => {
      const start = offset;
      offset += 4 * sizeOf(shape);
      return [name, { dtype: 'F32', shape, data_offsets: [start, offset] }];
    }),
  );
  const json = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([json, Buffer.alloc((8 - (json.length % 8)) % 8, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));

  const random = noise(1);
  const file = await open(path, 'w');
  try {
    await file.write(Buffer.concat([length, padded]));
    for (const [name, shape] of entries) {
      const isGain = name.includes('norm') && name.endsWith('.weight');
      const scale = shape.length > 1 ? 1.2 / Math.sqrt(shape.length === 4 ? PATCH_VALUES : shape.at(-1)!) : 0.02;
      for (let left = sizeOf(shape); left > 0; left -= CHUNK) {
        const values = new Float32Array(Math.min(left, CHUNK));
        for (let i = 0; i < values.length; i++) values[i] = (isGain ? 1 : 0) + scale * random();
        await file.write(new Uint8Array(values.buffer));
      }
    }
  } finally {
    await file.close();
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

/** Seeded noise of mean 0 and variance 1: a sum of two uniforms is close enough to a bell for timing. */
function noise(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return () => (uniform() + uniform()) * Math.sqrt(6);
}
