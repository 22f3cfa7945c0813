import { createHash } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One model the hub has. Files in `lfs` are listed with their sha256 and served by a redirect to another origin. */
export interface HubModel {
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly lfs?: readonly string[];
  readonly commit?: string;
  readonly revisions?: readonly string[];
  readonly licence?: string | readonly string[] | null;
  readonly tags?: readonly string[];
}

/** What goes wrong, and where. Paths are those of the model's files. */
export interface HubFaults {
  /** Requests for files and API without this token are refused with 401. */
  readonly token?: string;
  /** Bytes after which each further answer for a path breaks off, used up one by one. */
  readonly cutAfterBytes?: Readonly<Record<string, readonly number[]>>;
  /** Answers for a path that stop after some bytes until the promise is kept. */
  readonly holds?: Readonly<Record<string, { readonly afterBytes: number; readonly until: Promise<void> }>>;
  /** Served instead of the right bytes. */
  readonly wrongBytes?: Readonly<Record<string, Uint8Array>>;
  /** Statuses of the next answers for a path, used up one by one. */
  readonly statuses?: Readonly<Record<string, readonly number[]>>;
  readonly ignoresRanges?: boolean;
  /** Ranges are answered with one that starts somewhere else. */
  readonly shiftsRanges?: boolean;
  /** Replaces the listing. */
  readonly tree?: readonly unknown[];
  /** Replaces every API answer. */
  readonly apiBody?: string;
  readonly apiStatus?: number;
  /** What goes over the wire for a request instead of an answer, HTTP or not; null: the answer. @param target path and query. */
  readonly raw?: (target: string) => Buffer | null;
}

/** What the server was asked, in order. */
export interface HubRequest {
  readonly path: string;
  readonly range: string | undefined;
  readonly token: string | undefined;
  readonly host: string | undefined;
}

export interface HubServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly HubRequest[];
}

export const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const PAGE_ENTRIES = 3;

/**
 * A hub on the loopback device that answers over real HTTP what huggingface.co answers to @huggingface/hub:
 * /api/models/ID/revision/REV, /api/models/ID/tree/REV in pages, /ID/resolve/REV/FILE with redirects (small files
 * by 307 on the same origin, LFS files by 302 to another one) and byte ranges.
 */
export async function startHub(models: Readonly<Record<string, HubModel>>, faults: HubFaults = {}): Promise<HubServer> {
  const hub = new Hub(models, faults);
  const server = createServer((request, response) => hub.answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  hub.port = port;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: hub.requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

class Hub {
  readonly requests: HubRequest[] = [];
  port = 0;
  readonly #models: Readonly<Record<string, HubModel>>;
  readonly #faults: HubFaults;
  readonly #cuts: Map<string, number[]>;
  readonly #statuses: Map<string, number[]>;

  constructor(models: Readonly<Record<string, HubModel>>, faults: HubFaults) {
    this.#models = models;
    this.#faults = faults;
    this.#cuts = new Map(Object.entries(faults.cutAfterBytes ?? {}).map(([path, cuts]) => [path, [...cuts]]));
    this.#statuses = new Map(Object.entries(faults.statuses ?? {}).map(([path, list]) => [path, [...list]]));
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', `http://127.0.0.1:${this.port}`);
    const { range, authorization, host } = request.headers;
    this.requests.push({ path: url.pathname, range, token: authorization, host });
    const raw = this.#faults.raw?.(request.url ?? '/') ?? null;
    if (raw) {
      request.socket.end(raw);
      return;
    }
    const isCdn = url.pathname.startsWith('/cdn/');
    if (!isCdn && this.#faults.token !== undefined && authorization !== `Bearer ${this.#faults.token}`) {
      json(response, 401, { error: 'Invalid username or password.' });
      return;
    }
    const api = /^\/api\/models\/(.+?)\/(revision|tree)\/([^/]+)$/.exec(url.pathname);
    if (api) this.#answerApi(url, response, api[1]!, api[2]!, decodeURIComponent(api[3]!));
    else this.#answerFile(url, request, response);
  }

  #answerApi(url: URL, response: ServerResponse, id: string, kind: string, revision: string): void {
    const model = this.#models[id];
    const commit = model?.commit ?? COMMIT;
    if (this.#faults.apiStatus !== undefined) json(response, this.#faults.apiStatus, { error: 'Out of order' });
    else if (this.#faults.apiBody !== undefined)
      response.writeHead(200, { 'content-type': 'application/json' }).end(this.#faults.apiBody);
    else if (!model) json(response, 404, { error: 'Repository not found' });
    else if (![commit, ...(model.revisions ?? ['main'])].includes(revision))
      json(response, 404, { error: `Invalid rev id: ${revision}` });
    else if (kind === 'revision')
      json(response, 200, {
        _id: 'x',
        id,
        sha: commit,
        cardData: model.licence === null ? undefined : { license: model.licence ?? 'cc-by-nc-4.0' },
        tags: model.tags ?? [],
        lastModified: '2026-01-01T00:00:00.000Z',
      });
    else this.#answerTree(url, response, model);
  }

  #answerTree(url: URL, response: ServerResponse, model: HubModel): void {
    const all = this.#faults.tree ?? Object.entries(model.files).map(([path, bytes]) => entry(path, bytes, model));
    const start = Number(url.searchParams.get('cursor') ?? 0);
    const end = start + PAGE_ENTRIES;
    if (end < all.length) {
      url.searchParams.set('cursor', String(end));
      response.setHeader('link', `<${url.href}>; rel="next"`);
    }
    json(response, 200, all.slice(start, end));
  }

  #answerFile(url: URL, request: IncomingMessage, response: ServerResponse): void {
    const [, kind, id, path] = /^\/(?:(cdn|cache)\/)?(.+?)\/resolve\/[^/]+\/(.+)$/.exec(url.pathname) ?? [];
    const model = this.#models[id ?? ''];
    const right = model?.files[path ?? ''];
    const status = this.#statuses.get(path ?? '')?.shift();
    if (!model || path === undefined || right === undefined || (status !== undefined && status !== 200)) {
      json(response, status ?? 404, { error: 'Entry not found' });
      return;
    }
    if (kind === undefined) {
      const isLfs = model.lfs?.includes(path) ?? false;
      // localhost is another origin than 127.0.0.1: there the token must not go.
      const location = isLfs ? `http://localhost:${this.port}/cdn${url.pathname}` : `/cache${url.pathname}`;
      response.writeHead(isLfs ? 302 : 307, { location }).end();
      return;
    }
    this.#sendBytes(this.#faults.wrongBytes?.[path] ?? right, path, request, response);
  }

  #sendBytes(bytes: Uint8Array, path: string, request: IncomingMessage, response: ServerResponse): void {
    const asked = /^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1];
    const isRange = asked !== undefined && this.#faults.ignoresRanges !== true;
    const start = isRange ? Number(asked) + (this.#faults.shiftsRanges === true ? 1 : 0) : 0;
    const body = bytes.subarray(start);
    response.writeHead(isRange ? 206 : 200, {
      'content-length': body.length,
      ...(isRange && { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
    });
    const cut = this.#cuts.get(path)?.shift();
    const hold = this.#faults.holds?.[path];
    if (hold) {
      response.write(body.subarray(0, hold.afterBytes));
      void hold.until.then(() => response.end(body.subarray(hold.afterBytes)));
    } else if (cut === undefined) response.end(body);
    else response.write(body.subarray(0, cut), () => response.destroy());
  }
}

/** A file as /tree lists it. */
export function entry(path: string, bytes: Uint8Array, model: Pick<HubModel, 'lfs'> = {}): Record<string, unknown> {
  const oid = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const lfs = model.lfs?.includes(path) ? { lfs: { oid: sha256, size: bytes.length, pointerSize: 134 } } : {};
  return { type: 'file', path, size: bytes.length, oid, ...lfs };
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
