import { createHash, randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { makeFolders, removeEmptyFolders } from '../../base/make-folders.ts';
import { isRunning } from '../../base/running-process.ts';
import { asUnwritable, replaceFolder } from '../output-folder.ts';
import { ClipLog } from './clip-log.ts';

const OWNER = 'owner.json';

/** An export of clips, to be put together beside its target. */
export interface ResumableTarget {
  /** Absolute, and free. */
  readonly out: string;
  readonly projectId: string;
  /** What to do where it can't be written, a sentence without its stop. */
  readonly advice: string;
}

/**
 * As `writeWhole`, but what is finished of it stays when it is interrupted, in a hidden folder beside the target that is
 * found by the project and the target's name: the next export of the project to that place goes on from there. An export
 * that reads back differently leaves nothing, nor does one without a finished clip, nor one beside another that is going
 * to the same place.
 *
 * @param write fills the folder of the log.
 */
export async function writeResumable<T>(
  { out, projectId, advice }: ResumableTarget,
  write: (log: ClipLog) => Promise<T>,
): Promise<T> {
  const parent = dirname(out);
  let firstMade: string | undefined;
  let home: Home | undefined;
  let log: ClipLog | undefined;
  try {
    firstMade = await makeFolders(parent);
    home = await takeHome(parent, nameOf(projectId, basename(out)));
    log = await ClipLog.open(home.path);
    const result = await write(log);
    await replaceFolder(log.folder, out);
    await rm(home.path, { recursive: true, force: true });
    return result;
  } catch (error) {
    const told = asUnwritable(error, out, advice);
    if (home?.isFoundAgain && log && log.finished > 0 && isWorthKeeping(told)) {
      await rm(join(home.path, OWNER), { force: true }).catch(() => undefined);
      throw withKept(told, log.finished, home.path, out);
    }
    if (home) await rm(home.path, { recursive: true, force: true }).catch(() => undefined);
    if (firstMade !== undefined) await removeEmptyFolders(parent, firstMade);
    throw told;
  }
}

interface Home {
  readonly path: string;
  /** Whether a next export to the same place would find it. */
  readonly isFoundAgain: boolean;
}

/** The folder that goes by the name, or one of its own where another export that is still running has that. */
async function takeHome(parent: string, name: string): Promise<Home> {
  const path = join(parent, `.timeloupe-export-${name}`);
  await makeFolders(path);
  if (!(await hasLinks(path)) && (await own(path))) return { path, isFoundAgain: true };
  const other = join(parent, `.timeloupe-export-${randomUUID()}`);
  await mkdir(other);
  return { path: other, isFoundAgain: false };
}

function nameOf(projectId: string, target: string): string {
  return createHash('sha256')
    .update(JSON.stringify([projectId, target]))
    .digest('hex')
    .slice(0, 16);
}

/** Whether a folder, or what lies directly in it, leads elsewhere: we make no links, so that others have put them there. */
async function hasLinks(home: string): Promise<boolean> {
  if ((await lstat(home)).isSymbolicLink()) return true;
  return (await readdir(home, { withFileTypes: true })).some((entry) => entry.isSymbolicLink());
}

/** Takes a folder for this process. @returns false where another export that is still running has it. */
async function own(home: string): Promise<boolean> {
  const path = join(home, OWNER);
  const owner = JSON.stringify([hostname(), process.pid]);
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeFile(path, owner, { flag: 'wx' });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (!(await isLeft(path))) return false;
    await rm(path, { force: true });
  }
  return false;
}

/** Whether the owner that a file names is gone; half a file was written by one that was killed. */
async function isLeft(path: string): Promise<boolean> {
  try {
    const [host, pid] = JSON.parse(await readFile(path, 'utf8')) as [string, number];
    return host === hostname() && !isRunning(pid);
  } catch {
    return true;
  }
}

/** What reads back differently is not trusted in part, either. */
function isWorthKeeping(error: unknown): boolean {
  return !(error instanceof AppError && error.code === 'output.differs');
}

function withKept(error: unknown, finished: number, home: string, out: string): unknown {
  if (!(error instanceof AppError)) return error;
  const clips = finished === 1 ? '1 finished clip is' : `${finished} finished clips are`;
  const kept = `${clips} kept: exporting to ${out} again goes on from there. To be rid of them, delete ${home}.`;
  return new AppError(error.code, `${error.message} ${kept}`, { cause: error });
}
