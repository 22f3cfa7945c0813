import { type Message, messageFrom, mutatedMessage } from '../engine/http.ts';
import type { Random } from '../engine/random.ts';

/** Stand in inputs for what is another one in each run. */
export const STAND_INS = { port: '41999', token: 'THE-TOKEN', videoId: 'THE-VIDEO' } as const;

const { port, token, videoId } = STAND_INS;
const JSON_TYPE = 'Content-Type: application/json';

/** Lines that decide what is answered, to whom, and how much is read. */
const TELLING: readonly (readonly string[])[] = [
  ['bytes=0-', 'bytes=-1', 'bytes=5-2', 'bytes=0-0,2-3', 'bytes=99999999999999999999-', 'bytes=-0', 'lines=1-2'].map(
    (range) => `Range: ${range}`,
  ),
  ['*', '""', 'W/"x"', '"', ','].flatMap((tag) => [`If-None-Match: ${tag}`, `If-Range: ${tag}`]),
  ['0', '1', '5', '-1', '99999999999999999999', '1, 1', '0x10', '1e3', ''].map((length) => `Content-Length: ${length}`),
  ['chunked', 'identity', 'gzip, chunked', 'chunked, chunked'].map((coding) => `Transfer-Encoding: ${coding}`),
  ['', 'evil.example', `127.0.0.1:${port}:`, `user@127.0.0.1:${port}`, `LOCALHOST:${port}`].map(
    (host) => `Host: ${host}`,
  ),
  ['null', `http://127.0.0.1:${port}`, 'http://evil.example'].map((origin) => `Origin: ${origin}`),
  ['Bearer', 'Bearer x', `Bearer ${'x'.repeat(43)}`, `bearer ${token}`, `Bearer  ${token} x`, `Basic ${token}`].map(
    (way) => `Authorization: ${way}`,
  ),
  ['Expect: 100-continue', 'Expect: x', 'Upgrade: websocket', 'Connection: upgrade', 'Connection: close, keep-alive'],
  ['Content-Type: text/plain', 'Content-Type: application/jsonx', 'Last-Event-ID: -1', 'Last-Event-ID: 9e9', 'X : y'],
  ['Sec-Fetch-Site: cross-site', `Cookie: timeloupe-${port}=${token}`, `Cookie: timeloupe-${port}=x`, ' folded'],
  ['CONNECT 127.0.0.1:9 HTTP/1.1', 'OPTIONS * HTTP/1.1', 'TRACE / HTTP/1.1', 'GET / HTTP/1.0', 'GET / HTTP/2.0'],
  ['GET http://127.0.0.1/ HTTP/1.1', 'PRI * HTTP/2.0', 'GET /', 'get / http/1.1', 'PUT /upload HTTP/1.1', ''],
  ['/%', '/%00', '/..%2f..%2fetc', '//', '/?token=', `/?token=${token}`, '/resource/', '/resource/%', '/docs/../x'].map(
    (path) => `GET ${path} HTTP/1.1`,
  ),
  ['/events?after=1e9', '/events?after=-1', '/upload?name=..&length=1', '/upload?name=a&length=-1', '/%ff?%ff'].map(
    (path) => `GET ${path} HTTP/1.1`,
  ),
];

/** A sound request of each kind that a page or a script makes. */
const SOUND: readonly Message[] = [
  request('GET /?token=THE-TOKEN', [], ''),
  ...['GET /', 'HEAD /', 'GET /events', 'GET /events?after=0', 'GET /index.html', 'GET /docs/'].map((line) =>
    request(line),
  ),
  ...['app.info', 'project.info', 'videos.list', 'labels.list', 'tasks.list'].map((name) => call({ name })),
  call({ id: 'a', name: 'videos.pts', params: { videoId } }),
  call({ id: 'b', name: 'edits.undo', params: { annotator: 'Ada' } }),
  call({ name: 'segments.list', params: { filter: { videoId, statuses: ['accepted'] } } }),
  ...['bytes=0-99', 'bytes=-100', 'bytes=100-', 'bytes=0-'].map((range) =>
    resource(`video/${videoId}`, [`Range: ${range}`]),
  ),
  resource(`video/${videoId}`, ['If-None-Match: "x", *']),
  resource(`video/${videoId}?v=x`, ['If-Range: "x"', 'Range: bytes=1-2']),
  resource(`frame/${videoId}/3.jpg?width=64`),
  resource(`thumb/${videoId}/0.webp?height=32`),
  resource(`waveform/${videoId}/0/0.bin`),
  resource(`proxy/${videoId}.mp4`),
  resource(`map/1/${videoId}/0.bin?view=rollout`),
  resource('movie/a.mp4'),
  request('GET /upload?name=film.mp4&length=5'),
  request('PUT /upload?name=film.mp4', [], 'bytes'),
  request('PUT /upload?folder=model&name=a.json&length=2&name=b.bin&length=3', [], '{}abc'),
  chunked('PUT /upload?name=notes.csv', ['a,b\n', '1,2\n']),
  chunked('POST /call', ['{"name":', '"app.info"}'], [JSON_TYPE]),
];

/** One or two requests on a connection, one of them changed, or cut short. */
export function drawnRequest(random: Random): string {
  const changed = mutatedMessage(random.pick(SOUND), random, { others: SOUND, telling: TELLING });
  const text = random.isOne(6) ? changed.slice(0, random.below(changed.length)) : changed;
  if (!random.isOne(6)) return text;
  const { head, body } = random.pick(SOUND);
  const second = `${head}\r\n\r\n${body}`;
  return random.isOne(2) ? text + second : second + text;
}

function call(value: object): Message {
  return request('POST /call', [JSON_TYPE], JSON.stringify(value));
}

function resource(path: string, lines: readonly string[] = []): Message {
  return request(`GET /resource/${path}`, lines);
}

function request(line: string, lines: readonly string[] = [], body = ''): Message {
  const length = body === '' ? [] : [`Content-Length: ${body.length}`];
  const own = [`Host: 127.0.0.1:${port}`, `Authorization: Bearer ${token}`];
  return messageFrom(`${[`${line} HTTP/1.1`, ...own, ...lines, ...length].join('\r\n')}\r\n\r\n${body}`);
}

function chunked(line: string, parts: readonly string[], lines: readonly string[] = []): Message {
  const body = [...parts, ''].map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('');
  const { head } = request(line, [...lines, 'Transfer-Encoding: chunked']);
  return { head, body };
}
