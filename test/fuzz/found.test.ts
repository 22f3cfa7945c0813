import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { ErrorCode } from '../../src-main/shared/errors.ts';
import { AppError } from '../../src-main/shared/errors.ts';
import { manifestSchema } from '../../src-main/shared/manifest.ts';
import { scratchFolder } from '../support/checkpoints.ts';
import { safetensorsBytes } from '../support/safetensors-file.ts';
import { objectOf, tensorsByName } from './found-files.ts';
import { targets } from './targets/index.ts';

/** The least input of each kind that once made a reader do something else than read or refuse. */
interface Found {
  readonly what: string;
  readonly target: string;
  readonly kind: string;
  readonly bytes: Buffer | string;
  /** What it is refused with; null: it is read. */
  readonly code: ErrorCode | null;
}

const PROCESSOR = { size: { height: 8, width: 8 }, image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };
const MANY_AXES = { a: { dtype: 'U8', shape: new Array(300_000).fill(1), data_offsets: [0, 1] } };
const ONE = { num: 1, den: 1 };
const TABLE = {
  ...{ codec: 'h264', pixelFormat: 'yuv420p', widthPx: 64, heightPx: 48, rotationDeg: 0, sampleAspectRatio: ONE },
  ...{ streamIndex: 0, timeBase: ONE, firstPts: 0, steps: [[1, 9]], lastDuration: 1, keyframes: [0, 10] },
  isVariableFrameRate: false,
};
const MODEL = 'checkpoints/original/model.pt';

const FOUND: readonly Found[] = [
  {
    what: 'a tensor of very many axes of one took time by the square of their number',
    target: 'safetensors',
    kind: 'model.safetensors',
    bytes: safetensorsBytes(JSON.stringify(MANY_AXES), Buffer.alloc(1)),
    code: null,
  },
  {
    what: 'an original checkpoint with a layer of a large number filled the memory',
    target: 'torch',
    kind: MODEL,
    bytes: tensorsByName({
      'patch_embed.proj.weight': [64, 3, 4, 0],
      pos_embed: [1, 5, 0],
      'blocks.0.mlp.fc1.weight': [256, 0],
      'blocks.99999999999.norm1.weight': [0],
    }),
    code: 'checkpoint.mismatch',
  },
  {
    what: 'an integer of 256 bytes, too large to be a number, was a RangeError',
    target: 'torch',
    kind: 'weights.pt',
    bytes: objectOf(`}\x8a\xff${'\x7f'.repeat(255)}Ns`),
    code: null,
  },
  {
    what: 'frames of a size that no memory holds were a RangeError',
    target: 'model-folder',
    kind: 'preprocessor_config.json',
    bytes: JSON.stringify({ ...PROCESSOR, crop_size: { height: 8e9, width: 8 } }),
    code: 'config.invalid',
  },
  {
    what: 'the same within what a picture may have',
    target: 'model-folder',
    kind: 'preprocessor_config.json',
    bytes: JSON.stringify({ ...PROCESSOR, crop_size: { height: 16_000, width: 16_000 } }),
    code: 'config.invalid',
  },
  {
    what: 'a project without a column was a fault of whatever asked for it',
    target: 'project-files',
    kind: 'rows',
    bytes: 'ALTER TABLE mapping RENAME COLUMN model_hash TO other',
    code: 'project.invalid',
  },
  {
    what: 'a trigger in a project did what it liked',
    target: 'project-files',
    kind: 'rows',
    bytes: 'CREATE TRIGGER t AFTER INSERT ON journal BEGIN DELETE FROM segment; END',
    code: 'project.invalid',
  },
  {
    what: 'values of a wrong type in a project, JSON of a wrong kind, and lost tiles were faults',
    target: 'project-files',
    kind: 'rows',
    bytes: [
      "UPDATE label_class SET name = x'ff00'",
      `UPDATE run_video SET sampling = '7'`,
      'DELETE FROM score_tile',
      `INSERT INTO journal (kind, at, title, diff) VALUES ('edit', '2026', 'x', '{"segment":{"added":5}}')`,
    ].join('\n'),
    code: null,
  },
  {
    what: 'a project of a newer version that lacks a table was a fault when its videos were looked at',
    target: 'project-files',
    kind: 'rows',
    bytes: 'PRAGMA user_version = 99\nDROP TABLE video_frames',
    code: 'project.read_only',
  },
  {
    what: 'a damaged list of holes was a fault of opening the project',
    target: 'project-files',
    kind: 'rows',
    bytes: "UPDATE video SET holes = 'x'",
    code: 'project.invalid',
  },
  {
    what: 'a decision at a time that is none was a fault of the chart of the pace',
    target: 'project-files',
    kind: 'rows',
    bytes: "UPDATE decision SET at = '['",
    code: null,
  },
  {
    what: 'a number beyond those of JavaScript in the place of an id was a fault of listing, checking and repairing',
    target: 'project-files',
    kind: 'rows',
    bytes: 'PRAGMA foreign_keys = OFF\nUPDATE run SET id = -9007199254740992',
    code: null,
  },
  {
    what: 'so it was in a project of a newer version',
    target: 'project-files',
    kind: 'rows',
    bytes: "PRAGMA user_version = 99\nUPDATE video SET holes = 'x'",
    code: 'project.read_only',
  },
  {
    what: 'a project of a name longer than the system allows was a fault of making it',
    target: 'protocol',
    kind: 'project.create',
    bytes: JSON.stringify({ name: 'project.create', params: { path: `/${'n'.repeat(300)}` } }),
    code: 'project.unwritable',
  },
  {
    what: 'so was looking at one below a file',
    target: 'protocol',
    kind: 'project.check',
    bytes: JSON.stringify({ name: 'project.check', params: { path: `${process.execPath}/p.timeloupe` } }),
    code: 'project.not_found',
  },
  {
    what: 'an entity that XML doesn’t have was called undefined',
    target: 'imports',
    kind: 'elan/cam_03.eaf {}',
    bytes: '<ANNOTATION_DOCUMENT>&a;</ANNOTATION_DOCUMENT>',
    code: 'import.unreadable',
  },
  {
    what: 'a packet at an endless time had a frame in the table',
    target: 'ffmpeg-output',
    kind: 'packets',
    bytes: `#tb 0: 1/15360\n0, 0, ${'9'.repeat(400)}, 512, 900, 0x7a1b03f1\n[error] x\n`,
    code: null,
  },
  {
    what: 'a kept table of times had a key frame behind its last frame',
    target: 'kept-files',
    kind: 'cache/pts/print-first.json',
    bytes: JSON.stringify({ version: 2, video: TABLE }),
    code: null,
  },
  {
    what: 'what a manifest lacks was called undefined',
    target: 'model-folder',
    kind: 'manifest.json',
    bytes: '{}',
    code: 'config.invalid',
  },
];

test.each(FOUND)('$what', async ({ target: name, kind, bytes, code }) => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const target = targets.find((one) => one.name === name)!;
  const subject = await target.open({ root, folder: scratchFolder() });
  const failure: unknown = await subject.read({ kind, bytes: Buffer.from(bytes) }).catch((error: unknown) => error);
  await subject.close?.();
  if (code === null) expect(failure).toBeUndefined();
  else {
    expect(failure).toBeInstanceOf(AppError);
    expect(failure).toMatchObject({ code });
    expect((failure as AppError).message).not.toMatch(/undefined/);
  }
});

test.each(['../up.onnx', '/etc/passwd', 'a/b.onnx', 'a\\b.onnx', 'C:x.onnx', '..', '.', ''])(
  'a manifest can’t name %j as its graph',
  (predict) => {
    expect(manifestSchema.shape.graphs.safeParse({ predict, inspect: null }).success).toBe(false);
    expect(manifestSchema.shape.graphs.safeParse({ predict: 'predict.onnx', inspect: null }).success).toBe(true);
  },
);
