/** Weights in 8 bits: value = byte * scale of its output. */
export interface QuantizedWeight {
  /** (in, out), row-major: transposed, as ONNX's quantised products take them. */
  readonly columns: Int8Array;
  /** One a output. */
  readonly scales: Float32Array;
}

/** Symmetric quantisation per output, the largest magnitude of each becoming 127. @param weight (out, in), row-major */
export function quantizeRows(weight: Float32Array, outSize: number): QuantizedWeight {
  const inSize = weight.length / outSize;
  const columns = new Int8Array(weight.length);
  const scales = new Float32Array(outSize);
  for (let row = 0; row < outSize; row++) {
    const start = row * inSize;
    let peak = 0;
    for (let i = 0; i < inSize; i++) peak = Math.max(peak, Math.abs(weight[start + i]!));
    const step = Math.fround(peak / 127) || 1;
    scales[row] = step;
    for (let i = 0; i < inSize; i++) columns[i * outSize + row] = Math.round(weight[start + i]! / step);
  }
  return { columns, scales };
}
