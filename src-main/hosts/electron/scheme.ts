import { Readable } from 'node:stream';
import { protocol, type Session } from 'electron';
import type { Core } from '../../core/services/core.ts';
import type { Page } from '../page/page.ts';

/** Of every address of a window: app://window-3/, its page, its files and its resources. */
const SCHEME = 'app';

/** Host name of the documentation's window: it has pages and nothing else. */
const HELP_HOST = 'help';

/** What the scheme serves besides resources. */
export interface Pages {
  readonly page: Page;
  /** Below /docs/. */
  readonly docs: Page;
}

/** Who answers under a host name of the scheme: each window has a name, and so an origin, of its own. */
export type CoreOf = (hostName: string) => Core | null;

/** Before the app is ready: afterwards the scheme would be no origin and could neither stream nor be fetched. */
export function registerScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true } as const;
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }]);
}

/** The address of a window's page. */
export function pageUrl(hostName: string): string {
  return `${SCHEME}://${hostName}/`;
}

/** The address of a page of the documentation. */
export function helpUrl(name: string): string {
  return `${SCHEME}://${HELP_HOST}/docs/${name}`;
}

/**
 * Answers the scheme's addresses: the built page, the documentation to its own window, and at /resource/… what the
 * window's own core answers.
 */
export function serveScheme(session: Session, pages: Pages, coreOf: CoreOf): void {
  session.protocol.handle(SCHEME, (request) => answer(request, pages, coreOf));
}

async function answer(request: Request, { page, docs }: Pages, coreOf: CoreOf): Promise<Response> {
  const { host, pathname, search } = new URL(request.url);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (host === HELP_HOST) return isRead ? sent(docs, pathname, request) : say(405);
  const core = coreOf(host);
  if (!core || !isRead) return say(core ? 405 : 404);
  if (pathname.startsWith('/resource/')) {
    const response = await resource(core, pathname.slice('/resource/'.length) + search, request.headers);
    return request.method === 'HEAD' ? new Response(null, response) : response;
  }
  return sent(page, pathname, request);
}

function sent(page: Page, pathname: string, request: Request): Response {
  const file = page.get(pathname);
  if (!file) return say(404);
  return new Response(request.method === 'HEAD' ? null : new Uint8Array(file.body), { headers: { ...file.headers } });
}

async function resource(core: Core, path: string, asked: Headers): Promise<Response> {
  const { status, headers, body } = await core.resource(path, {
    range: asked.get('range') ?? undefined,
    'if-range': asked.get('if-range') ?? undefined,
    'if-none-match': asked.get('if-none-match') ?? undefined,
  });
  const named = { ...headers, 'cross-origin-resource-policy': 'same-origin', 'x-content-type-options': 'nosniff' };
  // These have no body, and a Response refuses one.
  if (status === 204 || status === 304) return new Response(null, { status, headers: named });
  // A player that seeks leaves its answer in the middle: the file is closed then.
  const content = body instanceof Uint8Array ? new Uint8Array(body) : Readable.toWeb(Readable.from(body));
  return new Response(content as ConstructorParameters<typeof Response>[0], { status, headers: named });
}

function say(status: number): Response {
  return new Response('There is nothing at this address.', { status, headers: { 'content-type': 'text/plain' } });
}
