import type { ExportFormat } from '../../../shared/protocol/export-methods.ts';

/** What formats for training take unless they are told: what people decided, by whole videos, without absences. */
export const TRAINING_DEFAULTS: ExportFormat['defaults'] = {
  statuses: ['accepted', 'corrected'],
  absent: 'leave-out',
  split: { train: 0.8, val: 0.1, test: 0.1 },
  cut: false,
};

/** What formats for looking at annotations elsewhere take: the same, in one set. */
export const SHOWING_DEFAULTS: ExportFormat['defaults'] = { ...TRAINING_DEFAULTS, split: null };
