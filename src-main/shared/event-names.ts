import type { Events } from './protocol.ts';

/**
 * Every event by its name; one that is missing here does not compile. Apart from the protocol, whose schemas a page need
 * not load.
 */
export const EVENT_NAMES = Object.keys({
  'project.opened': true,
  'project.closed': true,
  'videos.changed': true,
  'annotations.changed': true,
  'jobs.changed': true,
  'predictions.added': true,
  'queue.changed': true,
  'tasks.changed': true,
  'settings.changed': true,
} satisfies Record<keyof Events, true>) as readonly (keyof Events)[];
