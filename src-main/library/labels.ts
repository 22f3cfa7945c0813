/**
 * What clips truly show. Its array's type is its meaning, as a tensor's dtype is in torch: whole numbers (Int32Array,
 * BigInt64Array) are classes, Float32Array is a value for each output. Plain arrays: a number a clip is a class, a
 * list a clip is its values.
 *
 * Shape (batch) for classes, -100 for a clip that does not count; (batch, K) for values, (batch) too where K is 1.
 */
export type Labels =
  | { readonly shape: readonly number[]; readonly data: Int32Array | BigInt64Array | Float32Array }
  | readonly number[]
  | readonly (readonly number[])[];
