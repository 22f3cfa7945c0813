import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { wholePath } from '../../base/whole-path.ts';
import { asUnwritable } from '../output-folder.ts';
import type { OpenProject } from '../project/open-project.ts';

/** What to do where an export can't be written, a sentence without its stop. */
export const ELSEWHERE = 'Choose another folder';

/**
 * Makes sure that an export may become a folder.
 *
 * @throws AppError 'request.invalid' for a path that isn't absolute, 'output.exists' where something is there,
 * 'output.unwritable' where one may not even look.
 */
export async function requireFree(out: string): Promise<void> {
  if (!existsSync(wholePath(out))) return;
  try {
    if (!(await stat(out)).isDirectory()) throw exists(out, 'it is a file');
    if ((await readdir(out)).length > 0) throw exists(out, 'it holds other files');
  } catch (error) {
    throw asUnwritable(error, out, ELSEWHERE);
  }
}

function exists(out: string, why: string): AppError {
  return new AppError('output.exists', `Nothing was written to ${out}: ${why}. Choose a new or an empty folder.`);
}

/** 'export.target': "export-01", or the first number that is free, beside the project. */
export function freeTarget({ store }: Pick<OpenProject, 'store'>): { out: string } {
  const folder = dirname(store.path);
  for (let i = 1; ; i++) {
    const out = join(folder, `export-${String(i).padStart(2, '0')}`);
    if (!existsSync(out)) return { out };
  }
}
