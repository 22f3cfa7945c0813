import type { ListFileEntry } from '@huggingface/hub';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import type { HubAccess } from './access.ts';
import { networkReason, refusal, unreachable } from './faults.ts';
import type { HubId } from './hub-id.ts';

/** One file of a model as the hub lists it. */
export interface HubFile {
  /** Relative to the model, with '/' between folders. */
  readonly path: string;
  readonly sizeBytes: number;
  /** What its bytes must hash to; null where the hub does not say. */
  readonly checksum: Checksum | null;
}

/** git-sha1 is git's own hash of a blob: SHA-1 over "blob SIZE\0" and the bytes. Both in lower-case hex. */
export interface Checksum {
  readonly kind: 'sha256' | 'git-sha1';
  readonly hex: string;
}

/** A model at one commit. */
export interface HubListing {
  readonly id: HubId;
  /** 40 hex digits: what the asked revision pointed to. */
  readonly commit: string;
  /** The hub's short name of the licence, e.g. "cc-by-nc-4.0"; null where the model's card names none. */
  readonly licence: string | null;
  readonly files: readonly HubFile[];
}

const MAX_ENTRIES = 10_000;
/** A hub's pages have a thousand entries; without a limit a page that leads to itself would be read for ever. */
const MAX_REQUESTS = 100;

/**
 * Asks the hub what a revision is and which files lie at the model's root.
 *
 * Two requests of @huggingface/hub 2.17.5: GET /api/models/ID/revision/REV and GET /api/models/ID/tree/COMMIT.
 *
 * @throws AppError 'hub.unreachable', 'hub.forbidden', 'hub.not_found'; 'hub.corrupt' for answers that are
 *   not a hub's or that name files outside the model.
 */
export async function listCheckpoint(access: HubAccess, id: HubId, revision: string): Promise<HubListing> {
  const what = revision === 'main' ? `model ${id}` : `model ${id} at revision ${revision}`;
  try {
    // Loaded when needed: no other command has to wait for it.
    const { listFiles, modelInfo } = await import('@huggingface/hub');
    let requests = 0;
    const counted: typeof fetch = (input, init) => {
      if (++requests > MAX_REQUESTS) throw notAHub(access, 'its list of files has no end');
      return access.fetch(input, init);
    };
    const common = { hubUrl: access.endpoint, fetch: counted };
    const info = await modelInfo({ name: id, revision, additionalFields: ['sha', 'cardData', 'tags'], ...common });
    const commit: unknown = info.sha;
    if (typeof commit !== 'string' || !/^[0-9a-f]{40}$/.test(commit)) throw notAHub(access, 'it names no commit');
    const files: HubFile[] = [];
    for await (const entry of listFiles({ repo: { type: 'model', name: id }, revision: commit, ...common })) {
      if (entry.type === 'file') files.push(fileFrom(access, entry));
      if (files.length > MAX_ENTRIES) throw notAHub(access, `it lists more than ${MAX_ENTRIES} files`);
    }
    return { id, commit, licence: licenceFrom(info), files };
  } catch (error) {
    throw await asFault(error, access, id, what);
  }
}

async function asFault(error: unknown, access: HubAccess, id: HubId, what: string): Promise<unknown> {
  if (error instanceof AppError) return error;
  const { HubApiError } = await import('@huggingface/hub');
  if (error instanceof HubApiError) return refusal(access, id, error.statusCode, what);
  if (error instanceof SyntaxError) return notAHub(access, 'its answer is not JSON');
  return unreachable(access, networkReason(error), error);
}

function fileFrom(access: HubAccess, entry: ListFileEntry): HubFile {
  // The types say what a hub answers; what this server answers is checked here.
  const { path, lfs, oid } = entry as { path: unknown; lfs?: { oid?: unknown; size?: unknown }; oid?: unknown };
  if (typeof path !== 'string') throw notAHub(access, 'it lists a file without a name');
  if (!isInsidePath(path)) {
    throw notAHub(access, `it lists a file named ${JSON.stringify(path)}, which would lie outside the model`);
  }
  const sizeBytes: unknown = lfs?.size ?? entry.size;
  if (typeof sizeBytes !== 'number' || !Number.isSafeInteger(sizeBytes) || sizeBytes < 0) {
    throw notAHub(access, `it gives no size for ${path}`);
  }
  const sha256 = lfs?.oid;
  if (typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256)) {
    return { path, sizeBytes, checksum: { kind: 'sha256', hex: sha256 } };
  }
  const isBlob = lfs === undefined && typeof oid === 'string' && /^[0-9a-f]{40}$/.test(oid);
  return { path, sizeBytes, checksum: isBlob ? { kind: 'git-sha1', hex: oid } : null };
}

/** A relative path without a way out of its folder, on Windows either. */
function isInsidePath(path: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (path.length > 1024 || /[\\:\x00-\x1f\x7f]/.test(path)) return false;
  return path.split('/').every((name) => name !== '' && name !== '.' && name !== '..');
}

/** The licence named by the model's card, else by the hub's tags. */
function licenceFrom({ cardData, tags }: { readonly cardData?: unknown; readonly tags?: unknown }): string | null {
  const { license } = z.object({ license: z.unknown() }).partial().catch({}).parse(cardData);
  const names = [license, tags].flat().filter((name) => typeof name === 'string');
  const tag = names.find((name) => name.startsWith('license:'))?.slice('license:'.length);
  const named = typeof license === 'string' ? license : Array.isArray(license) ? names[0] : tag;
  return named !== undefined && /^[\w.+-]{1,64}$/.test(named) ? named : null;
}

function notAHub(access: HubAccess, reason: string): AppError {
  return new AppError('hub.corrupt', `${access.endpoint} does not answer as a hub does: ${reason}. Check HF_ENDPOINT.`);
}
