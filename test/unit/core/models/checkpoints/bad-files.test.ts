import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readWeights } from '../../../../../src-main/core/models/checkpoints/weight-files.ts';
import { checkpointFixture, scratchFolder } from '../../../../support/checkpoints.ts';

const NAMED: Readonly<Record<string, string>> = {
  'builtins-eval': '__builtin__.eval',
  'builtins-getattr': '__builtin__.getattr',
  defaultdict: 'collections.defaultdict',
  'functools-partial': 'functools.partial',
  inst: 'os.system',
  'load-from-bytes': 'torch.storage._load_from_bytes',
  'numpy-scalar': 'numpy._core.multiarray.scalar',
  'os-system': 'posix.system',
};

describe('a pickle that asks for more than tensors', () => {
  test.each(readdirSync(checkpointFixture('hostile')))('%s is refused by name and nothing runs', async (file) => {
    const path = checkpointFixture('hostile', file);
    const [name] = /^.*?(?=-\d|\.pt)/.exec(file)!;
    const global = file.includes('-4') ? NAMED[name]!.replace('__builtin__', 'builtins') : NAMED[name];
    await expect(readWeights(path)).rejects.toMatchObject({
      code: 'checkpoint.unsafe',
      message:
        `${path} asks Python to load ${global}, which is not part of a plain state dict, so it was not ` +
        "read; nothing was executed. If you trust the file, save its weights alone: torch.save(model.state_dict(), 'weights.pt').",
    });
    expect(existsSync('/tmp/timeloupe-was-executed')).toBe(false);
  });
});

/** What is wrong with a file, made from a sound one, and what must be said about it. */
const damaged: readonly {
  readonly what: string;
  readonly from: readonly string[];
  readonly bytes: (sound: Buffer) => Buffer;
  readonly message: string;
}[] = [
  {
    what: 'an empty safetensors file',
    from: ['tiny', 'model.safetensors'],
    bytes: () => Buffer.alloc(0),
    message: 'it has 0 bytes, and the shortest such file has 8',
  },
  {
    what: 'a header longer than the file',
    from: ['tiny', 'model.safetensors'],
    bytes: (sound) => sound.subarray(0, 100),
    message: 'its header claims 3136 bytes in a file of 100',
  },
  {
    what: 'a header that is not JSON',
    from: ['tiny', 'model.safetensors'],
    bytes: (sound) => edited(sound, 8, Buffer.from('!')),
    message: 'its header is not JSON',
  },
  {
    what: 'a truncated safetensors file',
    from: ['tiny', 'model.safetensors'],
    bytes: (sound) => sound.subarray(0, -4),
    message: 'timesformer.layernorm.weight ends at byte 9044 of a file of 9040, so it is truncated',
  },
  {
    what: 'offsets that do not fit the shape',
    from: ['tiny', 'model.safetensors'],
    bytes: () => safetensors({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }, 4),
    message: 'a is F32 [2], 8 bytes, but its offsets span 4',
  },
  {
    what: 'tensors that overlap',
    from: ['tiny', 'model.safetensors'],
    bytes: () =>
      safetensors(
        {
          a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
          b: { dtype: 'F32', shape: [2], data_offsets: [4, 12] },
        },
        12,
      ),
    message: 'b overlaps a',
  },
  {
    what: 'bytes that belong to no tensor',
    from: ['tiny', 'model.safetensors'],
    bytes: () => safetensors({ a: { dtype: 'U8', shape: [2], data_offsets: [0, 2] } }, 5),
    message: '3 bytes after a belong to no tensor',
  },
  {
    what: 'an entry without offsets',
    from: ['tiny', 'model.safetensors'],
    bytes: () => safetensors({ a: { dtype: 'F32', shape: [1] } }, 4),
    message: 'the entry of a lacks a dtype, a shape or two data_offsets',
  },
];

describe('a damaged safetensors file', () => {
  test.each(damaged)('$what', async ({ from, bytes, message }) => {
    const path = join(scratchFolder(), 'model.safetensors');
    writeFileSync(path, bytes(readFileSync(checkpointFixture(...from))));
    await expect(readWeights(path)).rejects.toMatchObject({
      code: 'checkpoint.unreadable',
      message: `${path} is not a sound safetensors file: ${message}. Download or copy it again.`,
    });
  });
});

const damagedTorch: readonly {
  readonly what: string;
  readonly from: readonly string[];
  readonly bytes: (sound: Buffer) => Buffer;
  readonly message: string | RegExp;
}[] = [
  { what: 'nothing', from: ['mixed', 'zip-2.pt'], bytes: () => Buffer.alloc(0), message: ' is empty.' },
  {
    what: 'something else',
    from: ['expected.json'],
    bytes: (sound) => sound,
    message: " is not a torch checkpoint: it begins with neither a zip archive nor torch's older format.",
  },
  {
    what: 'a truncated zip',
    from: ['mixed', 'zip-2.pt'],
    bytes: (sound) => sound.subarray(0, -40),
    message: ' is not a sound zip archive: its end is missing, so it is truncated. Download or copy it again.',
  },
  {
    what: 'a truncated legacy file',
    from: ['mixed', 'legacy.pt'],
    bytes: (sound) => sound.subarray(0, -1),
    message:
      / is not a checkpoint of torch\.save: storage \d+ ends at byte 2605 of a file of 2604, so it is truncated\.$/,
  },
  {
    what: 'a legacy file cut in its pickle',
    from: ['mixed', 'legacy.pt'],
    bytes: (sound) => sound.subarray(0, 400),
    message: ' holds a damaged or unusual pickle: it ends in the middle of a value.',
  },
  {
    what: 'a compressed zip',
    from: ['broken', 'compressed.pt'],
    bytes: (sound) => sound,
    message:
      /: zip-2\/.*\/?.* is compressed, which torch\.save never does\. Pack the archive again without compression \(zip -0\)\.$/,
  },
  {
    what: 'a TorchScript program',
    from: ['broken', 'torchscript.pt'],
    bytes: (sound) => sound,
    message:
      ' is not a checkpoint of torch.save: it is a TorchScript program; save model.state_dict() with torch.save instead.',
  },
  {
    what: 'two sizes for one storage',
    from: ['mixed', 'zip-2.pt'],
    bytes: (sound) => replaced(sound, Buffer.from('cpuq\x06K\x18t', 'latin1'), Buffer.from('cpuq\x06K\x19t', 'latin1')),
    message: ' is not a checkpoint as torch.save writes it: storage 0 is described twice.',
  },
  {
    what: 'an opcode of another kind of pickle',
    from: ['hostile', 'os-system-2.pt'],
    bytes: (sound) => replaced(sound, Buffer.from('\x80\x02', 'latin1'), Buffer.from('\x82\x02', 'latin1')),
    message: ' (archive/data.pkl) holds a damaged or unusual pickle: opcode 0x82 is not one that torch.save writes.',
  },
];

describe('a damaged torch file', () => {
  test.each(damagedTorch)('$what', async ({ from, bytes, message }) => {
    const path = join(scratchFolder(), 'weights.bin');
    writeFileSync(path, bytes(readFileSync(checkpointFixture(...from))));
    await expect(readWeights(path)).rejects.toMatchObject({
      code: 'checkpoint.unreadable',
      message: typeof message === 'string' ? path + message : (expect.stringMatching(message) as string),
    });
  });
});

test('an index may not reach out of its folder', async () => {
  const path = join(scratchFolder(), 'model.safetensors.index.json');
  writeFileSync(path, JSON.stringify({ weight_map: { a: '../secret.safetensors' } }));
  await expect(readWeights(path)).rejects.toMatchObject({
    code: 'checkpoint.unreadable',
    message: `${path} places a in "../secret.safetensors", outside its own folder.`,
  });
});

function edited(bytes: Buffer, at: number, with_: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), with_, bytes.subarray(at + with_.length)]);
}

function replaced(bytes: Buffer, from: Buffer, to: Buffer): Buffer {
  const at = bytes.indexOf(from);
  expect(at).toBeGreaterThan(0);
  return edited(bytes, at, to);
}

function safetensors(header: object, dataBytes: number): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(dataBytes)]);
}
