import type { IncomingMessage, Server } from 'node:http';

/** What a server bears of those who connect to it, whether or not they may come in. */
export interface Limits {
  /** In which a request's head has to be there; connections that say nothing are closed after it too. */
  readonly headMs: number;
  /** A body of which nothing comes for so long is given up. A large one may take hours as long as it comes. */
  readonly silentBodyMs: number;
  /** Open at once; more are closed as they come. */
  readonly connections: number;
}

export const LIMITS: Limits = { headMs: 30_000, silentBodyMs: 60_000, connections: 2000 };

/** For createServer: how often connections are looked at. */
export function lookingAt({ headMs }: Limits): { readonly connectionsCheckingInterval: number } {
  return { connectionsCheckingInterval: Math.ceil(headMs / 2) };
}

export function setLimits(server: Server, { headMs, connections }: Limits): void {
  // A large file takes as long as it takes.
  server.requestTimeout = 0;
  server.headersTimeout = headMs;
  server.maxConnections = connections;
}

/** Breaks a connection off where the body of a request stops coming. */
export function watchBody(request: IncomingMessage, { silentBodyMs }: Limits): void {
  const { socket, headers } = request;
  if (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0) return;
  const giveUp = () => socket.destroy();
  const end = () => {
    socket.setTimeout(0);
    socket.off('timeout', giveUp);
  };
  socket.setTimeout(silentBodyMs);
  socket.once('timeout', giveUp);
  request.once('end', end).once('close', end);
}
