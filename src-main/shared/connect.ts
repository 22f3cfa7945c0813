import { fromWire } from './errors.ts';
import type { Host, Port } from './protocol.ts';

/** Types and errors over any port. Errors are rebuilt here because no border keeps their code. */
export function connect(port: Port): Host {
  return {
    async call(name, params) {
      const reply = await port.send(name, params);
      if (!reply.ok) throw fromWire(reply.error);
      return reply.value as never;
    },
    on: (wanted, listener) =>
      port.on((event, payload) => {
        if (event === wanted) listener(payload as never);
      }),
    resourceUrl: (path) => port.resourceUrl(path),
    native: port.native,
    ...(port.onConnection && { onConnection: (listener) => port.onConnection!(listener) }),
  };
}
