import type { MenuEntry } from '../../lib/menu-entry.ts';
import { ERROR_ORDER, KIND_WORDS, ORDER_WORDS, statusesOf, type QueueOrder } from '../../lib/queue-words.ts';
import type { App } from '../../state/app.svelte.ts';

/** Classes that the menu offers; of more, the first. */
const OFFERED = 12;

/** What the menu over the queue offers: its order, which kinds and statuses, and of which videos and classes. */
export function queueMenu(app: App): MenuEntry[] {
  return ['Order', ...orders(app), ...kinds(app), ...statuses(app), 'Only', ...filters(app), null].concat(
    app.commands.menu(['queue.redraw']),
  );
}

function orders({ queue, runs }: App): MenuEntry[] {
  return (Object.keys(ORDER_WORDS) as QueueOrder[]).map((order) => {
    const isDisabled = order === 'models' && runs.other === null;
    return {
      id: order,
      text: ORDER_WORDS[order],
      isChecked: queue.order === order,
      isDisabled,
      note: isDisabled ? 'There is one run only.' : undefined,
      onselect: () => (queue.order = order),
    };
  });
}

function kinds({ queue }: App): MenuEntry[] {
  if (queue.order === 'errors') {
    const entries = ERROR_ORDER.map((kind) => ({
      id: kind,
      text: KIND_WORDS[kind],
      isChecked: queue.errorKind === kind,
      onselect: () => (queue.errorKind = queue.errorKind === kind ? null : kind),
    }));
    return ['Kind of error', ...entries];
  }
  if (queue.order !== 'models') return [];
  const ways = [
    { isJudged: false, text: 'Not decided yet' },
    { isJudged: true, text: 'Decided: fixed, broken, both wrong' },
  ];
  return [
    'Windows',
    ...ways.map(({ isJudged, text }) => ({
      id: `judged ${isJudged}`,
      text,
      isChecked: queue.isJudged === isJudged,
      onselect: () => (queue.isJudged = isJudged),
    })),
  ];
}

function statuses({ queue }: App): MenuEntry[] {
  const { offered } = statusesOf(queue.order);
  if (offered.length === 0) return [];
  const entries = offered.map((status) => ({
    id: `status ${status}`,
    text: status,
    isChecked: queue.statuses.includes(status),
    onselect: () => queue.toggleStatus(status),
  }));
  return ['Status', ...entries];
}

function filters({ annotations, library, queue }: App): MenuEntry[] {
  return [
    {
      id: 'video',
      text: 'this video',
      isChecked: queue.filter.videoIds.length > 0,
      onselect: () => queue.toggleVideo(library.currentId),
    },
    ...annotations.classes.slice(0, OFFERED).map(({ id, name }) => ({
      id: `class ${id}`,
      text: name,
      isChecked: queue.filter.classIds.includes(id),
      onselect: () => queue.toggleClass(id),
    })),
  ];
}
