import type { Host } from '#shared/protocol';
import { DEFAULT_SETTINGS, type Settings, type SettingsPatch } from '#shared/settings';
import { Reading } from './reading.ts';
import type { Toasts } from './toasts.svelte.ts';

/** What a person has chosen for all projects; shown at once, kept by the core. */
export class SettingsState {
  value = $state.raw<Settings>(DEFAULT_SETTINGS);
  readonly #host: Host;
  readonly #toasts: Toasts;
  /** Changes that are under way to the core, and those that wait for them: what it tells meanwhile may be older. */
  #sent: SettingsPatch = {};
  #waiting: SettingsPatch = {};
  #isSending = false;
  readonly #reading = new Reading(
    () => this.#host.call('settings.get', {}),
    (settings) => this.#show(settings),
  );

  constructor(host: Host, toasts: Toasts) {
    this.#host = host;
    this.#toasts = toasts;
    host.on('settings.changed', ({ settings }) => {
      this.#reading.outdate();
      this.#show(settings);
    });
  }

  read(): Promise<void> {
    return this.#reading.read();
  }

  /** Changes some of them, here at once. */
  set(patch: SettingsPatch): void {
    this.#reading.outdate();
    this.value = { ...this.value, ...patch };
    this.#waiting = { ...this.#waiting, ...patch };
    if (!this.#isSending) void this.#send();
  }

  /** Whose name goes on edits and queues. */
  get annotator(): string | null {
    return this.value.annotator;
  }

  /** What the core says, but for what is on its way there. */
  #show(settings: Settings): void {
    this.value = { ...settings, ...this.#sent, ...this.#waiting };
  }

  /** One after the other, and what is changed meanwhile together: a slider changes one at every step. */
  async #send(): Promise<void> {
    this.#isSending = true;
    while (Object.keys(this.#waiting).length > 0) {
      const patch = (this.#sent = this.#waiting);
      this.#waiting = {};
      await this.#host.call('settings.set', { patch }).catch((error: unknown) => this.#toasts.failure(error));
    }
    this.#sent = {};
    this.#isSending = false;
  }
}
