import type { Reply } from '../../../shared/protocol.ts';

/** Times that a call is sent anew: one that breaks every connection it is sent over must end. */
const MAX_RETRIES = 5;

/** What is asked of the connection beside a call. */
interface Connection {
  /** The server does not answer. Resolves when it does again. */
  lost(): Promise<void>;
}

/**
 * Calls over fetch. One that can't be sent waits until the server answers again, and goes out then, in the order in
 * which they were made; its id keeps it from being carried out twice.
 */
export class Calls {
  readonly #connection: Connection;
  #mending: Promise<void> | null = null;
  /** The last of the calls that wait: the next is sent after it. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  send(name: string, params: unknown): Promise<Reply> {
    const body = JSON.stringify({ id: crypto.randomUUID(), name, params });
    if (this.#mending) return this.#queue(body, this.#mending);
    return post(body).catch(() => this.#queue(body, this.#mend()));
  }

  async #sendLater(body: string, mended: Promise<void>, retries = 1): Promise<Reply> {
    await mended;
    return post(body).catch(() => (retries < MAX_RETRIES ? this.#sendLater(body, this.#mend(), retries + 1) : REFUSED));
  }

  #queue(body: string, mended: Promise<void>): Promise<Reply> {
    const sent = this.#last.then(() => this.#sendLater(body, mended));
    this.#last = sent;
    return sent;
  }

  #mend(): Promise<void> {
    this.#mending ??= this.#connection.lost().then(() => {
      this.#mending = null;
    });
    return this.#mending;
  }
}

const REFUSED: Reply = {
  ok: false,
  error: { code: 'request.invalid', message: 'The server ended the connection each time this was sent.' },
};

/** Rejects only when the server can't be reached, or something else answers in its place. */
async function post(body: string): Promise<Reply> {
  const response = await fetch('/call', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const text = await response.text();
  if ((response.headers.get('content-type') ?? '').startsWith('application/json')) return JSON.parse(text) as Reply;
  if (response.status >= 500) throw new Error(text);
  return { ok: false, error: { code: 'request.invalid', message: text.trim() } };
}
