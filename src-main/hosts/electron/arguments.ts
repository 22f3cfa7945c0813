import { resolve } from 'node:path';

/** Projects that a command line or a double-click names, as absolute paths. */
export function projectsIn(args: readonly string[], folder: string): string[] {
  return args.filter((arg) => !arg.startsWith('-') && /\.timeloupe$/i.test(arg)).map((arg) => resolve(folder, arg));
}
