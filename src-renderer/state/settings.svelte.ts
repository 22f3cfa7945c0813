import type { Host } from '#shared/protocol';
import { DEFAULT_SETTINGS, type Settings, type SettingsPatch } from '#shared/settings';
import { Reading } from './reading.ts';
import type { Toasts } from './toasts.svelte.ts';

/** What a person has chosen for all projects; shown at once, kept by the core. */
export class SettingsState {
  value = $state.raw<Settings>(DEFAULT_SETTINGS);
  readonly #host: Host;
  readonly #toasts: Toasts;
  readonly #reading = new Reading(
    () => this.#host.call('settings.get', {}),
    (settings) => (this.value = settings),
  );

  constructor(host: Host, toasts: Toasts) {
    this.#host = host;
    this.#toasts = toasts;
    host.on('settings.changed', ({ settings }) => {
      this.#reading.outdate();
      this.value = settings;
    });
  }

  read(): Promise<void> {
    return this.#reading.read();
  }

  /** Changes some of them, here at once. */
  set(patch: SettingsPatch): void {
    this.#reading.outdate();
    this.value = { ...this.value, ...patch };
    this.#host.call('settings.set', { patch }).catch((error: unknown) => this.#toasts.failure(error));
  }

  /** Whose name goes on edits and queues. */
  get annotator(): string | null {
    return this.value.annotator;
  }
}
