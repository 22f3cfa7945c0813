import { z } from 'zod';

/** Longer than any system's. */
const MAX_CHARS = 32_767;

/**
 * A path of the core's machine, from the root of a disk on: what a caller means must not depend on the folder that the
 * core was started in.
 */
export const wholePathSchema = z
  .string()
  .min(1)
  .max(MAX_CHARS)
  .regex(/^(?:[/\\]|[A-Za-z]:[/\\])/, 'no whole path: write it from the root of the disk on')
  .refine((path) => !path.includes('\0'), 'a path without NUL characters is expected');
