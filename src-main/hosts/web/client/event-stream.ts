import type { Connection, Events } from '../../../shared/protocol.ts';
import { type News, ServerEvents } from './server-events.ts';

type EventListener = (event: keyof Events, payload: unknown) => void;
type ConnectionListener = (state: Connection) => void;

/** What tabs tell one another. */
type Message =
  | News
  /** A tab was opened: what was heard so far? */
  | { readonly kind: 'newcomer' }
  /** The answer: events up to this one. */
  | { readonly kind: 'heard'; readonly id: number }
  /** A call found that the server does not answer. */
  | { readonly kind: 'unanswered' };

/** Of the lock that the tab with the connection holds, and of the channel on which it tells the others. */
const SHARED = 'timeloupe.events';

/**
 * The server's events, over one connection for all tabs: a browser keeps six to a server, and each stream takes one for
 * as long as its tab is open. One tab has it and tells the others; when it is closed another one goes on from the last
 * event that was told.
 */
export class EventStream {
  readonly #listeners = new Set<EventListener>();
  readonly #connectionListeners = new Set<ConnectionListener>();
  readonly #waiting = new Set<() => void>();
  readonly #channel = new BroadcastChannel(SHARED);
  #state: Connection = 'connected';
  /** Only in the tab that has the connection. */
  #source: ServerEvents | null = null;
  /** The last event that was heard; null before the first word. */
  #lastId: number | null = null;

  constructor() {
    this.#channel.onmessage = ({ data }: MessageEvent<Message>) => this.#hear(data);
    this.#say({ kind: 'newcomer' });
    // Held for as long as the tab is open.
    void navigator.locks.request(SHARED, () => new Promise<never>(() => this.#lead()));
  }

  on(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** After 'connected' everything has to be read anew. */
  onConnection(listener: ConnectionListener): () => void {
    this.#connectionListeners.add(listener);
    return () => this.#connectionListeners.delete(listener);
  }

  /** Someone else found that the server does not answer: told at once. Resolves when it answers again. */
  lost(): Promise<void> {
    if (this.#state === 'connected') this.#tell('lost');
    const answered = new Promise<void>((resolve) => this.#waiting.add(resolve));
    if (this.#source) this.#source.check();
    else this.#say({ kind: 'unanswered' });
    return answered;
  }

  #lead(): void {
    this.#source = new ServerEvents(this.#lastId, (news) => {
      this.#say(news);
      this.#take(news);
    });
  }

  #hear(message: Message): void {
    if (message.kind === 'unanswered') this.#source?.check();
    else if (message.kind === 'heard') this.#lastId ??= message.id;
    else if (message.kind !== 'newcomer') this.#take(message);
    else if (this.#source && this.#lastId !== null) this.#say({ kind: 'heard', id: this.#lastId });
  }

  #take(news: News): void {
    if ('id' in news) this.#lastId = news.id;
    if (news.kind === 'event') for (const listener of this.#listeners) listener(news.name, news.payload);
    else this.#tell(news.kind);
    if (news.kind !== 'connected') return;
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #tell(state: Connection): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#connectionListeners) listener(state);
  }

  #say(message: Message): void {
    this.#channel.postMessage(message);
  }
}
