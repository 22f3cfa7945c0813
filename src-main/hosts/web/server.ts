import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Core } from '../../core/services/core.ts';
import { type Page, readDocs, readPage } from '../page/page.ts';
import { EventLog } from './event-log.ts';
import { cookieFor, isToken, refusalOf, strangerOf } from './guard.ts';
import { type Limits, LIMITS, setLimits, watchBody } from './limits.ts';
import { addressFor, listen, type Listening, ownHosts } from './listening.ts';
import { RecentCalls } from './recent-calls.ts';
import { answerRequest, type Served } from './router.ts';
import { say } from './routes.ts';

/** Puts the port of this host under the page. */
const PORT_SCRIPT = '/host.js';

/** After which answers that are under way are broken off. */
const GRACE_MS = 3000;

/** What a server serves, where, and to whom. */
export interface ServeOptions extends Listening {
  /** Names by which browsers reach it besides its own ones, e.g. of a reverse proxy: "lab.example:443". */
  readonly publicHosts?: readonly string[];
  /** The built page; without it only calls, events and resources are answered. */
  readonly pageDir?: string;
  /** The built documentation, served below /docs/. */
  readonly docsDir?: string;
  /** Where files that were dropped on the page go when no project is open. */
  readonly dataDir: string;
  /** By default those of limits.ts. */
  readonly limits?: Partial<Limits>;
}

/** A core over HTTP on this machine. */
export interface WebHost {
  readonly port: number;
  readonly token: string;
  /** To open once: it leaves the token in a cookie and out of every later address. */
  readonly url: string;
  /** Such an address that works once, to hand to a program: other users of the machine can read what it was given. */
  urlForOneVisit(): string;
  /** Ends event streams and waits a moment for answers that are under way; the core stays open. */
  close(): Promise<void>;
}

/**
 * Serves a core: the page, POST /call, GET /events, GET /resource/…, PUT /upload, for whoever knows the token. Whether
 * it may listen where others reach it is decided before, by refuseExposure.
 *
 * @throws AppError 'request.invalid' when the port or address can't be had, or the TLS files can't be used.
 */
export async function serve(core: Core, options: ServeOptions): Promise<WebHost> {
  const limits = { ...LIMITS, ...options.limits };
  const { server, port } = await listen(options, limits);
  const log = new EventLog();
  const stop = core.port.on((name, payload) => log.add(name, payload));
  const door = new Door(options, port);
  const page: Page = new Map([...pageIn(options), ...docsIn(options)]);
  const served: Served = { core, log, page, dataDir: options.dataDir, calls: new RecentCalls() };
  setLimits(server, limits);
  let isClosing = false;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (isClosing) {
      // A browser that comes back over a connection that is still open would keep it open.
      response.setHeader('connection', 'close');
      say(response, 503, 'The server is ending.');
    } else if (door.lets(request, response)) {
      watchBody(request, limits);
      void answerRequest(served, request, response);
    }
  });
  return {
    port,
    token: door.token,
    url: door.url(door.token),
    urlForOneVisit: () => door.url(door.newCode()),
    async close() {
      stop();
      isClosing = true;
      const closed = once(server, 'close');
      server.close();
      log.add('closed', null);
      server.closeIdleConnections();
      // A player that has paused takes its answer to the end only when it goes on.
      const atLast = setTimeout(() => server.closeAllConnections(), GRACE_MS);
      await closed;
      clearTimeout(atLast);
    },
  };
}

function pageIn({ pageDir }: ServeOptions): Page {
  return (pageDir !== undefined ? readPage(pageDir, PORT_SCRIPT) : null) ?? new Map();
}

function docsIn({ docsDir }: ServeOptions): Page {
  return docsDir !== undefined ? readDocs(docsDir) : new Map();
}

/** Who may come in: it turns others away, and gives whoever brings the token in the address a cookie. */
class Door {
  readonly token = newSecret();
  readonly #address: string;
  readonly #cookie: string;
  readonly #hosts: ReadonlySet<string>;
  /** Hosts that are reached over TLS. */
  readonly #secureHosts: ReadonlySet<string>;
  readonly #codes = new Set<string>();

  constructor(options: ServeOptions, port: number) {
    const own = ownHosts(options, port);
    const proxies = (options.publicHosts ?? []).map((host) => host.toLowerCase());
    this.#address = addressFor(options, port);
    this.#cookie = cookieFor(port);
    this.#hosts = new Set([...own, ...proxies]);
    this.#secureHosts = new Set(options.tls ? [...own, ...proxies] : proxies);
  }

  url(token: string): string {
    return `${this.#address}?token=${token}`;
  }

  /** A token for one visit. */
  newCode(): string {
    const code = newSecret();
    this.#codes.add(code);
    return code;
  }

  /** Whether the request is to be answered; otherwise it has been. */
  lets(request: IncomingMessage, response: ServerResponse): boolean {
    const guarded = { method: request.method ?? '', headers: request.headers };
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('referrer-policy', 'no-referrer');
    response.setHeader('cross-origin-resource-policy', 'same-origin');
    const rules = { hosts: this.#hosts, token: this.token, cookie: this.#cookie };
    const given = tokenIn(request.url ?? '/');
    const refusal = given === null ? refusalOf(guarded, rules) : strangerOf(guarded, rules);
    if (refusal) {
      // What is still on its way is not read.
      response.setHeader('connection', 'close');
      say(response, refusal.status, refusal.message);
      return false;
    }
    if (given === null) return true;
    this.#welcome(response, given, request.headers.host ?? '');
    return false;
  }

  /** Takes the token out of the address, and out of the browser's history, into a cookie that no other site can use. */
  #welcome(response: ServerResponse, given: string, host: string): void {
    if (!this.#codes.delete(given) && !isToken(given, this.token)) {
      say(response, 401, 'This address is of an earlier start. Open the one that the server printed last.');
      return;
    }
    const secure = this.#secureHosts.has(host.toLowerCase()) ? '; Secure' : '';
    response.writeHead(303, {
      location: '/',
      'set-cookie': `${this.#cookie}=${this.token}; HttpOnly; SameSite=Strict; Path=/${secure}`,
      'cache-control': 'no-store',
    });
    response.end();
  }
}

/** Of "/?token=…"; null for every other address. */
function tokenIn(target: string): string | null {
  const [, query] = /^\/\?(.*)$/.exec(target) ?? [];
  return query === undefined ? null : new URLSearchParams(query).get('token');
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
