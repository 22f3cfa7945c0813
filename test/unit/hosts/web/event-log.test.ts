import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { EventLog } from '../../../../src-main/hosts/web/event-log.ts';
import { streamEvents } from '../../../../src-main/hosts/web/routes.ts';

test('events are numbered, told, and kept for those who come back', () => {
  const log = new EventLog();
  const told: number[] = [];
  const stop = log.on(({ id }) => told.push(id));
  expect(log.after(0)).toEqual([]);
  log.add('a', { x: 1 });
  log.add('b', null);
  stop();
  log.add('c', 3);
  expect(told).toEqual([1, 2]);
  expect(log.lastId).toBe(3);
  expect(log.after(1)).toEqual([
    { id: 2, name: 'b', payload: null },
    { id: 3, name: 'c', payload: 3 },
  ]);
  expect(log.after(3)).toEqual([]);
});

test('who has missed more than is kept, or comes from another server, is told so', () => {
  const log = new EventLog();
  for (let i = 1; i <= 1005; i++) log.add('a', i);
  expect(log.after(4)).toBeNull();
  expect(log.after(5)?.map(({ id }) => id)).toEqual(Array.from({ length: 1000 }, (_, i) => i + 6));
  expect(log.after(1006)).toBeNull();
});

/** Knows who listens to it. */
class WatchedLog extends EventLog {
  readonly listeners = new Set<object>();

  override on(listener: Parameters<EventLog['on']>[0]): () => void {
    const forget = super.on(listener);
    this.listeners.add(forget);
    return () => {
      this.listeners.delete(forget);
      forget();
    };
  }
}

test('a connection’s streams end with it, those that wait behind another one too', async () => {
  const log = new WatchedLog();
  const server = createServer();
  onTestFinished(() => void server.close());
  let ended: Promise<void> | undefined;
  const both = new Promise<void>((resolve) => {
    server.on('request', (request, response) => {
      streamEvents(log, new URLSearchParams(), request, response);
      ended ??= new Promise((end) => request.socket.once('close', () => end()));
      if (log.listeners.size === 2) resolve();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET /events HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(2));
  await both;
  socket.destroy();
  await ended;
  expect([...log.listeners]).toEqual([]);
});
