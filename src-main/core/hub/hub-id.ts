import { AppError } from '../../shared/errors.ts';

/** A model on the hub: "namespace/name", or "name" alone for the few old ones without a namespace. */
export type HubId = string & { readonly hubId: true };

const SEGMENT = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?$/;
const REVISION = /^[A-Za-z0-9_][A-Za-z0-9._/-]{0,249}$/;

/**
 * Checks an id by the hub's own rules, so that it can be put into a URL and a folder name as it is.
 *
 * @throws AppError 'request.invalid' for anything the hub could not have named so.
 */
export function parseHubId(text: string): HubId {
  const segments = text.split('/');
  const isId =
    segments.length <= 2 &&
    segments.every((segment) => SEGMENT.test(segment) && !segment.includes('--') && !segment.includes('..'));
  if (isId) return text as HubId;
  throw new AppError(
    'request.invalid',
    `${JSON.stringify(text)} is not a hub id. Write it as "namespace/name", e.g. facebook/timesformer-base-finetuned-k400.`,
  );
}

/**
 * Checks a revision: a branch, a tag, a commit or e.g. "refs/pr/5".
 *
 * @throws AppError 'request.invalid' for what git would not accept as one.
 */
export function parseRevision(text: string): string {
  if (REVISION.test(text) && !text.includes('..') && !text.includes('//') && !text.endsWith('/')) return text;
  throw new AppError(
    'request.invalid',
    `--revision is ${JSON.stringify(text)}; it takes a branch, a tag or a commit, e.g. main.`,
  );
}

/** The folder a model is kept in. Ids hold no "--", so no two ids share a folder. */
export function folderNameOf(id: HubId): string {
  return id.replace('/', '--');
}
