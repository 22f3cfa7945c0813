import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type BadInput,
  changeJson,
  fixture,
  sampleVideo,
  soundCheckpoint,
  writeSafetensors,
  writeText,
} from './case.ts';

const convert = (dir: string): string[] => ['convert', join(dir, 'model'), '--out', join(dir, 'out')];

/** A sound folder whose model.safetensors is replaced. */
function weights(name: string, write: (path: string) => void, code: BadInput['code'], message: string): BadInput {
  return { name, make: (dir) => write(join(soundCheckpoint(dir), 'model.safetensors')), args: convert, code, message };
}

/** A sound folder whose weights are a pickle. */
function pickle(name: string, source: string, code: BadInput['code'], message: string): BadInput {
  return {
    name,
    make(dir) {
      const folder = soundCheckpoint(dir);
      rmSync(join(folder, 'model.safetensors'));
      copyFileSync(fixture('checkpoints', source), join(folder, 'pytorch_model.bin'));
    },
    args: convert,
    code,
    message,
  };
}

const entry = (shape: number[], from: number, to: number, dtype = 'F32') => ({
  dtype,
  shape,
  data_offsets: [from, to],
});

export const badCheckpoints: readonly BadInput[] = [
  { name: 'no such checkpoint', args: convert, code: 'model.not_found', message: 'DIR/model does not exist.' },
  {
    name: 'an empty folder',
    make: (dir) => mkdirSync(join(dir, 'model')),
    args: convert,
    code: 'model.not_found',
    message: 'DIR/model is no checkpoint: it holds neither config.json nor a .pyth file.',
  },
  {
    name: 'a folder without weights',
    make: (dir) => rmSync(join(soundCheckpoint(dir), 'model.safetensors')),
    args: convert,
    code: 'model.not_found',
    message:
      'DIR/model has no weights: neither model.safetensors nor pytorch_model.bin, nor an index of parts of them.',
  },
  {
    name: 'a text file',
    make: (dir) => void writeText(dir, 'model', 'weights, honestly'),
    args: convert,
    code: 'model.unsupported',
    message:
      'DIR/model is no checkpoint known here: give a Hugging Face folder, or a .safetensors, .bin, .pyth, .pt or .pth file.',
  },
  weights(
    'a safetensors file of four bytes',
    (path) => writeFileSync(path, 'abcd'),
    'checkpoint.unreadable',
    'DIR/model/model.safetensors is not a sound safetensors file: it has 4 bytes, and the shortest such file has 8. Download or copy it again.',
  ),
  weights(
    'a header longer than the file',
    (path) => writeFileSync(path, Buffer.from([255, 255, 255, 255, 0, 0, 0, 0, 123, 125])),
    'checkpoint.unreadable',
    'DIR/model/model.safetensors is not a sound safetensors file: its header claims 4294967295 bytes in a file of 10. Download or copy it again.',
  ),
  weights(
    'a header that is not JSON',
    (path) => writeSafetensors(path, '{"a": }', 0),
    'checkpoint.unreadable',
    'DIR/model/model.safetensors is not a sound safetensors file: its header is not JSON. Download or copy it again.',
  ),
  weights(
    'offsets beyond the file',
    (path) => writeSafetensors(path, { 'classifier.bias': entry([3], 0, 12) }, 8),
    'checkpoint.unreadable',
    'DIR/model/model.safetensors is not a sound safetensors file: classifier.bias ends at byte 89 of a file of 85, so it is truncated. Download or copy it again.',
  ),
  weights(
    'offsets that overlap',
    (path) => writeSafetensors(path, { a: entry([2], 0, 8), b: entry([2], 4, 12) }, 12),
    'checkpoint.unreadable',
    'DIR/model/model.safetensors is not a sound safetensors file: b overlaps a. Download or copy it again.',
  ),
  weights(
    'a size that contradicts the shape',
    (path) => writeSafetensors(path, { a: entry([3], 0, 8) }, 8),
    'checkpoint.unreadable',
    'DIR/model/model.safetensors is not a sound safetensors file: a is F32 [3], 12 bytes, but its offsets span 8. Download or copy it again.',
  ),
  weights(
    'an element type nobody knows',
    (path) => writeSafetensors(path, { a: entry([2], 0, 8, 'F33') }, 8),
    'checkpoint.unreadable',
    'DIR/model/model.safetensors: a has the dtype F33; readable are F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL.',
  ),
  weights(
    'a file cut short',
    (path) => writeFileSync(path, readFileSync(path).subarray(0, 5000)),
    'checkpoint.unreadable',
    'DIR/model/model.safetensors is not a sound safetensors file: timesformer.embeddings.position_embeddings ends at byte 5012 of a file of 5000, so it is truncated. Download or copy it again.',
  ),
  {
    name: 'a shard that is missing',
    make(dir) {
      const folder = soundCheckpoint(dir);
      rmSync(join(folder, 'model.safetensors'));
      for (const name of ['model.safetensors.index.json', 'model-00001-of-00002.safetensors']) {
        copyFileSync(fixture('checkpoints', 'tiny-sharded', name), join(folder, name));
      }
    },
    args: convert,
    code: 'model.not_found',
    message: 'DIR/model/model-00002-of-00002.safetensors does not exist.',
  },
  {
    name: 'an index that points out of the folder',
    make(dir) {
      const folder = soundCheckpoint(dir);
      rmSync(join(folder, 'model.safetensors'));
      const index = join(folder, 'model.safetensors.index.json');
      copyFileSync(fixture('checkpoints', 'tiny-sharded', 'model.safetensors.index.json'), index);
      changeJson(index, { weight_map: { 'classifier.bias': '../elsewhere.safetensors' } });
    },
    args: convert,
    code: 'checkpoint.unreadable',
    message:
      'DIR/model/model.safetensors.index.json places classifier.bias in "../elsewhere.safetensors", outside its own folder.',
  },
  pickle(
    'a pickle that calls os.system',
    'hostile/os-system-2.pt',
    'checkpoint.unsafe',
    "DIR/model/pytorch_model.bin asks Python to load posix.system, which is not part of a plain state dict, so it was not read; nothing was executed. If you trust the file, save its weights alone: torch.save(model.state_dict(), 'weights.pt').",
  ),
  pickle(
    'a pickle that evaluates text',
    'hostile/builtins-eval-4.pt',
    'checkpoint.unsafe',
    "DIR/model/pytorch_model.bin asks Python to load builtins.eval, which is not part of a plain state dict, so it was not read; nothing was executed. If you trust the file, save its weights alone: torch.save(model.state_dict(), 'weights.pt').",
  ),
  pickle(
    'a pickle that unpickles bytes',
    'hostile/load-from-bytes-2.pt',
    'checkpoint.unsafe',
    "DIR/model/pytorch_model.bin asks Python to load torch.storage._load_from_bytes, which is not part of a plain state dict, so it was not read; nothing was executed. If you trust the file, save its weights alone: torch.save(model.state_dict(), 'weights.pt').",
  ),
  pickle(
    'a pickle with the INST opcode',
    'hostile/inst.pt',
    'checkpoint.unsafe',
    "DIR/model/pytorch_model.bin asks Python to load os.system, which is not part of a plain state dict, so it was not read; nothing was executed. If you trust the file, save its weights alone: torch.save(model.state_dict(), 'weights.pt').",
  ),
  pickle(
    'a torch file with packed members',
    'broken/compressed.pt',
    'checkpoint.unreadable',
    'DIR/model/pytorch_model.bin: zip-2/byteorder is compressed, which torch.save never does. Pack the archive again without compression (zip -0).',
  ),
  pickle(
    'a TorchScript archive',
    'broken/torchscript.pt',
    'checkpoint.unreadable',
    'DIR/model/pytorch_model.bin is not a checkpoint of torch.save: it is a TorchScript program; save model.state_dict() with torch.save instead.',
  ),
  {
    name: 'a torch file cut short',
    make(dir) {
      const folder = soundCheckpoint(dir);
      rmSync(join(folder, 'model.safetensors'));
      const whole = readFileSync(fixture('checkpoints', 'tiny-weights', 'fp32.bin'));
      writeFileSync(join(folder, 'pytorch_model.bin'), whole.subarray(0, 9000));
    },
    args: convert,
    code: 'checkpoint.unreadable',
    message:
      'DIR/model/pytorch_model.bin is not a sound zip archive: its end is missing, so it is truncated. Download or copy it again.',
  },
  {
    name: 'an original checkpoint without class names',
    make: (dir) => copyFileSync(fixture('checkpoints', 'original', 'joint.pt'), join(dir, 'model.pt')),
    args: (dir) => ['convert', join(dir, 'model.pt'), '--out', join(dir, 'out')],
    code: 'request.invalid',
    message:
      'DIR/model.pt has 3 classes and, like every original checkpoint, no names for them. Give --labels FILE with 3 lines.',
  },
  {
    name: 'fewer class names than classes',
    make(dir) {
      copyFileSync(fixture('checkpoints', 'original', 'divided.pyth'), join(dir, 'model.pyth'));
      writeText(dir, 'labels.txt', 'only one\n');
    },
    args: (dir) => ['convert', join(dir, 'model.pyth'), '--labels', join(dir, 'labels.txt'), '--out', join(dir, 'out')],
    code: 'config.invalid',
    message: '1 class names are given, but the classifier of DIR/model.pyth has 3 outputs.',
  },
  {
    name: 'an ONNX file that is none',
    make: (dir) => void writeText(dir, 'model.onnx', 'not a protobuf'),
    args: (dir) => ['convert', join(dir, 'model.onnx'), '--out', join(dir, 'out')],
    code: 'checkpoint.unreadable',
    message: 'DIR/model.onnx is not an ONNX file, or it is truncated. Export or copy it again.',
  },
  {
    name: 'an ONNX file without class names',
    make: (dir) => copyFileSync(fixture('inference', 'linear.onnx'), join(dir, 'model.onnx')),
    args: (dir) => ['convert', join(dir, 'model.onnx'), '--out', join(dir, 'out')],
    code: 'request.invalid',
    message: 'DIR/model.onnx has no class names. Give --labels FILE with 4 lines.',
  },
  {
    name: 'a folder that is in the way',
    make(dir) {
      soundCheckpoint(dir);
      writeText(dir, 'out/thesis.txt', 'years of work');
    },
    args: convert,
    code: 'output.exists',
    message: 'Nothing was written to DIR/out: it holds other files. Give --out a new or empty folder.',
  },
  {
    name: 'a file where a folder is to go',
    make(dir) {
      soundCheckpoint(dir);
      writeText(dir, 'file', '');
    },
    args: (dir) => ['convert', join(dir, 'model'), '--out', join(dir, 'file', 'out')],
    code: 'output.unwritable',
    message: 'Cannot write DIR/file/out: part of this path is a file. Give --out another folder.',
  },
  {
    name: 'a manifest from another world',
    make: (dir) => void writeText(dir, 'model/manifest.json', '{"version": 7}'),
    args: (dir) => ['analyze', sampleVideo, '--model', join(dir, 'model')],
    code: 'config.invalid',
    message: 'DIR/model/manifest.json is not a manifest of a model: version: expected 1.',
  },
];
