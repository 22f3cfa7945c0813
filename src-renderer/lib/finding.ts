import type { ExportLoss } from '#shared/protocol/export-methods';

/** What a report says of one thing: a sentence, why, and some of those that it is about. */
export interface Finding extends Pick<ExportLoss, 'level' | 'what' | 'why'> {
  readonly examples?: readonly string[];
}
