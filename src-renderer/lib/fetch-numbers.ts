import { AppError, type WireError } from '#shared/errors';

/** Bytes of a resource. @throws AppError as the core answers. */
export async function fetchBytes(url: string): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (response.ok) return response.arrayBuffer();
  const fault = (await response.json().catch(() => null)) as WireError | null;
  throw new AppError(fault?.code ?? 'internal', fault?.message ?? 'The server gave no answer that can be read.');
}

/** A resource of float32 numbers. @throws AppError as fetchBytes. */
export async function fetchNumbers(url: string): Promise<Float32Array> {
  return new Float32Array(await fetchBytes(url));
}
