import { AppError } from '../../shared/errors.ts';
import type { AttentionView } from './view.ts';
import { classToken } from './views/class-token.ts';
import { contribution } from './views/contribution.ts';
import { patch } from './views/patch.ts';
import { rollout } from './views/rollout.ts';
import { temporal } from './views/temporal.ts';

/** Add a view here. The command line, the menu and the tests read this list. */
export const attentionViews: readonly AttentionView[] = [classToken, patch, temporal, rollout, contribution];

/** @throws AppError 'request.invalid' for an id that is not in the list. */
export function attentionView(id: string): AttentionView {
  const view = attentionViews.find((candidate) => candidate.id === id);
  if (view) return view;
  const known = attentionViews.map((candidate) => candidate.id).join(', ');
  throw new AppError('request.invalid', `No attention view is called "${id}". Known: ${known}.`);
}
