import type { Host } from '../../../../src-main/shared/protocol.ts';
import { Announcer } from '../../../../src-renderer/state/announcer.svelte.ts';
import { Annotations } from '../../../../src-renderer/state/annotations.svelte.ts';
import { Clocks } from '../../../../src-renderer/state/clocks.svelte.ts';
import { Decisions } from '../../../../src-renderer/state/decisions.svelte.ts';
import { Doubts } from '../../../../src-renderer/state/doubts.svelte.ts';
import type { FrameGroup } from '../../../../src-renderer/state/frames.svelte.ts';
import { Library } from '../../../../src-renderer/state/library.svelte.ts';
import { Nearest } from '../../../../src-renderer/state/nearest.svelte.ts';
import { Player } from '../../../../src-renderer/state/player.svelte.ts';
import { Project } from '../../../../src-renderer/state/project.svelte.ts';
import { Queue } from '../../../../src-renderer/state/queue.svelte.ts';
import { decisionWords } from '../../../../src-renderer/state/queue-words.ts';
import { Runs } from '../../../../src-renderer/state/runs.svelte.ts';
import { Saving } from '../../../../src-renderer/state/saving.svelte.ts';
import { Selection } from '../../../../src-renderer/state/selection.svelte.ts';
import { SettingsState } from '../../../../src-renderer/state/settings.svelte.ts';
import { TimelineView } from '../../../../src-renderer/state/timeline-view.svelte.ts';
import { Toasts } from '../../../../src-renderer/state/toasts.svelte.ts';
import { Walk } from '../../../../src-renderer/state/walk.svelte.ts';
import { WindowDetails } from '../../../../src-renderer/state/window-details.svelte.ts';
import { WindowState } from '../../../../src-renderer/state/window.svelte.ts';

/** The rooms of the screen that review needs, over a core: as App makes them, without a page; with what was read ahead. */
export function screenRooms(host: Host) {
  const announcer = new Announcer();
  const toasts = new Toasts(announcer);
  const settings = new SettingsState(host, toasts);
  const annotations = new Annotations(host, new Project(host, settings), toasts, new Saving(host, announcer));
  const library = new Library(host, new Doubts(host));
  const runs = new Runs(host, library, settings);
  const player = new Player(host, library);
  const window = new WindowState(host, runs, player);
  const base = { host, announcer, toasts, settings, annotations, library, runs, player, window };
  const details = new WindowDetails(host);
  const selection = new Selection(annotations, library);
  const queue = new Queue(host, annotations, runs, settings);
  // Nothing is drawn here.
  const ahead: FrameGroup[][] = [];
  const frames = { prefetch: (groups: readonly FrameGroup[]) => void ahead.push([...groups]), faultOf: () => null };
  const rooms = { ...base, details, selection, queue, frames, timeline: new TimelineView(player, library) };
  const walk = new Walk(rooms);
  const nearest = new Nearest(rooms);
  const clocks = new Clocks(host, library, player);
  const decisions = new Decisions({ ...rooms, walk, nearest }, decisionWords({ ...rooms, clocks }));
  return { ...rooms, walk, nearest, clocks, decisions, ahead };
}
