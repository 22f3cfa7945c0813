import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Core } from '../../core/services/core.ts';
import { toWire } from '../../shared/errors.ts';
import type { Page } from '../page/page.ts';
import type { EventLog } from './event-log.ts';
import type { RecentCalls } from './recent-calls.ts';
import { answerCall, answerPage, answerResource, answerUpload, reply, say, streamEvents } from './routes.ts';

/** What every route works with. */
export interface Served {
  readonly core: Core;
  readonly log: EventLog;
  readonly page: Page;
  readonly calls: RecentCalls;
  readonly dataDir: string;
}

/** Answers a request that may pass. */
export async function answerRequest(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await route(served, request, response);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else reply(response, 500, { ok: false, error: toWire(error) });
  }
}

async function route(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url: target = '/' } = request;
  const [path, query] = splitAtQuestionMark(target);
  const isRead = method === 'GET' || method === 'HEAD';
  if (method === 'POST' && path === '/call') await answerCall(served.core, served.calls, request, response);
  else if ((method === 'PUT' || method === 'GET') && path === '/upload') {
    const offer = { query: new URLSearchParams(query), dataDir: served.dataDir };
    await answerUpload(served.core, offer, request, response);
  } else if (method === 'GET' && path === '/events') {
    streamEvents(served.log, new URLSearchParams(query), request, response);
  } else if (isRead && path.startsWith('/resource/')) {
    await answerResource(served.core, target.slice('/resource/'.length), request, response);
  } else if (isRead && answerPage(served.page, path, request, response)) return;
  else if (isRead && path === '/') say(response, 200, 'Timeloupe is serving. docs/protocol.md lists what it answers.');
  else {
    response.setHeader('connection', 'close');
    say(response, 404, 'There is nothing at this address.');
  }
}

function splitAtQuestionMark(target: string): [string, string] {
  const at = target.indexOf('?');
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)];
}
