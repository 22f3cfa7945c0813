import type { Host } from '#shared/protocol';
import type { Annotations } from './annotations.svelte.ts';
import { Editing } from './editing.svelte.ts';
import { Filmstrip } from './filmstrip.svelte.ts';
import { LaneFacts } from './lane-facts.svelte.ts';
import { Lanes } from './lanes.svelte.ts';
import type { Layout } from './layout.svelte.ts';
import type { Library } from './library.svelte.ts';
import { ModelLanes } from './model-lanes.svelte.ts';
import { Paints } from './paints.svelte.ts';
import type { Player } from './player.svelte.ts';
import type { Queue } from './queue.svelte.ts';
import { RibbonScores } from './ribbons.svelte.ts';
import { RunWindows } from './run-windows.svelte.ts';
import type { Runs } from './runs.svelte.ts';
import type { Selection } from './selection.svelte.ts';
import type { SettingsState } from './settings.svelte.ts';
import type { ThemeState } from './theme.svelte.ts';
import type { Thresholds } from './thresholds.svelte.ts';
import type { TimelineView } from './timeline-view.svelte.ts';
import type { WindowState } from './window.svelte.ts';

/** The rooms of the application that the timeline shows. */
export interface ShownRooms {
  readonly host: Host;
  readonly settings: SettingsState;
  readonly theme: ThemeState;
  readonly annotations: Annotations;
  readonly library: Library;
  readonly layout: Layout;
  readonly player: Player;
  readonly queue: Pick<Queue, 'isBlind'>;
  readonly runs: Runs;
  readonly selection: Selection;
  readonly thresholds: Thresholds;
  readonly timeline: TimelineView;
  readonly window: WindowState;
}

/** All that the timeline draws, beside the view itself: scores, windows, thumbnails, lanes, colours, and edits under way. */
export class TimelineRooms {
  readonly paints: Paints;
  readonly windows: RunWindows;
  readonly ribbons: RibbonScores;
  readonly models: ModelLanes;
  readonly film: Filmstrip;
  readonly facts: LaneFacts;
  readonly lanes: Lanes;
  readonly editing: Editing;

  constructor(rooms: ShownRooms) {
    const { host, runs, library, selection, timeline } = rooms;
    this.paints = new Paints(rooms.theme, rooms.annotations, runs);
    this.windows = new RunWindows(host, runs, library);
    this.ribbons = new RibbonScores(host, { ...rooms, runs, library, timeline, windows: this.windows });
    this.models = new ModelLanes(host, rooms);
    this.film = new Filmstrip(host, rooms);
    this.facts = new LaneFacts(host, library, selection);
    this.lanes = new Lanes(rooms);
    this.editing = new Editing(rooms);
  }
}
