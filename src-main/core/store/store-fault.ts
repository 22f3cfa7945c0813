import { AppError } from '../../shared/errors.ts';

/** What a fault is told about: which file, and whether it was to be written. */
export interface FaultPlace {
  readonly path: string;
  readonly readOnlyReason: string | null;
  /** Another version of the program wrote it. */
  readonly isOtherVersion: boolean;
}

/** SQLite's result codes that are the user's to mend. @see https://sqlite.org/rescode.html */
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const CONSTRAINT = 19;
const MISMATCH = 20;
const NOTADB = 26;
/** Extended codes of IOERR that say that the file, not the disk, is wrong: it ends too early, or fails a checksum. */
const IOERR_SHORT_READ = 522;
const IOERR_DATA = 8202;
/** Extended code of READONLY: the file is no longer where it was opened. */
const READONLY_DBMOVED = 1032;
/** E.g. a missing table or column. */
const ERROR = 1;

/**
 * SQLite's error as one for the user, with the file and what to do; anything else is a bug and comes back as it is.
 *
 * @returns AppError 'project.busy', 'project.read_only', 'project.unwritable' or 'project.invalid', or `error`.
 */
export function storeFault(error: unknown, { path, readOnlyReason, isOtherVersion }: FaultPlace): unknown {
  const fault = (code: 'project.busy' | 'project.read_only' | 'project.unwritable' | 'project.invalid', text: string) =>
    new AppError(code, text, { cause: error });
  if (hasMoved(error)) {
    return fault(
      'project.unwritable',
      `${path} was moved or deleted while it was open. Close it, and open it where it is now.`,
    );
  }
  if (isBeyondNumbers(error)) return fault('project.invalid', damagedText(path));
  switch (resultCode(error)) {
    case BUSY:
    case LOCKED:
      return fault('project.busy', `Another process is writing to ${path}. Nothing was changed; try again.`);
    case READONLY:
      return fault('project.read_only', readOnlyReason ?? `${path} can no longer be written. Check its permissions.`);
    case ERROR:
      if (!isOtherVersion) return error;
      return fault('project.read_only', otherVersionText(readOnlyReason));
    case IOERR:
      return fault('project.unwritable', `The disk failed while reading or writing ${path}. Is it still connected?`);
    case FULL:
      return fault('project.unwritable', `There is no room to write to ${path}. Nothing was changed; free some space.`);
    case CANTOPEN:
      return fault(
        'project.unwritable',
        `${path}, or a file beside it, can't be opened. Check the folder's permissions.`,
      );
    case CORRUPT:
      return fault('project.invalid', damagedText(path));
    case NOTADB:
      return fault('project.invalid', `${path} is not a Timeloupe project, or its beginning is damaged.`);
    case null:
    default:
      return error;
  }
}

/** What a damaged project file is told with. */
export function damagedText(path: string): string {
  return `${path} is damaged. \`timeloupe project repair ${path} --out NEW\` recovers what can be read.`;
}

/** What a part of another version's project is told with, where it is not as this version reads it. */
export function otherVersionText(readOnlyReason: string | null): string {
  return `This part can't be read. ${readOnlyReason ?? ''}`.trim();
}

/** Whether a part of a file could not be read because the file or its disk is damaged. */
export function isDamage(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'project.invalid' || error.code === 'project.unwritable');
}

/** Whether a statement names a table or a column that is not there: in a damaged file it may be lost. */
export function isMissingTable(error: unknown): boolean {
  return resultCode(error) === ERROR;
}

/** Whether a row was refused because it breaks a rule of its table. */
export function isConstraint(error: unknown): boolean {
  const code = resultCode(error);
  return code === CONSTRAINT || code === MISMATCH;
}

/** An integer of 64 bits, which the program never writes. Both drivers say so in these words. */
function isBeyondNumbers(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('too large to be represented as a JavaScript number');
}

function hasMoved(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === READONLY_DBMOVED;
}

/** The primary result code, or null for what is no error of SQLite. */
function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  if (error.errcode === IOERR_SHORT_READ || error.errcode === IOERR_DATA) return CORRUPT;
  return error.errcode & 0xff;
}
