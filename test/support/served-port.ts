import { type IncomingMessage, request as httpRequest } from 'node:http';
import { createInterface } from 'node:readline';
import type { Events, Port, Reply } from '../../src-main/shared/protocol.ts';
import type { Served } from './served.ts';

/** A server over HTTP as a script sees it: a port, and bytes by path. Each request has a connection of its own. */
export interface ServedPort extends Port {
  /** @returns how many bytes a resource has. @throws Error with what the server said instead. */
  resourceBytes(path: string): Promise<number>;
  /** Ends the stream of events and begins another, as a page does that is loaded again. */
  reload(): Promise<void>;
  close(): void;
}

export async function portOf({ url, token }: Pick<Served, 'url' | 'token'>): Promise<ServedPort> {
  const base = new URL('/', url).href;
  const headers = { authorization: `Bearer ${token}` };
  const listeners = new Set<Parameters<Port['on']>[0]>();
  const open = () =>
    openStream(base, headers, (name, payload) => listeners.forEach((listener) => listener(name, payload)));
  let stream = await open();
  return {
    async send(name, params, callId) {
      const body = JSON.stringify({ id: callId, name, params });
      const json = { ...headers, 'content-type': 'application/json' };
      return JSON.parse((await textOf(await ask(`${base}call`, json, body))).toString()) as Reply;
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    resourceUrl: (path) => `${base}resource/${path}`,
    native: {},
    async resourceBytes(path) {
      const response = await ask(`${base}resource/${path}`, headers);
      const bytes = await textOf(response);
      if (response.statusCode === 200) return bytes.length;
      throw new Error(`${path}: ${response.statusCode} ${bytes.toString()}`);
    },
    async reload() {
      stream.destroy();
      stream = await open();
    },
    close: () => void stream.destroy(),
  };
}

function ask(url: string, headers: Record<string, string>, body?: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method: body === undefined ? 'GET' : 'POST', headers, agent: false }, resolve);
    sent.on('error', reject);
    sent.end(body);
  });
}

async function textOf(response: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of response as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

/** Resolves once the server has said that it tells of everything from here on. */
async function openStream(
  base: string,
  headers: Record<string, string>,
  tell: (name: keyof Events, payload: unknown) => void,
): Promise<IncomingMessage> {
  const stream = await ask(`${base}events`, headers);
  let name = '';
  return new Promise((resolve, reject) => {
    stream.on('error', reject);
    createInterface({ input: stream }).on('line', (line) => {
      if (line.startsWith('event: ')) name = line.slice(7);
      else if (!line.startsWith('data: ')) return;
      else if (name === 'connected') resolve(stream);
      else tell(name as keyof Events, JSON.parse(line.slice(6)) as unknown);
    });
  });
}
