import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Core } from '../../core/services/core.ts';
import { AppError, toWire } from '../../shared/errors.ts';
import type { Page } from '../page/page.ts';
import type { Reply } from '../../shared/protocol.ts';
import type { EventLog, LoggedEvent } from './event-log.ts';
import type { RecentCalls } from './recent-calls.ts';
import { placeFor, receiveFile } from './upload.ts';
import { placeForFolder, receiveFolder } from './upload-folder.ts';

/** Larger requests are refused: an edit of ten thousand segments takes half a megabyte. */
const MAX_BODY_BYTES = 16 * 2 ** 20;

/** Sent into event streams that are quiet, so that proxies and browsers keep them. */
const BEAT_MS = 20_000;

/** After which a browser comes back when a stream broke. */
const RETRY_MS = 500;

/** An id that nobody gives twice. Others may be counted anew by a script that is started again. */
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** One sentence as plain text. */
export function say(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${message}\n`);
}

/**
 * POST /call: {"name": …, "params": …} in, a Reply out; the status is 200 whenever the request itself was sound. A call
 * with an "id" that was answered before gets that answer again; one with a UUID also where another server answered.
 */
export async function answerCall(
  core: Core,
  calls: RecentCalls,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A form of another site can't send this type without asking first.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    reply(response, 415, invalid('Send the call as application/json.'));
    return;
  }
  const text = await bodyOf(request);
  if (text === null) {
    response.setHeader('connection', 'close');
    reply(response, 413, invalid(`A call may take at most ${MAX_BODY_BYTES / 2 ** 20} MiB.`));
    return;
  }
  const call = callFrom(text);
  if (!call) {
    reply(response, 400, invalid('A call is {"name": "…", "params": {…}} in JSON.'));
    return;
  }
  const { id, name, params } = call;
  const callId = id !== null && UUID.test(id) ? id : undefined;
  const answer = await calls.answer(id, async () => JSON.stringify(await core.port.send(name, params, callId)));
  sendJson(response, 200, answer);
}

/**
 * PUT /upload?name=…: the bytes of a dropped file in, a Reply with its path on this machine out.
 * GET /upload?name=…&length=…: whether they would be taken. With ?folder=… several files come one after the other, each
 * with a name and a length in the query, and the path is that of a folder with all of them.
 */
export async function answerUpload(
  core: Core,
  { query, dataDir }: { readonly query: URLSearchParams; readonly dataDir: string },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const value = query.has('folder')
      ? await takeFolder(query, dataDir, request)
      : await takeFile(core, query, dataDir, request);
    reply(response, 200, { ok: true, value });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // What is still on its way is not read.
    response.setHeader('connection', 'close');
    reply(response, 200, { ok: false, error: toWire(error) });
  }
}

async function takeFile(core: Core, query: URLSearchParams, dataDir: string, request: IncomingMessage) {
  const isOffer = request.method === 'GET';
  const length = Number((isOffer ? query.get('length') : request.headers['content-length']) ?? NaN);
  const offer = { name: query.get('name') ?? '', length, dataDir };
  return isOffer ? placeFor(core, offer) : { path: await receiveFile(core, offer, request) };
}

async function takeFolder(query: URLSearchParams, dataDir: string, request: IncomingMessage) {
  const lengths = query.getAll('length').map(Number);
  const files = query.getAll('name').map((name, i) => ({ name, length: lengths[i] ?? NaN }));
  const offer = { folder: query.get('folder') ?? '', files, dataDir };
  return request.method === 'GET' ? placeForFolder(offer) : { path: await receiveFolder(offer, request) };
}

/** GET or HEAD of one of the page's files. @returns false when there is none at this address. */
export function answerPage(page: Page, path: string, request: IncomingMessage, response: ServerResponse): boolean {
  const file = page.get(path);
  if (!file) return false;
  const isKnown = request.headers['if-none-match'] === file.headers['etag'];
  response.writeHead(isKnown ? 304 : 200, file.headers);
  response.end(isKnown || request.method === 'HEAD' ? undefined : file.body);
  return true;
}

/** GET or HEAD /resource/<path>: what the core answers, as it is. */
export async function answerResource(
  core: Core,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { headers } = request;
  const {
    status,
    headers: named,
    body,
  } = await core.resource(path, {
    range: headers.range,
    'if-range': one(headers['if-range']),
    'if-none-match': headers['if-none-match'],
  });
  response.writeHead(status, named);
  if (request.method === 'HEAD') return void response.end();
  if (body instanceof Uint8Array) return void response.end(body);
  // A player that seeks leaves its answer in the middle: that is its right.
  await pipeline(Readable.from(body), response).catch(() => response.destroy());
}

/**
 * GET /events: a stream of server-sent events. A browser that comes back names the last one it got, and so does a tab
 * that goes on for another one with ?after=…; it is told "connected" and sent what it missed. When that is no longer
 * known it is told "missed", and reads everything anew.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function streamEvents(
  log: EventLog,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const beat = setInterval(() => response.write(': still here\n\n'), BEAT_MS);
  const forget = log.on((event) => write(event));
  const stop = () => {
    forget();
    clearInterval(beat);
    request.socket.off('close', stop);
  };
  const write = (event: LoggedEvent) => {
    response.write(`id: ${event.id}\nevent: ${event.name}\ndata: ${JSON.stringify(event.payload)}\n\n`);
    if (event.name !== 'closed') return;
    stop();
    response.end();
  };
  const last = one(request.headers['last-event-id']) ?? query.get('after') ?? undefined;
  const missed = last === undefined ? [] : /^\d+$/.test(last) ? log.after(Number(last)) : null;
  if (missed === null) write({ id: log.lastId, name: 'missed', payload: null });
  else {
    response.write(`retry: ${RETRY_MS}\n`);
    write({ id: missed[0] ? missed[0].id - 1 : log.lastId, name: 'connected', payload: null });
    for (const event of missed) write(event);
  }
  response.on('close', stop);
  // An answer that waits behind another one on its connection is told of the connection's end by nobody else.
  request.socket.on('close', stop);
}

/** A Reply as JSON. */
export function reply(response: ServerResponse, status: number, value: Reply): void {
  sendJson(response, status, JSON.stringify(value));
}

function sendJson(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(text);
}

function invalid(message: string): Reply {
  return { ok: false, error: { code: 'request.invalid', message } };
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MAX_BODY_BYTES) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function callFrom(text: string): { id: string | null; name: string; params: unknown } | null {
  try {
    const call = JSON.parse(text) as unknown;
    if (typeof call !== 'object' || call === null || !('name' in call) || typeof call.name !== 'string') return null;
    const id = 'id' in call && typeof call.id === 'string' ? call.id : null;
    return { id, name: call.name, params: 'params' in call ? call.params : {} };
  } catch {
    return null;
  }
}

function one(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
