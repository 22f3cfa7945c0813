/** Bytes [start, end) of a file that a Range header asks for. */
export type ByteRange = { readonly start: number; readonly end: number } | 'all' | 'unsatisfiable';

/**
 * Reads a Range header (RFC 9110, 14.2). What is malformed, of another unit or of several ranges is answered with the
 * whole file, as the standard allows.
 *
 * @param sizeBytes of the whole file.
 */
export function parseRange(header: string | undefined, sizeBytes: number): ByteRange {
  const [, first = '', last = ''] = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') return 'all';
  if (first === '') {
    const length = Math.min(Number(last), sizeBytes);
    return length === 0 ? 'unsatisfiable' : { start: sizeBytes - length, end: sizeBytes };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return 'all';
  if (start >= sizeBytes) return 'unsatisfiable';
  return { start, end: last === '' ? sizeBytes : Math.min(Number(last) + 1, sizeBytes) };
}
