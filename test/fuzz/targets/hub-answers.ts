import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type Message, messageFrom, mutatedMessage } from '../engine/http.ts';
import type { Random } from '../engine/random.ts';

/** Stands for the port in inputs, so that they are the same in each run. */
export const PORT = '41999';

/** What a hub sends instead of its own answer, by the request's path and query; only to the first `times` of them. */
export type Answers = Readonly<Record<string, { readonly raw: string; readonly times: number }>>;

/** What the hub itself answers. */
export type Recorded = ReadonlyMap<string, Message>;

/** Lines that decide where a download goes on, and whether. The first of an answer has no name. */
const TELLING: readonly (readonly string[])[] = [
  [100, 101, 103, 200, 201, 203, 204, 205, 206, 226, 300, 301, 302, 303, 304, 305, 307, 308, 399].map(status),
  [400, 401, 403, 404, 407, 408, 410, 416, 421, 425, 429, 451, 500, 502, 503, 504, 599, 600, 999].map(status),
  ['HTTP/0.9 200 OK', 'HTTP/1.1 200', 'HTTP/2 200', 'SSH-2.0-x', ''],
  ['/', '', '//', '?', '#', 'x', '../../..', '/api/models', 'file:///etc/passwd', 'data:,x', 'javascript:1'].map(
    (to) => `Location: ${to}`,
  ),
  ['localhost:9', '127.0.0.1:9', `127.0.0.1:${PORT}`, `user:word@localhost:${PORT}`].map(
    (host) => `Location: http://${host}/x`,
  ),
  ['0', '1', '99999999999999999999', '-1', '1, 1', '0x10', '1e3', ''].map((length) => `Content-Length: ${length}`),
  ['chunked', 'gzip', 'chunked, chunked', 'identity'].map((coding) => `Transfer-Encoding: ${coding}`),
  ['gzip', 'br', 'deflate', 'x', 'gzip, gzip'].map((coding) => `Content-Encoding: ${coding}`),
  ['bytes 0-1/9', 'bytes 1-/9', 'bytes */9', 'bytes 99999999999999999999-1/2', 'x'].map(
    (range) => `Content-Range: ${range}`,
  ),
  ['', '<', '<>; rel="next"', '</>; rel="next"', `<http://127.0.0.1:${PORT}/>; rel="next"`, '<x>; rel=next'].map(
    (link) => `Link: ${link}`,
  ),
  ['text/html', 'application/json; charset=utf-16', ''].map((type) => `Content-Type: ${type}`),
  ['X: \u0000', 'X : y', ' folded', 'Connection: upgrade', 'Retry-After: 99999', 'ETag: "x"'],
];

/** Asks a server for each of these, and takes what comes. */
export async function recordedAnswers(port: string, targets: Iterable<string>): Promise<Recorded> {
  const recorded = new Map<string, Message>();
  for (const target of targets) {
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `GET ${target.replaceAll(PORT, port)} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`,
    );
    const text = (await buffer(socket)).toString('latin1').replaceAll(port, PORT);
    recorded.set(target, inOnePiece(messageFrom(text.replace(/\r\nDate: [^\r]*/, ''))));
  }
  return recorded;
}

/** With its length told, instead of in chunks. */
function inOnePiece({ head, body }: Message): Message {
  if (!/\r\nTransfer-Encoding: chunked/.test(head)) return { head, body };
  let whole = '';
  for (let rest = body; !rest.startsWith('0\r\n');) {
    const [size = ''] = /^[0-9a-f]+\r\n/.exec(rest) ?? [];
    const end = size.length + Number.parseInt(size, 16);
    whole += rest.slice(size.length, end);
    rest = rest.slice(end + 2);
  }
  return { head: head.replace('Transfer-Encoding: chunked', `Content-Length: ${whole.length}`), body: whole };
}

/** One to three answers of one model's are others. */
export function drawnAnswers(random: Random, recorded: Recorded): Answers {
  const targets = [...recorded.keys()];
  const others = [...recorded.values()];
  const drawn = Array.from({ length: random.length(3) }, () => {
    const target = random.pick(targets);
    const raw = leadingNowhere(
      mutatedMessage(recorded.get(target)!, random, { others, telling: [...TELLING, [self(target)]] }),
    );
    return [target, { raw, times: random.pick([1, 1, 2, 9999]) }] as const;
  });
  return Object.fromEntries(drawn);
}

function status(code: number): string {
  return `HTTP/1.1 ${code} So it is`;
}

/** The next page of a listing, or the place of a file, is itself. */
function self(target: string): string {
  return target.includes('/tree/') ? `Link: <http://127.0.0.1:${PORT}${target}>; rel="next"` : `Location: ${target}`;
}

/** Whoever is named but this machine is not asked. */
function leadingNowhere(raw: string): string {
  const { head } = messageFrom(raw);
  const own = new RegExp(`^(?:localhost|127\\.0\\.0\\.1):(?:${PORT}|9)(?![\\w.:@-])`);
  const safe = head.replace(/[/\\]{2,}([^/\\\s<>;"]*)/g, (whole, host: string) =>
    host === '' || own.test(host) ? whole : '//127.0.0.1:9',
  );
  return safe.replace(/https:/gi, 'http:') + raw.slice(head.length);
}
