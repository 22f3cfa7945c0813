import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Core } from '../../core/services/core.ts';
import { AppError } from '../../shared/errors.ts';
import { EventLog } from './event-log.ts';
import { COOKIE, type GuardRules, isToken, refusalOf, strangerOf } from './guard.ts';
import { answerCall, answerResource, say, streamEvents } from './routes.ts';

/** Where a server listens. */
export interface ServeOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** Names by which browsers reach it besides the loopback ones, e.g. of a reverse proxy: "lab.example:443". */
  readonly publicHosts?: readonly string[];
}

/** A core over HTTP on this machine's loopback address. */
export interface WebHost {
  readonly port: number;
  readonly token: string;
  /** To open once: it leaves the token in a cookie and out of every later address. */
  readonly url: string;
  /** Ends event streams and waits for answers that are under way; the core stays open. */
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

/**
 * Serves a core: POST /call, GET /events, GET /resource/…, for whoever knows the token.
 *
 * @throws AppError 'request.invalid' when the port is taken or not allowed.
 */
export async function serve(core: Core, { port, publicHosts = [] }: ServeOptions): Promise<WebHost> {
  const log = new EventLog();
  const stop = core.port.on((name, payload) => log.add(name, payload));
  const token = randomBytes(32).toString('base64url');
  const server = createServer();
  await listen(server, port).catch((error: unknown) => {
    stop();
    throw error;
  });
  const { port: actual } = server.address() as AddressInfo;
  const hosts = [LOOPBACK, 'localhost'].map((name) => `${name}:${actual}`);
  const proxies = new Set(publicHosts.map((host) => host.toLowerCase()));
  const served = { core, log, proxies, rules: { token, hosts: new Set([...hosts, ...proxies]) } };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void answer(served, request, response);
  });
  return {
    port: actual,
    token,
    url: `http://${LOOPBACK}:${actual}/?token=${token}`,
    async close() {
      stop();
      const closed = once(server, 'close');
      server.close();
      log.add('closed', null);
      server.closeIdleConnections();
      await closed;
    },
  };
}

/** What every route works with. */
interface Served {
  readonly core: Core;
  readonly log: EventLog;
  readonly rules: GuardRules;
  /** Those of `rules.hosts` that are reached over TLS. */
  readonly proxies: ReadonlySet<string>;
}

async function answer(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { rules } = served;
  const guarded = { method: request.method ?? '', headers: request.headers };
  const url = new URL(request.url ?? '/', 'http://host');
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  const given = url.pathname === '/' ? url.searchParams.get('token') : null;
  const refusal = given === null ? refusalOf(guarded, rules) : strangerOf(guarded, rules);
  if (refusal) say(response, refusal.status, refusal.message);
  else if (given !== null) welcome(response, given, served, request.headers.host ?? '');
  else await route(served, url, request, response);
}

async function route(served: Served, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const wanted = `${request.method ?? ''} ${url.pathname}`;
  if (wanted === 'POST /call') await answerCall(served.core, request, response);
  else if (wanted === 'GET /events') streamEvents(served.log, request, response);
  else if (/^(GET|HEAD) \/resource\//.test(wanted)) {
    await answerResource(served.core, (request.url ?? '').slice('/resource/'.length), request, response);
  } else if (wanted === 'GET /') say(response, 200, 'Timeloupe is serving. docs/protocol.md lists what it answers.');
  else say(response, 404, 'There is nothing at this address.');
}

/** Takes the token out of the address, and out of the browser's history, into a cookie that no other site can use. */
function welcome(response: ServerResponse, given: string, { rules, proxies }: Served, host: string): void {
  if (!isToken(given, rules.token)) {
    say(response, 401, 'This address is of an earlier start. Open the one that the server printed last.');
    return;
  }
  response.writeHead(303, {
    location: '/',
    'set-cookie': `${COOKIE}=${rules.token}; HttpOnly; SameSite=Strict; Path=/${proxies.has(host.toLowerCase()) ? '; Secure' : ''}`,
    'cache-control': 'no-store',
  });
  response.end();
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, LOOPBACK);
  try {
    await once(server, 'listening');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why =
      code === 'EADDRINUSE' ? 'is taken' : code === 'EACCES' ? 'is not allowed' : `can't be used (${String(code)})`;
    throw new AppError('request.invalid', `Port ${port} ${why}. Give another one, or 0 for any that is free.`);
  }
}
