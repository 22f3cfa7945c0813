import { LABEL_COLOURS, type ThemeName } from '../lib/label-style.ts';
import type { SettingsState } from './settings.svelte.ts';

/** The theme in force: the chosen one, or the system's. */
export class ThemeState {
  #systemIsLight = $state(matchMedia('(prefers-color-scheme: light)').matches);
  readonly #settings: SettingsState;

  constructor(settings: SettingsState) {
    this.#settings = settings;
    matchMedia('(prefers-color-scheme: light)').addEventListener('change', ({ matches }) => {
      this.#systemIsLight = matches;
    });
    $effect.root(() => {
      $effect(() => {
        this.#apply();
      });
    });
  }

  get name(): ThemeName {
    const { theme } = this.#settings.value;
    if (theme !== 'system') return theme;
    return this.#systemIsLight ? 'light' : 'dark';
  }

  #apply(): void {
    const root = document.documentElement;
    root.dataset['theme'] = this.name;
    LABEL_COLOURS[this.name].forEach((colour, i) => {
      root.style.setProperty(`--label-${i + 1}`, colour);
    });
  }
}
