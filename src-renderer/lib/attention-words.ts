import type { AttentionFacts, AttentionViewId, MapRequest } from '#shared/protocol/attention-methods';

/** What is shown, as far as words need it. Layers and heads count from 0; on the screen from 1. */
export interface ShownMap {
  readonly view: AttentionViewId;
  readonly layer: number;
  readonly head: MapRequest['head'];
  readonly query: { readonly x: number; readonly y: number } | null;
  readonly label: string | null;
}

export const VIEW_NAMES: Readonly<Record<AttentionViewId, string>> = {
  class: 'Class token',
  patch: 'Patch',
  temporal: 'Temporal',
  rollout: 'Rollout',
  contribution: 'Contribution',
};

/** Whether a view is of one layer; rollout and contribution go through all of them. */
export function isOfLayer(view: AttentionViewId): boolean {
  return view !== 'rollout' && view !== 'contribution';
}

/** Whether a patch may ask in a view: elsewhere none is marked. */
export function asksPatch(view: AttentionViewId): boolean {
  return view === 'patch' || view === 'temporal';
}

/** For the stage's menu: "Patch → patches · layer 11 · head 7". */
export function mapTitle({ view, layer, head, label }: ShownMap): string {
  const what = {
    class: 'Class → patches',
    patch: 'Patch → patches',
    temporal: 'Temporal',
    rollout: 'Rollout',
    contribution: `Contribution to ${label ?? 'the class'}`,
  }[view];
  if (!isOfLayer(view)) return view === 'rollout' && head !== 'mean' ? `${what} · ${headWords(head)}` : what;
  return `${what} · layer ${layer + 1} · ${headWords(head)}`;
}

/** For the colour bar: "patch (10, 4) to patches". */
export function mapWords({ view, query, label }: ShownMap): string {
  const patch = query ? `patch (${query.x}, ${query.y})` : null;
  switch (view) {
    case 'class':
      return 'class token to patches';
    case 'patch':
      return `${patch ?? 'patch'} to patches`;
    case 'temporal':
      return 'to each frame, at its own place';
    case 'rollout':
      return 'rollout';
    case 'contribution':
      return `contribution to ${label ?? 'the class'}`;
  }
}

/** "head 7", "mean of heads" or "greatest of heads". */
export function headWords(head: MapRequest['head']): string {
  if (head === 'mean') return 'mean of heads';
  return head === 'max' ? 'greatest of heads' : `head ${head + 1}`;
}

/** Why nothing can be shown; null where something can. */
export function refusalWords(facts: AttentionFacts | null): string | null {
  if (!facts || facts.views.length > 0) return null;
  return facts.refusal ?? 'This model shows no attention.';
}
