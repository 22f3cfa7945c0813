import type { LabelStyle } from './label-style.ts';

/** A class, as a row of a table of classes and videos. */
export interface CountRow {
  readonly name: string;
  /** null for what is no class of the project. */
  readonly style: LabelStyle | null;
  /** It would be added. */
  readonly isNew?: boolean;
}
