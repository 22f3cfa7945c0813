import { streamFile, tensorOf, text } from './targets/pickle-program.ts';

/** A state dict as torch before 1.6 wrote it, of tensors with at most four numbers. */
export function tensorsByName(shapes: Readonly<Record<string, readonly number[]>>): Buffer {
  const entries = Object.entries(shapes).flatMap(([name, shape]) => [text(name), tensorOf(shape), Buffer.from('s')]);
  return streamFile([Buffer.from('}'), ...entries], true);
}

/** The same format, of opcodes as they are. */
export function objectOf(opcodes: string): Buffer {
  return streamFile([Buffer.from(opcodes, 'latin1')], false);
}
