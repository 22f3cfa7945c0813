import type { Connection, Events } from '../../../shared/protocol.ts';

type EventListener = (event: keyof Events, payload: unknown) => void;
type ConnectionListener = (state: Connection) => void;

/** Every event the server sends; EventSource hands over only those that are asked for by name. */
const EVENT_NAMES = Object.keys({
  'project.opened': true,
  'project.closed': true,
  'videos.changed': true,
  'annotations.changed': true,
  'jobs.changed': true,
  'predictions.added': true,
  'queue.changed': true,
  'tasks.changed': true,
  'settings.changed': true,
} satisfies Record<keyof Events, true>) as (keyof Events)[];

/** A break that heals within this is not told: the browser names its last event and gets what it missed. */
const UNNOTICED_MS = 1500;

/** Between own attempts, after the browser gave up because something else answered. */
const RETRY_MS = 2000;

/** The server's events, over a connection that mends itself. */
export class EventStream {
  readonly #listeners = new Set<EventListener>();
  readonly #connectionListeners = new Set<ConnectionListener>();
  readonly #waiting = new Set<() => void>();
  #state: Connection = 'connected';
  #source: EventSource | null = null;
  #noticeTimer: ReturnType<typeof setTimeout> | null = null;

  constructor() {
    this.#open();
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
    this.#tell('lost');
    if (this.#source?.readyState === EventSource.OPEN) this.#reopen();
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  #open(): void {
    const source = new EventSource('/events');
    this.#source = source;
    for (const name of EVENT_NAMES) {
      source.addEventListener(name, (event: MessageEvent<string>) => {
        const payload = JSON.parse(event.data) as unknown;
        for (const listener of this.#listeners) listener(name, payload);
      });
    }
    source.addEventListener('missed', () => this.#readAnew());
    source.addEventListener('open', () => this.#opened());
    source.addEventListener('error', () => this.#broke(source));
  }

  #reopen(): void {
    this.#source?.close();
    this.#open();
  }

  #opened(): void {
    this.#forgetNotice();
    this.#tell('connected');
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** Events in between are lost for good: for the screen that is a break as any other. */
  #readAnew(): void {
    this.#tell('lost');
    this.#tell('connected');
  }

  #broke(source: EventSource): void {
    this.#noticeTimer ??= setTimeout(() => this.#tell('lost'), UNNOTICED_MS);
    if (source.readyState !== EventSource.CLOSED) return;
    // The browser tries no more: a proxy answered for the server, or the server is another one. A new source can't
    // name the last event.
    this.#tell('lost');
    setTimeout(() => {
      if (this.#source === source) this.#reopen();
    }, RETRY_MS);
  }

  #forgetNotice(): void {
    if (this.#noticeTimer !== null) clearTimeout(this.#noticeTimer);
    this.#noticeTimer = null;
  }

  #tell(state: Connection): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#connectionListeners) listener(state);
  }
}
