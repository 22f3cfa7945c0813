import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { bindingOf } from '../lib/keys.ts';
import type { IconName } from '../lib/icons.ts';
import type { MenuEntry } from '../lib/menu-entry.ts';
import { mayAct, rebound, type FocusKind } from '../lib/shortcuts.ts';
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
  /** For commands that act while a key is held: called when it is released, or at once where there was no key. */
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

/** What Esc ends, in this order: the first that has something to end is the only one that does. */
export const ESCAPE_STEPS = ['drag', 'query', 'range', 'selection', 'close'] as const;
export type EscapeStep = (typeof ESCAPE_STEPS)[number];

const TEXT = 'input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable]';
const IS_MAC = /Mac/.test(navigator.platform);

/** Every command, and what keys do. */
export class Commands {
  readonly all = new SvelteMap<string, Command>();
  readonly isMac = IS_MAC;
  readonly #settings: SettingsState;
  readonly #toasts: Toasts;
  #isFocusByPointer = false;
  readonly #held = new Map<string, Command>();
  readonly #escapes = new Map<EscapeStep, Set<() => boolean>>();
  readonly #byBinding: ReadonlyMap<string, Command> = $derived(this.#bindings());

  constructor(settings: SettingsState, toasts: Toasts) {
    this.#settings = settings;
    this.#toasts = toasts;
  }

  /** @returns what takes them away again. */
  register(commands: readonly Command[]): () => void {
    untrack(() => {
      for (const command of commands) this.all.set(command.id, command);
    });
    return () => {
      for (const command of commands) if (this.all.get(command.id) === command) this.all.delete(command.id);
    };
  }

  /**
   * Takes part in what Esc does: `$effect(() => app.commands.onEscape('range', () => …))`.
   *
   * @param end ends the step where there is something to end. @returns whether there was.
   * @returns what takes it away again.
   */
  onEscape(step: EscapeStep, end: () => boolean): () => void {
    const ends = this.#escapes.get(step) ?? new Set();
    this.#escapes.set(step, ends.add(end));
    return () => ends.delete(end);
  }

  /** Ends the first step of the chain that has something to end. @returns false where none has. */
  escape(): boolean {
    for (const step of ESCAPE_STEPS) {
      for (const end of this.#escapes.get(step) ?? []) if (end()) return true;
    }
    return false;
  }

  /** A command's bindings: the person's own, else the built-in ones. */
  keysOf(id: string): readonly string[] {
    return this.#settings.value.shortcuts[id] ?? this.all.get(id)?.keys ?? [];
  }

  /** Gives a command these keys only; a key of another command is taken from it. `null`: the built-in ones again. */
  rebind(id: string, keys: readonly string[] | null): void {
    this.#settings.set({ shortcuts: rebound(this.all.values(), this.#settings.value.shortcuts, id, keys) });
  }

  isEnabled(id: string): boolean {
    const command = this.all.get(id);
    return command !== undefined && (command.isEnabled?.() ?? true);
  }

  /**
   * Runs a command; a failure becomes a toast. Nothing happens where it is not enabled.
   *
   * @param event the key that is down now; without one the command is released at once, as by a short press.
   */
  run(id: string, event?: KeyboardEvent): void {
    const command = this.all.get(id);
    if (!command || !this.isEnabled(id)) return;
    this.attempt(() => command.run(event));
    if (!event) command.release?.();
  }

  /** Does something whose failure, thrown or rejected, becomes a toast: for what is no command, like one row's menu. */
  attempt(action: () => unknown): void {
    void (async () => {
      try {
        await action();
      } catch (error) {
        this.#toasts.failure(error);
      }
    })();
  }

  /** Commands as entries of a menu, in this order; `null` draws a line, and an id nobody registered is left out. */
  menu(ids: readonly (string | null)[]): MenuEntry[] {
    return ids.flatMap((id): MenuEntry[] => {
      if (id === null) return [null];
      const command = this.all.get(id);
      if (!command) return [];
      const isDisabled = !this.isEnabled(id);
      return [
        {
          id,
          text: command.title,
          icon: command.icon,
          binding: this.keysOf(id)[0],
          isDisabled,
          note: isDisabled ? command.whyNot?.() : undefined,
          onselect: () => this.run(id),
        },
      ];
    });
  }

  /** The command a binding runs; null for none. */
  commandOf(binding: string): Command | null {
    return this.#byBinding.get(binding) ?? null;
  }

  onKeyDown(event: KeyboardEvent): void {
    const binding = bindingOf(event, IS_MAC);
    if (event.key === 'Tab' || event.key === 'F6' || event.key.startsWith('Arrow')) this.#isFocusByPointer = false;
    if (binding === null || event.defaultPrevented) return;
    if (binding === 'Esc') {
      this.#onEscape(event);
      return;
    }
    const command = this.commandOf(binding);
    if (!command || !this.#mayAct(binding, event)) return;
    event.preventDefault();
    if (event.repeat && !command.repeats) return;
    if (command.release) this.#held.set(event.code, command);
    this.run(command.id, event);
  }

  /** What has the focus now got it by a click, until the focus is moved by a key. */
  onPointerDown(): void {
    this.#isFocusByPointer = true;
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

  #onEscape(event: KeyboardEvent): void {
    if (isOverlaid()) return;
    if (focusKind(event.target) === 'text') (event.target as HTMLElement).blur();
    else if (!this.escape()) return;
    event.preventDefault();
  }

  #mayAct(binding: string, event: KeyboardEvent): boolean {
    const target = event.target instanceof Element ? event.target : null;
    // A dialog has its own keys; only those with Ctrl reach through it.
    if (isOverlaid() && !binding.startsWith('Ctrl+')) return false;
    if (target?.closest('[data-owns-keys]')?.getAttribute('data-owns-keys')?.split(' ').includes(binding)) return false;
    // A button that was clicked has the focus by accident: Space plays, as everywhere.
    const isAccident = binding === 'Space' && this.#isFocusByPointer && focusKind(target) === 'button';
    return mayAct(binding, isAccident ? 'other' : focusKind(target), this.#settings.value.singleKeys);
  }

  #bindings(): ReadonlyMap<string, Command> {
    const found = new Map<string, Command>();
    for (const command of this.all.values()) {
      for (const key of this.keysOf(command.id)) found.set(key, command);
    }
    return found;
  }
}

function isOverlaid(): boolean {
  return document.querySelector('dialog[open], [role="menu"]') !== null;
}

function focusKind(target: EventTarget | null): FocusKind {
  if (!(target instanceof Element)) return 'other';
  if (target.matches(TEXT)) return 'text';
  if (target.matches('input[type=range], input[type=radio], [role=slider], [role=separator]')) return 'slider';
  if (target.matches('[role=option]')) return 'row';
  return target.matches('button, a, [role=tab], input') ? 'button' : 'other';
}
