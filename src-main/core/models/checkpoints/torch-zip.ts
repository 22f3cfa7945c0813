import { AppError } from '../../../shared/errors.ts';
import { DTYPE_BYTES } from '../../base/stored-tensor.ts';
import { readPickle } from './pickle.ts';
import type { RandomAccessFile } from './random-access-file.ts';
import type { TorchFile } from './torch-file.ts';
import { TorchPickleHost } from './torch-pickle.ts';
import { type ZipMember, dataOffsetOf, readZipDirectory } from './zip-directory.ts';

const MAX_PICKLE_BYTES = 64 * 2 ** 20;

/**
 * Reads the zip format of torch 1.6 and later: `<root>/data.pkl` describes the object, `<root>/data/<key>` hold the
 * storages, uncompressed.
 *
 * @throws AppError 'checkpoint.unreadable' or 'checkpoint.unsafe'
 * @see torch/serialization.py `_save`, and caffe2/serialize/inline_container.h for the layout
 */
export async function readTorchZip(file: RandomAccessFile): Promise<TorchFile> {
  const members = await readZipDirectory(file);
  const root = rootOf(file, members);
  await checkByteOrder(file, members.get(`${root}/byteorder`));
  const pickle = members.get(`${root}/data.pkl`)!;
  if (pickle.sizeBytes > MAX_PICKLE_BYTES) throw bad(file, `${pickle.name} has ${pickle.sizeBytes} bytes`);
  const bytes = await file.read(await dataOffsetOf(file, pickle), pickle.sizeBytes);
  const host = new TorchPickleHost(file.path);
  const { value } = readPickle(`${file.path} (${pickle.name})`, bytes, 0, host);

  const storageOffsets = new Map<string, number>();
  for (const { key, dtype, elements } of host.storages.values()) {
    const member = members.get(`${root}/data/${key}`);
    if (member === undefined) throw bad(file, `the storage ${root}/data/${key} is missing`);
    if (member.sizeBytes < elements * DTYPE_BYTES[dtype]) {
      throw bad(file, `${member.name} has ${member.sizeBytes} bytes, but ${elements} elements of ${dtype} are needed`);
    }
    storageOffsets.set(key, await dataOffsetOf(file, member));
  }
  return { path: file.path, root: value, storageOffsets };
}

/** The archive's one top folder; its name is the writer's choice. */
function rootOf(file: RandomAccessFile, members: ReadonlyMap<string, ZipMember>): string {
  const names = [...members.keys()];
  const pickles = names.filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickles.length !== 1) throw bad(file, 'it holds no data.pkl');
  const root = pickles[0]!.slice(0, -'/data.pkl'.length);
  if (members.has(`${root}/constants.pkl`)) {
    throw bad(file, 'it is a TorchScript program; save model.state_dict() with torch.save instead');
  }
  return root;
}

async function checkByteOrder(file: RandomAccessFile, member: ZipMember | undefined): Promise<void> {
  if (member === undefined) return;
  const order = (await file.read(await dataOffsetOf(file, member), Math.min(member.sizeBytes, 16))).toString('latin1');
  if (order !== 'little') throw bad(file, `its numbers are ${order}-endian; only little-endian ones are read`);
}

function bad(file: RandomAccessFile, reason: string): AppError {
  return new AppError('checkpoint.unreadable', `${file.path} is not a checkpoint of torch.save: ${reason}.`);
}
