import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

/** One file of the page, kept in memory: together they are about a megabyte, and six more with the documentation's. */
export interface PageFile {
  readonly body: Buffer;
  /** As they go with it, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
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
const POLICY = [
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

/** With every file of the page, whichever host sends it. */
const SAFEGUARDS = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/**
 * Reads the built page once: what is not in this list has no address, so that no request can lead elsewhere. Maps from
 * code to source are left out.
 *
 * @param script address of a script that runs before the page's own, e.g. "/host.js".
 * @returns null when nothing was built there.
 */
export function readPage(folder: string, script: string | null = null): Page | null {
  const names = namesIn(folder);
  if (!names.includes('index.html')) return null;
  return new Map(
    names.map((name) => {
      const body = readFileSync(join(folder, name));
      return name === 'index.html'
        ? ['/', fileFrom(name, Buffer.from(withScript(body.toString('utf8'), script)))]
        : [`/${name}`, fileFrom(name, body)];
    }),
  );
}

/**
 * Reads the built documentation once, below "/docs/": the same list, under the same policy. Empty where none was built.
 */
export function readDocs(folder: string): Page {
  return new Map(
    namesIn(folder).map((name) => [`/docs/${name}`, fileFrom(`docs/${name}`, readFileSync(join(folder, name)))]),
  );
}

function fileFrom(name: string, body: Buffer): PageFile {
  // Names of the page's assets and chunks change with their content.
  const isImmutable = /^(assets|chunks)\//.test(name);
  return {
    body,
    headers: {
      ...SAFEGUARDS,
      'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
      'content-length': String(body.length),
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
      'cache-control': isImmutable ? 'private, max-age=31536000, immutable' : 'private, no-cache',
    },
  };
}

function withScript(html: string, script: string | null): string {
  return script === null ? html : html.replace(/<head>/i, `$&\n    <script type="module" src="${script}"></script>`);
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
