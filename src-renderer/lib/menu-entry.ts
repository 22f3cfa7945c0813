import type { IconName } from './icons.ts';

/** One line of a menu. */
export interface MenuItem {
  readonly id: string;
  readonly text: string;
  readonly icon?: IconName | undefined;
  /** Binding as of keys.ts. */
  readonly binding?: string | undefined;
  readonly isDisabled?: boolean;
  /** Given: the entry is one of a choice, on or off. */
  readonly isChecked?: boolean | undefined;
  /** Several may be on together: the menu stays open. */
  readonly isMany?: boolean;
  /** Beneath the text: where it leads, or why it can't be chosen. */
  readonly note?: string | undefined;
  readonly onselect: () => void;
}

/** What a menu lists; null is a line between groups, a string a group's name. */
export type MenuEntry = MenuItem | string | null;
