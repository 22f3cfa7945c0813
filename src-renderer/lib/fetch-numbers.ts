import { AppError, type WireError } from '#shared/errors';

/** A resource of float32 numbers. @throws AppError as the core answers. */
export async function fetchNumbers(url: string): Promise<Float32Array> {
  const response = await fetch(url);
  if (response.ok) return new Float32Array(await response.arrayBuffer());
  const fault = (await response.json().catch(() => null)) as WireError | null;
  throw new AppError(fault?.code ?? 'internal', fault?.message ?? 'The server gave no answer that can be read.');
}
