/**
 * float32 -> IEEE 754 half bits, rounded to nearest, ties to even, as hardware does; too large becomes infinity.
 */
export function toFloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < bits.length; i++) halves[i] = halfBits(bits[i]!);
  return halves;
}

function halfBits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  // 65520 is half way between the largest half and the next power of two.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  // From 2^-14 on the half is normal: drop 13 bits of the mantissa and move the exponent's bias from 127 to 15.
  if (magnitude >= 0x38800000) return sign | ((roundShift(magnitude, 13) - (112 << 10)) & 0xffff);
  const exponent = magnitude >>> 23;
  if (exponent < 102) return sign;
  return sign | roundShift((magnitude & 0x7fffff) | 0x800000, 126 - exponent);
}

function roundShift(value: number, shift: number): number {
  const kept = value >>> shift;
  const rest = value & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept;
}

/** Half bits → float32, exactly, NaN payloads kept. */
export function fromFloat16(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const bits = new Uint32Array(halves.length);
  const table = halfTable();
  for (let i = 0; i < halves.length; i++) bits[i] = table[halves[i]!]!;
  return new Float32Array(bits.buffer);
}

/** The value of each of the 65,536 halves, at its bits. For loops that read few of many; not to be written to. */
export function float16Values(): Float32Array {
  return new Float32Array(halfTable().buffer);
}

let halfBitsTable: Uint32Array<ArrayBuffer> | null = null;

/** Every half's float32 bits, made at the first use: 256 KB, an order faster than converting each time. */
function halfTable(): Uint32Array<ArrayBuffer> {
  halfBitsTable ??= Uint32Array.from({ length: 2 ** 16 }, (_, bits) => float32Bits(bits));
  return halfBitsTable;
}

/** IEEE 754 binary16 bits → binary32 bits, exact for every value. */
function float32Bits(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return sign | 0x7f800000 | (fraction << 13);
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  // Subnormal: shift until the leading one falls out of the fraction.
  const shift = Math.clz32(fraction) - 21;
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}
