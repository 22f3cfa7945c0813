import { AppError } from '../../../shared/errors.ts';

/** One field of a protocol buffer message. */
export interface WireField {
  readonly number: number;
  /** The whole field, tag included, to be copied as it is. */
  readonly raw: Uint8Array;
  /** Content of a text, bytes or nested field; empty for numbers. */
  readonly bytes: Uint8Array;
  /** Value of a varint field; 0 for others. */
  readonly value: number;
}

/**
 * The fields of a message in the order of the file, as views of its bytes.
 *
 * @throws AppError 'checkpoint.unreadable' for bytes that are no such message.
 * @see https://protobuf.dev/programming-guides/encoding
 */
export function* wireFields(message: Uint8Array): Generator<WireField> {
  const cursor = { at: 0 };
  while (cursor.at < message.length) {
    const start = cursor.at;
    const tag = varintAt(message, cursor);
    const kind = tag % 8;
    let value = 0;
    let contentStart = cursor.at;
    if (kind === 0) value = varintAt(message, cursor);
    else if (kind === 1) cursor.at += 8;
    else if (kind === 5) cursor.at += 4;
    else if (kind === 2) {
      const length = varintAt(message, cursor);
      contentStart = cursor.at;
      cursor.at += length;
    } else throw broken();
    if (cursor.at > message.length) throw broken();
    const bytes = kind === 2 ? message.subarray(contentStart, cursor.at) : message.subarray(0, 0);
    yield { number: Math.floor(tag / 8), raw: message.subarray(start, cursor.at), bytes, value };
  }
}

/** The first field of that number as text, or ''. */
export function wireText(message: Uint8Array, number: number): string {
  for (const field of wireFields(message)) if (field.number === number) return new TextDecoder().decode(field.bytes);
  return '';
}

/** A length-delimited field from its parts, which are copied. */
export function wireNested(number: number, parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const header = [...varint(number * 8 + 2), ...varint(length)];
  const bytes = new Uint8Array(header.length + length);
  bytes.set(header);
  let at = header.length;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function varintAt(message: Uint8Array, cursor: { at: number }): number {
  let value = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = message[cursor.at++];
    if (byte === undefined) throw broken();
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value;
  }
  throw broken();
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varint(Math.floor(value / 0x80))];
}

function broken(): AppError {
  return new AppError(
    'checkpoint.unreadable',
    'This is not an ONNX file, or it is truncated. Export or copy it again.',
  );
}
