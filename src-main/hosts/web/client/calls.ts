import type { Reply } from '../../../shared/protocol.ts';
import type { PageProject } from './page-project.ts';

/** Times that a call is sent anew: one that breaks every connection it is sent over must end. */
const MAX_RETRIES = 5;

/** Who asks without the token: the server was started anew, and its new address was not yet opened in this browser. */
const UNKNOWN_HERE = 401;

/** What is asked of the connection beside a call. */
interface Connection {
  /** The server does not answer. Resolves when it does again. */
  lost(): Promise<void>;
}

/** A call that waits: as it is sent, and the project it is meant for. */
interface Waiting {
  readonly body: string;
  readonly meant: string | null;
}

/**
 * Calls over fetch. One that can't be sent waits until the server answers again, and goes out then, in the order in
 * which they were made; its id keeps it from being carried out twice.
 */
export class Calls {
  readonly #connection: Connection;
  readonly #project: PageProject;
  #mending: Promise<void> | null = null;
  /** The last of the calls that wait: the next is sent after it. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(connection: Connection, project: PageProject) {
    this.#connection = connection;
    this.#project = project;
  }

  async send(name: string, params: unknown): Promise<Reply> {
    const call = { body: bodyOf(name, params), meant: this.#project.meantBy(name) };
    const answer = this.#mending
      ? this.#queue(call, this.#mending)
      : post(call.body).catch(() => this.#queue(call, this.#mend()));
    const reply = await answer;
    this.#project.hear(name, reply);
    return reply;
  }

  async #sendLater(call: Waiting, mended: Promise<void>, retries = 1): Promise<Reply> {
    await mended;
    const refusal = this.#project.refusalOf(call.meant);
    if (refusal) return refusal;
    return post(call.body).catch(() =>
      retries < MAX_RETRIES ? this.#sendLater(call, this.#mend(), retries + 1) : REFUSED,
    );
  }

  #queue(call: Waiting, mended: Promise<void>): Promise<Reply> {
    const sent = this.#last.then(() => this.#sendLater(call, mended));
    this.#last = sent;
    return sent;
  }

  #mend(): Promise<void> {
    this.#mending ??= this.#mended().finally(() => {
      this.#mending = null;
    });
    return this.#mending;
  }

  async #mended(): Promise<void> {
    for (;;) {
      await this.#connection.lost();
      try {
        await this.#project.restore((name, params) => post(bodyOf(name, params)));
        return;
      } catch {
        // It went away again meanwhile.
      }
    }
  }
}

const REFUSED: Reply = {
  ok: false,
  error: { code: 'request.invalid', message: 'The server ended the connection each time this was sent.' },
};

function bodyOf(name: string, params: unknown): string {
  return JSON.stringify({ id: crypto.randomUUID(), name, params });
}

/** Rejects only when the server can't be reached, does not know this page, or something else answers in its place. */
async function post(body: string): Promise<Reply> {
  const response = await fetch('/call', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const text = await response.text();
  if ((response.headers.get('content-type') ?? '').startsWith('application/json')) return JSON.parse(text) as Reply;
  if (response.status >= 500 || response.status === UNKNOWN_HERE) throw new Error(text);
  return { ok: false, error: { code: 'request.invalid', message: text.trim() } };
}
