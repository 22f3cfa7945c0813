import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';

/** One file of the page, kept in memory: together they are about a megabyte. */
interface PageFile {
  readonly type: string;
  readonly etag: string;
  /** Its name changes with its content. */
  readonly isImmutable: boolean;
  readonly body: Buffer;
}

/** Files of the built page by address, "/" being the page itself. */
export type Page = ReadonlyMap<string, PageFile>;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/**
 * What the page may load: its own files and nothing else. Components set single properties through attributes, which
 * needs style-src-attr; style sheets in the page are not allowed.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "worker-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Puts the port of this host under the page, before the page's own script. */
const PORT_SCRIPT = '<script type="module" src="/host.js"></script>';

/**
 * Reads the built page once: what is not in this list has no address, so that no request can lead elsewhere. Maps from
 * code to source are left out.
 *
 * @returns null when nothing was built there.
 */
export function readPage(folder: string): Page | null {
  const names = namesIn(folder);
  if (!names.includes('index.html')) return null;
  const files = names.map((name): [string, PageFile] => {
    const body = readFileSync(join(folder, name));
    return name === 'index.html'
      ? ['/', fileFrom('/index.html', Buffer.from(withPort(body.toString('utf8'))))]
      : [`/${name}`, fileFrom(`/${name}`, body)];
  });
  return new Map(files);
}

/** GET or HEAD of one of the page's files. @returns false when there is none at this address. */
export function answerPage(page: Page, path: string, request: IncomingMessage, response: ServerResponse): boolean {
  const file = page.get(path);
  if (!file) return false;
  response.setHeader('etag', file.etag);
  response.setHeader('cache-control', file.isImmutable ? 'private, max-age=31536000, immutable' : 'private, no-cache');
  response.setHeader('content-security-policy', PAGE_POLICY);
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-embedder-policy', 'require-corp');
  response.setHeader('permissions-policy', 'camera=(), geolocation=(), microphone=(), usb=()');
  if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304).end();
    return true;
  }
  response.writeHead(200, { 'content-type': file.type, 'content-length': file.body.length });
  response.end(request.method === 'HEAD' ? undefined : file.body);
  return true;
}

function fileFrom(path: string, body: Buffer): PageFile {
  return {
    type: TYPES[extname(path)] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    isImmutable: path.startsWith('/assets/') || path.startsWith('/chunks/'),
    body,
  };
}

function withPort(html: string): string {
  return html.replace(/<head>/i, `$&\n    ${PORT_SCRIPT}`);
}

/** Relative to the folder, with "/" between; empty where there is no such folder. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  } catch {
    return [];
  }
}
