import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TimesformerConfig } from '../../../src-main/library/index.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

/** An empty project with the packed package in it, and its dependencies as links to ours. */
let project = '';
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'timeloupe-package-'));
  run(process.execPath, [join(root, 'scripts', 'types.mjs')], root);
  const packed = npm(['pack', '--ignore-scripts', '--json', '--pack-destination', project]);
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  const installed = join(project, 'node_modules', 'timeloupe');
  mkdirSync(installed, { recursive: true });
  run('tar', ['-xzf', join(project, filename), '--strip-components=1', '-C', installed], project);
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
    optionalDependencies: Record<string, string>;
  };
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const link = join(project, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link, 'junction');
  }
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('the packed package, in an empty project', () => {
  test('classifies a video by the example in the docs', () => {
    const [, example = ''] = /```js\n(.*?)```/s.exec(readFileSync(join(root, 'docs', 'library.md'), 'utf8')) ?? [];
    const folder = join(project, 'node_modules', 'timeloupe', 'models', 'demo-motion');
    const video = join(root, 'resources', 'sample', 'motions.mp4');
    const program = example
      .replace("'models/demo-motion'", JSON.stringify(folder))
      .replace("'video.mp4'", JSON.stringify(video));
    expect(program).toContain('motions.mp4');
    writeFileSync(join(project, 'example.mjs'), program);
    const { id2label } = new TimesformerConfig(
      JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Record<string, never>,
    );
    expect(Object.values(id2label)).toContain(run(process.execPath, ['example.mjs'], project).trim());
  });

  test('runs a random model, and ends by itself after dispose', () => {
    writeFileSync(join(project, 'random.mjs'), RANDOM_MODEL);
    expect(run(process.execPath, ['random.mjs'], project)).toBe('[2,3] 1.0986 3\n');
  });

  test('brings the command line, the demo model and the sample', () => {
    const installed = join(project, 'node_modules', 'timeloupe');
    const { bin, version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
      bin: { timeloupe: string };
      version: string;
    };
    const cli = join(installed, bin.timeloupe);
    expect(readFileSync(cli, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(run(process.execPath, [cli, 'version'], project)).toBe(`${version}\n`);
    const sample = join(installed, 'resources', 'sample', 'motions.mp4');
    expect(run(process.execPath, [cli, 'analyze', sample], project)).toContain('move right');
  });

  test('type-checks a program', () => {
    writeFileSync(join(project, 'program.ts'), TYPED_PROGRAM);
    const options = {
      module: 'nodenext',
      target: 'es2023',
      strict: true,
      noEmit: true,
      types: [],
      skipDefaultLibCheck: true,
    };
    const config = { compilerOptions: options, files: ['program.ts'] };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config));
    expect(run(process.execPath, [tsc], project)).toBe('');
  });

  test('declares nothing of the inside', () => {
    const types = join(project, 'node_modules', 'timeloupe', 'out', 'types');
    const names = readdirSync(types, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    expect(names.filter((name) => name.startsWith('core'))).toEqual([
      join('core', 'models', 'timesformer', 'config.d.ts'),
    ]);
    for (const name of names) {
      expect(readFileSync(join(types, name), 'utf8'), name).not.toMatch(/#shared|\.ts'|@internal/);
    }
  });
});

/** All-zero classifier rows would give ln 3; weights of 1e-9 come as close to it as four digits show. */
const RANDOM_MODEL = `
import { TimesformerConfig, TimesformerForVideoClassification } from 'timeloupe';
const config = new TimesformerConfig({
  image_size: 16, patch_size: 8, num_frames: 2, hidden_size: 8, num_hidden_layers: 1, num_attention_heads: 2,
  intermediate_size: 12, num_labels: 3, initializer_range: 1e-9,
});
const model = new TimesformerForVideoClassification(config, { seed: 7 });
const pixel_values = { shape: [2, 2, 3, 16, 16], data: new Float32Array(2 * 2 * 3 * 16 * 16).fill(1) };
const { logits, loss, hidden_states } = await model.forward({ pixel_values, labels: [0, 2], output_hidden_states: true });
console.log(JSON.stringify(logits.shape), loss.toFixed(4), hidden_states.length + 1);
await model.dispose();
`;

const TYPED_PROGRAM = `
import {
  AppError, TimesformerConfig, TimesformerForVideoClassification, TimesformerImageProcessor, TimesformerModel, readClip,
  type Tensor, type TimesformerClassificationOutput, type TimesformerClassificationTuple,
} from 'timeloupe';
const config = new TimesformerConfig({ num_frames: 4, attention_type: 'joint_space_time' });
// @ts-expect-error no such attention
new TimesformerConfig({ attention_type: 'axial' });
export async function main(): Promise<void> {
  await using model = new TimesformerForVideoClassification(config, { seed: 1, provider: 'auto' });
  const base = await TimesformerModel.fromPretrained('folder', { threads: 2 });
  const processor = new TimesformerImageProcessor({ size: { shortest_edge: 224 }, backend: 'torchvision' });
  const { pixel_values } = processor.preprocess(await readClip('video.mp4', { num_frames: config.num_frames }));
  const output: TimesformerClassificationOutput = await model.forward({ pixel_values, labels: [1] });
  const tuple: TimesformerClassificationTuple = await model.forward({ pixel_values, return_dict: false });
  const maps: readonly Tensor[] | null = output.attentions;
  const loss: number | null = output.loss;
  // @ts-expect-error a tensor has a shape
  await base.forward({ pixel_values: new Float32Array(1) });
  await base.dispose();
  throw new AppError('cancelled', String([tuple, maps, loss]));
}
`;

function npm(args: string[]): string {
  const cli =
    process.env['npm_execpath'] ??
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  return run(process.execPath, [cli, ...args], root);
}

function run(program: string, args: string[], cwd: string): string {
  return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}
