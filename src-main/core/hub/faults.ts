import { AppError } from '../../shared/errors.ts';
import type { HubAccess } from './access.ts';
import type { HubId } from './hub-id.ts';

/** The one sentence for a hub that does not answer. */
export function unreachable(access: HubAccess, reason: string, cause?: unknown): AppError {
  return new AppError(
    'hub.unreachable',
    `Cannot reach ${access.endpoint} (${reason}). Check the network or HF_ENDPOINT; what was downloaded is kept and goes on from there.`,
    { cause },
  );
}

/**
 * What a refusing status means to the user.
 *
 * @param what the model, or the file in it, that was asked for.
 */
export function refusal(access: HubAccess, id: HubId, status: number, what: string): AppError {
  if (status === 401 || status === 403) {
    return new AppError(
      'hub.forbidden',
      `${access.endpoint} does not hand out ${what} (${status}): it is private, gated or not there. ` +
        `Accept its terms at ${access.endpoint}/${id} and set HF_TOKEN to a token that may read it.`,
    );
  }
  if (status === 404 || status === 410) {
    return new AppError(
      'hub.not_found',
      `${access.endpoint} has no ${what}. Check the spelling of the id and of --revision.`,
    );
  }
  return unreachable(access, `it answered ${status} for ${what}`);
}

/** Why a request failed below HTTP, in a word: fetch hides it in a chain of causes. */
export function networkReason(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = (at as NodeJS.ErrnoException).code;
    if (typeof code === 'string') return code;
    if (at instanceof AggregateError && at.errors.length > 0) return networkReason(at.errors[0]);
    if (at.cause === undefined) return at.message;
  }
  return String(error);
}

/** A file system error that is the machine's and not ours → a sentence about the place. */
export function unwritable(error: unknown, path: string): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  const reason = code === undefined ? undefined : WRITE_REASONS[code];
  if (reason === undefined) return error;
  return new AppError('output.unwritable', `Cannot write ${path}: ${reason}.`, { cause: error });
}

const WRITE_REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Make room and start the download again; it goes on where it stopped',
  EDQUOT: 'your disk quota is used up. Make room and start the download again; it goes on where it stopped',
  EFBIG: 'the file system does not take files of this size',
  EACCES: 'you may not write there. Set TIMELOUPE_MODELS to a folder of your own',
  EPERM: 'you may not write there. Set TIMELOUPE_MODELS to a folder of your own',
  EROFS: 'it is read-only. Set TIMELOUPE_MODELS to a folder that is not',
  ENOTDIR: 'part of this path is a file. Set TIMELOUPE_MODELS to a folder',
  EEXIST: 'part of this path is a file. Set TIMELOUPE_MODELS to a folder',
  EIO: 'the disk reported an error',
};
