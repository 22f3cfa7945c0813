import type { SegmentSource, SegmentStatus } from '#shared/records';
import type { IconName } from './icons.ts';

export const SOURCE_WORDS: Readonly<Record<SegmentSource, string>> = {
  model: 'model, run',
  person: 'person',
  import: 'import',
};

/** How a status is tagged: green only for what a person has verified. */
export const STATUS_LOOKS: Readonly<
  Record<SegmentStatus, { readonly kind: 'plain' | 'ok' | 'warn' | 'err'; readonly icon?: IconName }>
> = {
  unreviewed: { kind: 'plain' },
  accepted: { kind: 'ok', icon: 'check' },
  corrected: { kind: 'ok', icon: 'pencil' },
  rejected: { kind: 'err', icon: 'x' },
};
