/** Element types of the arrays that are written, by their constructors. */
const TYPES = [
  [Float32Array, '<f4'],
  [Float64Array, '<f8'],
  [Int32Array, '<i4'],
  [Uint8Array, '|u1'],
] as const;

type NpyArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/**
 * An array as a NumPy .npy file, version 1.0, C order, little endian.
 *
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function npyFrom(shape: readonly number[], data: NpyArray): Uint8Array {
  const count = shape.reduce((a, b) => a * b, 1);
  if (count !== data.length)
    throw new Error(`An array of shape ${shape.join(' x ')} cannot have ${data.length} values.`);
  const type = TYPES.find(([constructor]) => data instanceof constructor)?.[1];
  const tuple = shape.length === 1 ? `${shape[0]!},` : shape.join(', ');
  const fields = `{'descr': '${type!}', 'fortran_order': False, 'shape': (${tuple}), }`;
  // Magic, version and length are 10 bytes; with the header and its line feed they fill a multiple of 64.
  const headerLength = 64 * Math.ceil((10 + fields.length + 1) / 64) - 10;
  const file = new Uint8Array(10 + headerLength + data.byteLength);
  file.set([0x93, ...Buffer.from('NUMPY'), 1, 0, headerLength & 255, headerLength >> 8]);
  file.set(Buffer.from(`${fields.padEnd(headerLength - 1)}\n`), 10);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + headerLength);
  return file;
}
