import { createHash, timingSafeEqual } from 'node:crypto';

/** What of a request decides whether it may pass; names of headers in lower case. */
export interface GuardedRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Whom a server answers. */
export interface GuardRules {
  /** Values of Host that mean this server, in lower case, e.g. "127.0.0.1:4820". */
  readonly hosts: ReadonlySet<string>;
  readonly token: string;
  /** Name of the cookie that holds the token. */
  readonly cookie: string;
}

/** Why a request may not pass. */
export interface Refusal {
  readonly status: 400 | 401 | 403;
  readonly message: string;
}

/** Name of the cookie of the server at this port: browsers keep one set of cookies for all ports of a machine. */
export function cookieFor(port: number): string {
  return `timeloupe-${port}`;
}

/**
 * Whether a request came from where this server's own page, or a script that knows the token, would send it from; null
 * when it may pass. Host is checked against DNS rebinding, Origin and Sec-Fetch-Site against other sites' pages, the
 * token against other users of the machine.
 *
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function refusalOf(request: GuardedRequest, rules: GuardRules): Refusal | null {
  return strangerOf(request, rules) ?? (knowsToken(request, rules) ? null : UNKNOWN);
}

/** As refusalOf, but for the token: what the first visit, which brings it in its address, must pass. */
export function strangerOf({ headers }: GuardedRequest, { hosts }: GuardRules): Refusal | null {
  const host = one(headers['host'])?.toLowerCase();
  if (host === undefined || !hosts.has(host)) {
    return { status: 400, message: 'This server does not answer to that name. Use the address that it printed.' };
  }
  const origin = one(headers['origin'])?.toLowerCase();
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
    return { status: 403, message: 'Pages of other sites may not use this server.' };
  }
  const site = one(headers['sec-fetch-site']);
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return { status: 403, message: 'Pages of other sites may not use this server.' };
  }
  return null;
}

/** Compares in a time that doesn't depend on where the two differ. */
export function isToken(given: string | undefined, token: string): boolean {
  return given !== undefined && timingSafeEqual(digest(given), digest(token));
}

const UNKNOWN: Refusal = {
  status: 401,
  message: 'The token is missing or another one. Open the address that the server printed when it started.',
};

function knowsToken({ headers }: GuardedRequest, { token, cookie }: GuardRules): boolean {
  const [, bearer] = /^Bearer (\S+)$/i.exec(one(headers['authorization']) ?? '') ?? [];
  return (
    isToken(bearer, token) || cookiesOf(one(headers['cookie']) ?? '', cookie).some((value) => isToken(value, token))
  );
}

/** A browser sends a cookie once for each path it was set for. */
function cookiesOf(header: string, wanted: string): string[] {
  return header.split(';').flatMap((part) => {
    const [name, value] = part.trim().split('=');
    return name === wanted && value !== undefined ? [value] : [];
  });
}

/** A header that came twice counts as none: which of them the rest of the world believed can't be known. */
function one(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
