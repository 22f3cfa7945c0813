import { EVENT_NAMES } from '../../../shared/event-names.ts';
import type { Events } from '../../../shared/protocol.ts';

/** What one tab hears from the server, and tells the others. */
export type News =
  | { readonly kind: 'event'; readonly id: number; readonly name: keyof Events; readonly payload: unknown }
  /** Events up to this one were heard. */
  | { readonly kind: 'connected'; readonly id: number }
  | { readonly kind: 'lost' }
  /** The server was started anew and does not know this browser yet. */
  | { readonly kind: 'replaced' };

/** A break that heals within this is not told: the browser names its last event and gets what it missed. */
const UNNOTICED_MS = 1500;

/** Between own attempts, after the browser gave up because something else answered. */
const RETRY_MS = 2000;

/** Anything that a server has for those whom it knows: a stream of events does not tell why it was refused. */
const ASKED = '/host.js';

/** The server's events, over a connection that mends itself. */
export class ServerEvents {
  readonly #tell: (news: News) => void;
  #source: EventSource;
  #noticeTimer: ReturnType<typeof setTimeout> | null = null;
  #isReplaced = false;

  /** @param after the last event that is known; null: from now on. */
  constructor(after: number | null, tell: (news: News) => void) {
    this.#tell = tell;
    this.#source = this.#open(after === null ? '/events' : `/events?after=${after}`);
  }

  /** Someone found that the server does not answer: told at once, and told again when it does. */
  check(): void {
    this.#tellLost();
    if (this.#source.readyState === EventSource.OPEN) this.#reopen();
  }

  #open(address: string): EventSource {
    const source = new EventSource(address);
    // Only those that are asked for by name are handed over.
    for (const name of EVENT_NAMES) {
      source.addEventListener(name, (event: MessageEvent<string>) => {
        this.#tell({ kind: 'event', id: Number(event.lastEventId), name, payload: JSON.parse(event.data) as unknown });
      });
    }
    source.addEventListener('connected', ({ lastEventId }: MessageEvent) => this.#opened(Number(lastEventId)));
    source.addEventListener('missed', ({ lastEventId }: MessageEvent) => {
      // Events in between are lost for good: for the screen that is a break as any other.
      this.#tell({ kind: 'lost' });
      this.#opened(Number(lastEventId));
    });
    source.addEventListener('error', () => this.#broke(source));
    return source;
  }

  #reopen(): void {
    this.#source.close();
    this.#source = this.#open('/events');
  }

  #opened(id: number): void {
    if (this.#noticeTimer !== null) clearTimeout(this.#noticeTimer);
    this.#noticeTimer = null;
    this.#isReplaced = false;
    this.#tell({ kind: 'connected', id });
  }

  #broke(source: EventSource): void {
    if (source.readyState !== EventSource.CLOSED) {
      this.#noticeTimer ??= setTimeout(() => this.#tellLost(), UNNOTICED_MS);
      return;
    }
    // The browser tries no more: a proxy answered for the server, or the server was started anew.
    void this.#findReplaced();
    setTimeout(() => {
      if (this.#source === source) this.#reopen();
    }, RETRY_MS);
  }

  async #findReplaced(): Promise<void> {
    const status = await fetch(ASKED, { method: 'HEAD', cache: 'no-store' }).then(
      (response) => response.status,
      () => null,
    );
    if (this.#source.readyState === EventSource.OPEN) return;
    this.#isReplaced = status === 401;
    this.#tellLost();
  }

  #tellLost(): void {
    this.#tell({ kind: this.#isReplaced ? 'replaced' : 'lost' });
  }
}
