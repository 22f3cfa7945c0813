import type { z } from 'zod';

/** One method: how its parameters are checked, and the type of its result. */
export interface MethodSpec<P extends z.ZodType, R> {
  readonly params: P;
  /** Only a type: never set. */
  readonly result?: R;
}

/** `method(schema).returns<Result>()`: one object is types, validation and documentation. */
export function method<P extends z.ZodType>(params: P) {
  return { returns: <R>(): MethodSpec<P, R> => ({ params }) };
}
