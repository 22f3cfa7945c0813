import { SvelteMap } from 'svelte/reactivity';
import { bindingOf, isSingleKey } from '../lib/keys.ts';
import type { IconName } from '../lib/icons.ts';
import type { SettingsState } from './settings.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

export const COMMAND_GROUPS = [
  'Project',
  'Playback',
  'Labels',
  'Queue',
  'Timeline',
  'Attention',
  'Go to',
  'View',
] as const;
export type CommandGroup = (typeof COMMAND_GROUPS)[number];

/** One thing a person can do: in the palette, in menus, on buttons and on keys alike. */
export interface Command {
  /** "queue.next"; stable, because settings name it. */
  readonly id: string;
  /** As the palette prints it: "Attention: next layer". */
  readonly title: string;
  readonly group: CommandGroup;
  readonly icon?: IconName;
  /** Bindings as of lib/keys.ts, the first is printed on buttons. */
  readonly keys?: readonly string[];
  /** `event` is the key press, where there was one. */
  readonly run: (event?: KeyboardEvent) => void | Promise<void>;
  /** For commands that act while a key is held: called when it is released. */
  readonly release?: () => void;
  /** true where nothing else is given. A command that can't run says why in `whyNot`. */
  readonly isEnabled?: () => boolean;
  readonly whyNot?: () => string;
  /** What it is set to now, for the palette: "11 of 12", "on". */
  readonly state?: () => string;
  /** Repeats while the key is held; by default only the press counts. */
  readonly repeats?: boolean;
  /** Kept out of the palette, e.g. "label 3" for ten digits. */
  readonly isHidden?: boolean;
}

const IS_MAC = /Mac/.test(navigator.platform);

/** Every command, and what keys do. */
export class Commands {
  readonly all = new SvelteMap<string, Command>();
  readonly isMac = IS_MAC;
  readonly #settings: SettingsState;
  readonly #toasts: Toasts;
  readonly #held = new Map<string, Command>();
  readonly #byBinding: ReadonlyMap<string, Command> = $derived(this.#bindings());

  constructor(settings: SettingsState, toasts: Toasts) {
    this.#settings = settings;
    this.#toasts = toasts;
  }

  /** @returns what takes them away again. */
  register(commands: readonly Command[]): () => void {
    for (const command of commands) this.all.set(command.id, command);
    return () => {
      for (const { id } of commands) this.all.delete(id);
    };
  }

  /** A command's bindings: the person's own, else the built-in ones. */
  keysOf(id: string): readonly string[] {
    return this.#settings.value.shortcuts[id] ?? this.all.get(id)?.keys ?? [];
  }

  isEnabled(id: string): boolean {
    const command = this.all.get(id);
    return command !== undefined && (command.isEnabled?.() ?? true);
  }

  /** Runs a command; a failure becomes a toast. Nothing happens where it is not enabled. */
  run(id: string, event?: KeyboardEvent): void {
    const command = this.all.get(id);
    if (!command || !this.isEnabled(id)) return;
    // Both a thrown error and a rejected promise end here.
    void (async () => {
      try {
        await command.run(event);
      } catch (error) {
        this.#toasts.failure(error);
      }
    })();
  }

  /** The command a binding runs; null for none. */
  commandOf(binding: string): Command | null {
    return this.#byBinding.get(binding) ?? null;
  }

  onKeyDown(event: KeyboardEvent): void {
    const binding = bindingOf(event, IS_MAC);
    if (binding === null || event.defaultPrevented) return;
    const command = this.commandOf(binding);
    if (!command || !this.#mayAct(binding, event)) return;
    event.preventDefault();
    if (event.repeat && !command.repeats) return;
    if (command.release) this.#held.set(event.code, command);
    this.run(command.id, event);
  }

  onKeyUp(event: KeyboardEvent): void {
    this.#held.get(event.code)?.release?.();
    this.#held.delete(event.code);
  }

  /** The window lost focus: nothing is held any more. */
  releaseAll(): void {
    for (const command of this.#held.values()) command.release?.();
    this.#held.clear();
  }

  #mayAct(binding: string, event: KeyboardEvent): boolean {
    const target = event.target instanceof Element ? event.target : null;
    // A dialog has its own keys; only those with Ctrl reach through it.
    if (document.querySelector('dialog[open], [role="menu"]') && !binding.startsWith('Ctrl+')) return false;
    const isText = target?.matches(
      'input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable]',
    );
    if (isText) return binding.startsWith('Ctrl+') && !/^Ctrl\+(Shift\+)?(Z|Left|Right|A|C|V|X)$/.test(binding);
    // What has focus answers these itself.
    if (target?.matches('button, a, [role=tab], [role=option], input') && ['Space', 'Enter'].includes(binding))
      return false;
    if (target?.closest('[data-owns-keys]')?.getAttribute('data-owns-keys')?.split(' ').includes(binding)) return false;
    return this.#settings.value.singleKeys || !isSingleKey(binding);
  }

  #bindings(): ReadonlyMap<string, Command> {
    const found = new Map<string, Command>();
    for (const command of this.all.values()) {
      for (const key of this.keysOf(command.id)) found.set(key, command);
    }
    return found;
  }
}
