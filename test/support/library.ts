import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tensor } from '../../src-main/library/index.ts';
import { SafetensorsFile } from './safetensors-file.ts';

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));

/** What make_reference.py of test/fixtures/library wrote. */
export const reference = JSON.parse(readFileSync(`${fixtures}library/reference.json`, 'utf8')) as {
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly losses: readonly {
    readonly name: string;
    readonly model: string;
    readonly problem_type: 'regression' | null;
    readonly labels: readonly number[] | readonly (readonly number[])[];
    readonly isWhole: boolean;
    readonly loss: number | null;
    readonly problem_type_after: string;
  }[];
  readonly newModels: readonly {
    readonly changes: Readonly<Record<string, never>>;
    readonly tensors: Readonly<
      Record<string, { readonly shape: readonly number[]; readonly start: number | 'normal' }>
    >;
  }[];
  readonly tuples: readonly {
    readonly options: { readonly output_attentions?: boolean; readonly output_hidden_states?: boolean };
    readonly labels: boolean;
    readonly shapes: readonly (readonly number[] | readonly (readonly number[])[])[];
  }[];
};

/** A tiny checkpoint of test/fixtures/timesformer as a Hugging Face folder, and what transformers gives for it. */
export class GoldenModel {
  readonly folder: string;
  readonly #expected: SafetensorsFile;

  /** @param parent folder to make the checkpoint's in. */
  constructor(name: string, parent: string) {
    this.#expected = new SafetensorsFile(`${fixtures}timesformer/${name}.expected.safetensors`);
    this.folder = join(parent, name);
    mkdirSync(this.folder, { recursive: true });
    copyFileSync(`${fixtures}timesformer/${name}.safetensors`, join(this.folder, 'model.safetensors'));
    const { num_labels: count, ...config } = JSON.parse(this.#expected.metadata['config']!) as { num_labels: number };
    const id2label = Object.fromEntries(Array.from({ length: count }, (_, i) => [i, `class ${i}`]));
    writeFileSync(join(this.folder, 'config.json'), JSON.stringify({ ...config, id2label }));
  }

  get outputs(): readonly string[] {
    return this.#expected.names;
  }

  tensor(name: string): Tensor {
    return { shape: this.#expected.shape(name), data: this.#expected.values(name) };
  }
}

/** The largest difference between two tensors of one shape; Infinity where the shapes differ. */
export function difference(a: Tensor, b: Tensor): number {
  if (a.shape.join() !== b.shape.join()) return Infinity;
  return a.data.reduce((max, value, i) => Math.max(max, Math.abs(value - b.data[i]!)), 0);
}
