import { untrack } from 'svelte';
import type { Host } from '#shared/protocol';
import type { Span } from '#shared/records';
import { Announcer } from './announcer.svelte.ts';
import { Annotations } from './annotations.svelte.ts';
import { attentionCommands } from './attention-commands.ts';
import { Attention } from './attention.svelte.ts';
import { Clocks } from './clocks.svelte.ts';
import { Commands } from './commands.svelte.ts';
import { Cutting } from './cutting.svelte.ts';
import { Decisions } from './decisions.svelte.ts';
import { Dialogs } from './dialogs.svelte.ts';
import { Frames } from './frames.svelte.ts';
import { Doubts } from './doubts.svelte.ts';
import { Drop } from './drop.svelte.ts';
import { keepLanes } from './lane-memory.svelte.ts';
import { Layout } from './layout.svelte.ts';
import { Library } from './library.svelte.ts';
import { followNativeMenu } from './native-menu.svelte.ts';
import { Nearest } from './nearest.svelte.ts';
import { Overlay } from './overlay.svelte.ts';
import { Playback } from './playback.svelte.ts';
import { Player } from './player.svelte.ts';
import { Project } from './project.svelte.ts';
import { Queue } from './queue.svelte.ts';
import { decisionWords } from './queue-words.ts';
import { labelCommands, reviewCommands } from './review-commands.ts';
import { Runs } from './runs.svelte.ts';
import { Saving } from './saving.svelte.ts';
import { Selection } from './selection.svelte.ts';
import { SettingsState } from './settings.svelte.ts';
import { Speeds } from './speeds.svelte.ts';
import { StageView } from './stage-view.svelte.ts';
import { Summaries } from './summaries.svelte.ts';
import { Tasks } from './tasks.svelte.ts';
import { ThemeState } from './theme.svelte.ts';
import { Thresholds } from './thresholds.svelte.ts';
import { TimelineRooms } from './timeline-rooms.svelte.ts';
import { TimelineView } from './timeline-view.svelte.ts';
import { Toasts } from './toasts.svelte.ts';
import { ViewingRecord } from './viewing-record.svelte.ts';
import { Walk } from './walk.svelte.ts';
import { WindowDetails } from './window-details.svelte.ts';
import { WindowState } from './window.svelte.ts';

/**
 * Everything the screen shows, one room for each thing. Truth is the core's: these follow its events, and change it by
 * its methods. Parts reach it with useApp().
 */
export class App {
  readonly announcer = new Announcer();
  readonly saving: Saving;
  readonly dialogs = new Dialogs();
  readonly drop = new Drop();
  readonly toasts: Toasts;
  readonly settings: SettingsState;
  readonly theme: ThemeState;
  readonly commands: Commands;
  readonly layout: Layout;
  readonly tasks: Tasks;
  readonly project: Project;
  readonly annotations: Annotations;
  readonly runs: Runs;
  readonly library: Library;
  readonly frames: Frames;
  readonly player: Player;
  readonly playback: Playback;
  readonly stage: StageView;
  readonly viewing: ViewingRecord;
  readonly window: WindowState;
  readonly selection: Selection;
  readonly timeline: TimelineView;
  /** What the timeline draws. */
  readonly lanes: TimelineRooms;
  readonly attention: Attention;
  readonly clocks: Clocks;
  readonly details: WindowDetails;
  readonly summaries: Summaries;
  readonly overlay: Overlay;
  readonly queue: Queue;
  readonly walk: Walk;
  readonly speeds: Speeds;
  readonly nearest: Nearest;
  readonly decisions: Decisions;
  readonly thresholds = new Thresholds();
  readonly cutting = new Cutting(this);
  readonly host: Host;

  constructor(host: Host) {
    this.host = host;
    this.toasts = new Toasts(this.announcer);
    this.saving = new Saving(host, this.announcer);
    this.settings = new SettingsState(host, this.toasts);
    this.theme = new ThemeState(this.settings);
    this.commands = new Commands(this.settings, this.toasts);
    this.project = new Project(host, this.settings);
    this.layout = new Layout(this.project, this.settings);
    this.tasks = new Tasks(host);
    this.annotations = new Annotations(host, this.project, this.toasts, this.saving);
    this.library = new Library(host, new Doubts(host));
    this.runs = new Runs(host, this.library, this.settings);
    this.player = new Player(host, this.library);
    this.frames = new Frames(host, this.library);
    this.stage = new StageView(this.library);
    this.viewing = new ViewingRecord(host, this.player, this.project);
    this.window = new WindowState(host, this.runs, this.player);
    this.selection = new Selection(this.annotations, this.library);
    this.playback = new Playback(this, () => loopSpan(this.selection, this.player, this.window));
    this.timeline = new TimelineView(this.player, this.library);
    this.attention = new Attention(host, { runs: this.runs, window: this.window, player: this.player });
    this.lanes = new TimelineRooms(this);
    this.clocks = new Clocks(host, this.library, this.player);
    this.details = new WindowDetails(host);
    this.queue = new Queue(host, this.annotations, this.runs, this.settings);
    this.speeds = new Speeds(host);
    this.walk = new Walk(this);
    this.nearest = new Nearest(this);
    this.decisions = new Decisions(this, decisionWords(this));
    this.commands.register(reviewCommands(this));
    this.commands.register(attentionCommands(this));
    this.summaries = new Summaries(host, this.runs, this.window);
    this.overlay = new Overlay(this);
    $effect.root(() => {
      followNativeMenu(host, this.commands);
      this.#link();
    });
  }

  /** Reads what there is and follows the core from then on. */
  async start(): Promise<void> {
    const { host } = this;
    host.on('project.opened', () => void this.#readProject());
    host.on('project.closed', () => this.#forget());
    host.onConnection?.((state) => {
      this.project.connection = state;
      if (state === 'connected') void this.#readAll();
    });
    await this.#readAll();
  }

  async #readAll(): Promise<void> {
    try {
      await this.settings.read();
      await Promise.all([this.#readProject(), this.tasks.read()]);
      // Tries providers: what a person works with comes first.
      await this.project.readMachine();
    } catch (error) {
      this.toasts.failure(error);
    }
  }

  async #readProject(): Promise<void> {
    try {
      await this.project.readInfo();
      if (!this.#isOpen()) return;
      // The first picture does not wait for runs and models.
      await Promise.all([this.annotations.read(), this.library.read()]);
      // It was closed meanwhile.
      if (!this.#isOpen()) return;
      await this.runs.read();
    } catch (error) {
      this.toasts.failure(error);
    }
  }

  #isOpen(): boolean {
    return this.project.info !== null;
  }

  /** What follows something of another room. */
  #link(): void {
    keepLanes(this);
    // Another limit, or project.
    $effect(() => {
      if (this.project.info !== null) this.library.doubts.countBelow(this.settings.value.doubtfulMargin);
    });
    // Another video or run: no window of the old one is left standing.
    $effect(() => {
      const where = [this.runs.shown?.id, this.library.currentId];
      untrack(() => {
        this.window.forget();
        if (where[0] !== undefined) void this.window.pickAt(this.player.frame);
      });
    });
    $effect(() => {
      const { frame } = this.player;
      untrack(() => this.window.follow(frame));
    });
    // Another run, measure, limit or person: another queue.
    $effect(() => {
      if (this.queue.key !== null) untrack(() => void this.queue.open());
      else untrack(() => this.queue.forget());
    });
    $effect(() => {
      if (this.queue.items.length > 0) untrack(() => void this.walk.prepare());
    });
    // A blind pass begins with its first item: the window that was looked at before is none of it.
    $effect(() => {
      if (!this.queue.info?.request.isBlind) return;
      untrack(() => {
        if (this.queue.current === null && this.queue.left > 0) this.walk.step('next');
      });
    });
    $effect(() => {
      const { classes } = this.annotations;
      return untrack(() => this.commands.register(labelCommands(this, classes)));
    });
    this.host.on('predictions.added', ({ runId, videoId }) => {
      if (runId !== this.runs.shown?.id || videoId !== this.library.currentId) return;
      if (this.window.current === null) void this.window.refresh();
    });
  }

  #forget(): void {
    this.project.forget();
    this.annotations.forget();
    this.window.forget();
    this.library.forget();
    this.runs.forget();
    this.queue.forget();
    this.clocks.forget();
    this.details.forget();
    this.nearest.forget();
    this.selection.clear();
    this.thresholds.reset();
  }
}

/** What is looped: the range, else the segment in hand, else the window; without looping all of the video. */
function loopSpan({ range, segment }: Selection, { loops, frameCount }: Player, { current }: WindowState): Span {
  const whole = { startFrame: 0, endFrame: frameCount };
  return loops ? (range ?? segment ?? current ?? whole) : whole;
}
