/** How long a screen reader is left alone after a message, in ms: one message a second, the latest wins. */
const REST_MS = 1000;

/** What screen readers are told beside what has focus. Messages.svelte puts both texts into live regions. */
export class Announcer {
  polite = $state('');
  assertive = $state('');
  /** Count messages: regions that are put on the screen later don't repeat them. */
  said = $state(0);
  alerted = $state(0);
  /** Not read as state: who says something in an effect would have it run again. */
  #count = 0;
  #waiting: string | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** Decisions, the next item, save states, progress. */
  say(text: string): void {
    if (this.#timer !== null) {
      this.#waiting = text;
      return;
    }
    this.polite = text;
    this.said = ++this.#count;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      const next = this.#waiting;
      this.#waiting = null;
      if (next !== null) this.say(next);
    }, REST_MS);
  }

  /** Not saved, run partial: at once. */
  alert(text: string): void {
    this.assertive = text;
    this.alerted = ++this.#count;
  }
}
