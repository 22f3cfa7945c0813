import type { ImportRequestInput } from '../../../../../src-main/shared/protocol/import-methods.ts';

/** One bad file and the sentence that it must give; nothing of it may reach the project. */
export interface Hostile {
  readonly name: string;
  readonly file: string;
  /** What is in it; a function makes something that is no plain file. */
  readonly content: string | Uint8Array | ((path: string) => void);
  readonly says: RegExp;
  readonly request?: Partial<ImportRequestInput>;
}

/** A table of one span. */
export const CSV = (row: string) => `video,start,end,label\n${row}\n`;
