import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { isIP, type AddressInfo } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { AppError } from '../../shared/errors.ts';
import { type Limits, LIMITS, lookingAt } from './limits.ts';

/** Where a server listens, and what protects what it says on the way. */
export interface Listening {
  /** 0: any that is free. */
  readonly port: number;
  /** Any that is free where that one is taken. */
  readonly orAnyPort?: boolean;
  /** An address of this machine; by default the loopback one. */
  readonly address?: string;
  /** PEM files: with them it speaks TLS. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
}

/** What has to be true before a server may be reached from other machines. */
export interface Exposure extends Pick<Listening, 'address' | 'tls'> {
  /** Names of a reverse proxy with TLS in front of it. */
  readonly publicHosts?: readonly string[];
  readonly isAccepted: boolean;
}

export const LOOPBACK = '127.0.0.1';

/**
 * Refuses to listen where other machines can reach it, unless that is said to be meant and the way there is protected.
 *
 * @throws AppError 'request.invalid'.
 */
export function refuseExposure({ address = LOOPBACK, tls, publicHosts = [], isAccepted }: Exposure): void {
  if (isLoopback(address)) return;
  if (isIP(address) === 0) {
    throw new AppError('request.invalid', `--host takes an address of this machine, and "${address}" is none.`);
  }
  const isProtected = tls !== undefined || publicHosts.length > 0;
  if (isProtected && isAccepted) return;
  throw new AppError(
    'request.invalid',
    `At ${address} everyone in the network could reach your videos and change the project. ` +
      'An SSH tunnel to 127.0.0.1 needs none of this. If you mean it, add --i-know and either --tls-cert and --tls-key, ' +
      'or --behind with the name of a reverse proxy that speaks TLS.',
  );
}

export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127(\.\d{1,3}){3}$/.test(address);
}

/**
 * A server that listens, without anything that answers yet.
 *
 * @throws AppError 'request.invalid' for a port or address that can't be had, or TLS files that can't be used.
 */
export async function listen(
  { port, orAnyPort = false, address = LOOPBACK, tls }: Listening,
  limits = LIMITS,
): Promise<{ server: Server; port: number }> {
  const server = tls ? createSecure(tls, limits) : createServer(lookingAt(limits));
  server.listen(port, address);
  try {
    await once(server, 'listening');
  } catch (error) {
    if (orAnyPort && isTaken(error)) return listen({ port: 0, address, ...(tls && { tls }) }, limits);
    throw refusalFor(error, port, address);
  }
  return { server, port: (server.address() as AddressInfo).port };
}

/**
 * Values of Host by which a browser may reach a server directly: other names would let a page of another site in by
 * pointing its own name at this machine.
 */
export function ownHosts({ address = LOOPBACK, tls }: Listening, port: number): string[] {
  const loopback = [LOOPBACK, 'localhost', '[::1]'];
  // Without TLS only the proxy in front may be asked from elsewhere, by its own name.
  const others = tls && !isLoopback(address) ? (isAny(address) ? namesOfMachine() : [bracketed(address)]) : [];
  const names = isLoopback(address) ? [...loopback, bracketed(address)] : [...loopback, ...others];
  return [...new Set(names)].map((name) => `${name}:${port}`.toLowerCase());
}

/** How a person reaches it from this machine, or from another where it is meant for those. */
export function addressFor({ address = LOOPBACK, tls }: Listening, port: number): string {
  const name = isAny(address) ? (tls ? hostname() : LOOPBACK) : bracketed(address);
  return `${tls ? 'https' : 'http'}://${name}:${port}/`;
}

function createSecure({ certFile, keyFile }: NonNullable<Listening['tls']>, limits: Limits): Server {
  try {
    // A server over TLS answers the same requests; its type only adds what belongs to TLS.
    return createTlsServer({ cert: readFileSync(certFile), key: readFileSync(keyFile), ...lookingAt(limits) });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AppError('request.invalid', `${certFile} and ${keyFile} can't be used for TLS: ${why}.`, {
      cause: error,
    });
  }
}

function refusalFor(error: unknown, port: number, address: string): AppError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new AppError('request.invalid', `${address} is no address of this machine.`, { cause: error });
  }
  const why = isTaken(error) ? 'is taken' : code === 'EACCES' ? 'is not allowed' : `can't be used (${String(code)})`;
  return new AppError('request.invalid', `Port ${port} ${why}. Give another one, or 0 for any that is free.`);
}

function isTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
}

function isAny(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

function namesOfMachine(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((entry) => entry.address));
  return [hostname(), ...addresses.map(bracketed)];
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
