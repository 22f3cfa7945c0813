import type { ImportColumns, ImportFormat } from '../../shared/protocol/import-methods.ts';
import type { ImportDocument } from './document.ts';
import type { ImportFile } from './import-file.ts';

/** What a person may say of how a file is read. */
export interface ReadOptions {
  /** Which columns of a plain table say what; null: found by their names. */
  readonly columns: ImportColumns | null;
  /** ELAN: what names a class, an annotation's value or its tier. */
  readonly labels: 'value' | 'tier';
  /** Label Studio: read predictions besides annotations. */
  readonly predictions: boolean;
}

/** One format that is imported: one file in formats/, one line in its index. */
export interface Reader extends ImportFormat {
  /** Whether a file is of this format, by its content. @throws AppError 'import.unreadable'. */
  fits(file: ImportFile): Promise<boolean> | boolean;
  /** @throws AppError 'import.unreadable' naming the place in the file. */
  read(file: ImportFile, options: ReadOptions): Promise<ImportDocument>;
}
