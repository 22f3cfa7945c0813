import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ErrorCode, EXIT_CODES } from '../../../../src-main/shared/errors.ts';
import { manifestSchema } from '../../../../src-main/shared/manifest.ts';
import { checkpointFixture, scratchFolder } from '../../../support/checkpoints.ts';
import { type CliResult, runCli } from '../../../support/cli.ts';

test('a checkpoint becomes a model folder, as a person types it', async () => {
  const models = scratchFolder();
  const result = await convert([checkpointFixture('tiny')], models);
  expect(result).toMatchObject({ code: 0 });
  expect(result.stdout).toMatch(
    /^tiny: timesformer, 2 frames of 8 x 8, 3 classes, fp32, written in [\d.]+ s; logits of predict and inspect differ by \S+ \([\d.]+ s\)\n/,
  );
  expect(result.stdout.trimEnd().endsWith(join(models, 'tiny'))).toBe(true);
  expect(readdirSync(join(models, 'tiny')).sort()).toEqual(
    ['inspect.onnx', 'manifest.json', 'model.safetensors', 'predict.onnx'].sort(),
  );
});

test('--json prints the manifest and nothing else', async () => {
  const { stdout, code } = await convert([checkpointFixture('tiny'), '--no-check', '--json'], scratchFolder());
  expect(code).toBe(0);
  const { manifest } = JSON.parse(stdout) as { manifest: unknown };
  expect(manifestSchema.parse(manifest).selfCheck).toBeNull();
});

test('an original file with its options', async () => {
  const models = scratchFolder();
  const labels = join(scratchFolder(), 'labels.json');
  writeFileSync(labels, JSON.stringify({ left: 0, right: 1, still: 2 }));
  const args = ['--labels', labels, '--num-frames', '2', '--attention-type', 'space_only', '--no-check'];
  const { code } = await convert([checkpointFixture('original', 'space.pth'), ...args], models);
  expect(code).toBe(0);
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(models, 'space', 'manifest.json'), 'utf8')));
  expect(manifest).toMatchObject({ labels: ['left', 'right', 'still'], config: { attention_type: 'space_only' } });
});

interface Refusal {
  readonly what: string;
  /** Makes what is given, in an empty folder. @returns the arguments. */
  readonly given: (folder: string) => string[];
  readonly code: ErrorCode;
  /** After the first argument where it begins with a space or a colon. */
  readonly message: string;
}

const refusals: readonly Refusal[] = [
  {
    what: 'no source',
    given: () => [],
    code: 'request.invalid',
    message:
      'Name one source. Usage: timeloupe convert <dir|file|onnx> [--out DIR] [--force] [--precision fp32|fp16|int8] …',
  },
  {
    what: 'a path that is not there',
    given: (folder) => [join(folder, 'x')],
    code: 'model.not_found',
    message: ' does not exist.',
  },
  {
    what: 'an empty folder',
    given: (folder) => [folder],
    code: 'model.not_found',
    message: ' is no checkpoint: it holds neither config.json nor a .pyth file.',
  },
  {
    what: 'a video',
    given: (folder) => [written(folder, 'clip.mp4', 'x')],
    code: 'model.unsupported',
    message:
      ' is no checkpoint known here: give a Hugging Face folder, or a .safetensors, .bin, .pyth, .pt or .pth file.',
  },
  {
    what: 'a safetensors file alone',
    given: (folder) => {
      cpSync(checkpointFixture('tiny', 'model.safetensors'), join(folder, 'model.safetensors'));
      return [join(folder, 'model.safetensors')];
    },
    code: 'model.not_found',
    message: '',
  },
  {
    what: 'an empty .pyth file',
    given: (folder) => [written(folder, 'a.pyth', '')],
    code: 'checkpoint.unreadable',
    message: ' is empty.',
  },
  {
    what: 'a hostile pickle',
    given: () => [checkpointFixture('hostile', 'os-system-2.pt')],
    code: 'checkpoint.unsafe',
    message:
      ' asks Python to load posix.system, which is not part of a plain state dict, so it was not read; nothing was ' +
      "executed. If you trust the file, save its weights alone: torch.save(model.state_dict(), 'weights.pt').",
  },
  {
    what: 'a text file with the name of an ONNX file',
    given: (folder) => [written(folder, 'a.onnx', 'hello')],
    code: 'checkpoint.unreadable',
    message: ' is not an ONNX file, or it is truncated. Export or copy it again.',
  },
  {
    what: 'an unknown precision',
    given: () => [checkpointFixture('tiny'), '--precision', 'int4'],
    code: 'request.invalid',
    message: '--precision is "int4"; it takes one of fp32, fp16, int8.',
  },
  {
    what: 'a labels file that is not there',
    given: (folder) => [checkpointFixture('tiny'), '--labels', join(folder, 'none.txt')],
    code: 'model.not_found',
    message: '',
  },
  {
    what: 'a labels file with a gap',
    given: (folder) => [checkpointFixture('tiny'), '--labels', written(folder, 'l.txt', 'a\n\nc\n')],
    code: 'config.invalid',
    message: '',
  },
  {
    what: 'an output that is a file',
    given: (folder) => [checkpointFixture('tiny'), '--out', written(folder, 'out', 'x')],
    code: 'output.exists',
    message: '',
  },
  {
    what: 'an image smaller than a patch',
    given: () => [checkpointFixture('tiny'), '--image-size', '2'],
    code: 'config.invalid',
    message: 'An input of 2x2 pixels has no whole patch of 4 pixels. Ask for a larger one.',
  },
  {
    what: 'a folder without a processor file',
    given: (folder) => {
      for (const name of ['config.json', 'model.safetensors'])
        cpSync(checkpointFixture('tiny', name), join(folder, name));
      return [folder];
    },
    code: 'config.invalid',
    message:
      ' has no preprocessor_config.json, so how frames become pixel values is unknown. Copy that file from the model this ' +
      'one was trained from, or name it with --preprocessor.',
  },
];

describe('one clear message, its exit code, and nothing left behind for', () => {
  test.each(refusals)('$what', async ({ given, code, message }) => {
    const folder = join(scratchFolder(), 'source');
    mkdirSync(folder);
    const models = join(scratchFolder(), 'models');
    const args = given(folder);
    const result = await convert(args, models);
    expect([result.code, result.stdout]).toEqual([EXIT_CODES[code], '']);
    const lines = result.stderr.split('\n').filter((line) => line !== '' && !/: (reading|writing|hashing) /.test(line));
    expect(lines).toHaveLength(1);
    if (message !== '') expect(lines[0]).toBe(/^[ :]/.test(message) ? `${args[0]}${message}` : message);
    expect(existsSync(models) ? readdirSync(models) : []).toEqual([]);
  });
});

function convert(args: readonly string[], models: string): Promise<CliResult> {
  return runCli(['convert', ...args], { TIMELOUPE_MODELS: models, TIMELOUPE_CACHE: join(models, '..', 'cache') });
}

function written(folder: string, name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}
