import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ProjectStore } from '../../src-main/core/store/project-store.ts';
import { connect } from '../../src-main/shared/connect.ts';
import { applyDiff, type RecordMaps } from '../../src-main/shared/diff.ts';
import type { EditInput } from '../../src-main/shared/edit.ts';
import { AppError } from '../../src-main/shared/errors.ts';
import type { Events, Host } from '../../src-main/shared/protocol.ts';
import type { EditResult } from '../../src-main/shared/protocol/project-methods.ts';
import { type LabelClass, type RunId, SEGMENT_STATUSES, type VideoId } from '../../src-main/shared/records.ts';
import { ended } from './ended-task.ts';
import { seeded } from './seeded.ts';
import type { ServedPort } from './served-port.ts';

const NAME = 'Ada';
/** What a person does, and how often of a hundred. */
const HABITS = {
  jump: 34,
  edit: 30,
  undo: 6,
  redo: 3,
  queue: 15,
  statistics: 4,
  attention: 4,
  reload: 2,
  export: 2,
} as const;
export type Habit = keyof typeof HABITS;
export const ALL_HABITS = Object.keys(HABITS) as Habit[];

/** What of a project is worked on. */
export interface Desk {
  readonly port: ServedPort;
  /** The long video, with a run and segments. */
  readonly video: { readonly id: VideoId; readonly frameCount: number };
  /** A video that was analyzed with a model that is there, for its attention. */
  readonly attended: { readonly runId: RunId; readonly videoId: VideoId; readonly windows: number };
  /** Exports go into it, and are removed. */
  readonly folder: string;
  readonly seed: number;
}

/**
 * A script that works as a person does: looks, edits, takes back, goes through the queue. It holds what a screen holds,
 * by the server's events alone, and remembers what was acknowledged.
 */
export class Annotator {
  readonly done = new Map<Habit, number>();
  readonly acknowledged: number[] = [];
  refused = 0;
  readonly #desk: Desk;
  readonly #host: Host;
  readonly #below: (limit: number) => number;
  readonly #classes: readonly LabelClass[];
  #held: RecordMaps;
  #heldEntry = 0;
  #waiting: { readonly entryId: number; readonly come: () => void } | null = null;

  private constructor(desk: Desk, host: Host, classes: readonly LabelClass[], held: RecordMaps) {
    this.#desk = desk;
    this.#host = host;
    this.#below = seeded(desk.seed);
    this.#classes = classes;
    this.#held = held;
    host.on('annotations.changed', (change) => this.#hear(change));
  }

  static async sitDown(desk: Desk): Promise<Annotator> {
    const host = connect(desk.port);
    const classes = await host.call('labels.list', {});
    const segments = await host.call('segments.list', {});
    const held = { labelClass: byId(classes), segment: byId(segments), video: new Map(), absence: new Map(), mapping: new Map() }; // prettier-ignore
    return new Annotator(desk, host, classes, held);
  }

  /** Does one thing. @throws whatever the server refuses beside edits. */
  async act(habit: Habit = this.#choose()): Promise<void> {
    const acts: Record<Habit, () => Promise<unknown>> = {
      jump: () => this.#jump(),
      edit: () => this.#edit(),
      undo: async () => this.#heard(await this.#host.call('edits.undo', { annotator: NAME })),
      redo: async () => this.#heard(await this.#host.call('edits.redo', { annotator: NAME })),
      queue: () => this.#decide(),
      statistics: () => this.#count(),
      attention: () => this.#look(),
      reload: () => this.#reload(),
      export: () => this.#export(),
    };
    await acts[habit]();
    this.done.set(habit, (this.done.get(habit) ?? 0) + 1);
  }

  /** What the project file lacks of what was acknowledged, once the server has closed it. */
  missingFrom(path: string): string[] {
    const store = ProjectStore.open(path, { readOnly: true });
    const entries = new Set<number>(store.annotations.journal.history({ limit: 1_000_000 }).map(({ id }) => id));
    const segments = byId(store.annotations.segments({}));
    store.close();
    const lost = this.acknowledged.filter((id) => !entries.has(id)).map((id) => `entry ${id}`);
    const held = [...this.#held.segment.keys(), ...segments.keys()];
    const other = held.filter((id) => JSON.stringify(segments.get(id)) !== JSON.stringify(this.#held.segment.get(id)));
    return [...lost, ...new Set(other)];
  }

  #choose(): Habit {
    let left = this.#below(100);
    return ALL_HABITS.find((habit) => (left -= HABITS[habit]) < 0) ?? 'jump';
  }

  /** Somewhere else: its frame and its neighbours as thumbnails, the curves and the windows around it. */
  async #jump(): Promise<void> {
    const { id: videoId, frameCount } = this.#desk.video;
    const frame = this.#below(frameCount);
    const range = { fromFrame: Math.max(0, frame - 500), toFrame: Math.min(frameCount, frame + 500) };
    const [run] = await this.#host.call('runs.list', {});
    await Promise.all([
      this.#desk.port.resourceBytes(`frame/${videoId}/${frame}.webp?width=320`),
      this.#desk.port.resourceBytes(`thumb/${videoId}/${frame}.webp`),
      this.#host.call('predictions.ribbons', { runId: run!.id, videoId, ...range, columns: 400 }),
      this.#host.call('predictions.windows', { runId: run!.id, videoId, ...range }),
    ]);
  }

  async #edit(): Promise<void> {
    const edit = this.#intended();
    try {
      await this.#heard(await this.#host.call('edits.apply', { annotator: NAME, edit }));
    } catch (error) {
      // What is so already, or contradicts what is there, is refused; it must have changed nothing.
      const isRefusal = error instanceof AppError && ['edit.invalid', 'edit.conflict'].includes(error.code);
      if (!isRefusal) throw error;
      this.refused++;
    }
  }

  #intended(): EditInput {
    const segments = [...this.#held.segment.values()];
    const { id: classId } = this.#pick(this.#classes);
    const { id: videoId, frameCount } = this.#desk.video;
    const startFrame = this.#below(frameCount - 2);
    const created = {
      kind: 'create',
      videoId,
      classId,
      startFrame,
      endFrame: startFrame + 1 + this.#below(2),
    } as const;
    if (segments.length === 0) return created;
    const segment = this.#pick(segments);
    const { id: segmentId, endFrame } = segment;
    const edits: readonly EditInput[] = [
      created,
      { kind: 'relabel', segmentIds: [segmentId], classId },
      { kind: 'setStatus', segmentIds: [segmentId], status: this.#pick(SEGMENT_STATUSES) },
      { kind: 'setSpan', segmentId, startFrame: this.#below(endFrame), endFrame },
      { kind: 'setNote', segmentId, note: `note ${this.#below(1000)}` },
      { kind: 'delete', segmentIds: [segmentId] },
    ];
    return this.#pick(edits);
  }

  async #decide(): Promise<void> {
    const [run] = await this.#host.call('runs.list', {});
    const request = { measure: 'margin', target: 'windows', runId: run!.id } as const;
    const { id: queueId } = await this.#host.call('queue.open', { annotator: NAME, request });
    const item = await this.#host.call('queue.step', { queueId, direction: 'next' });
    if (!item) {
      await this.#host.call('queue.refresh', { queueId });
      return;
    }
    await this.#desk.port.resourceBytes(`frame/${item.videoId}/${item.startFrame}.webp?width=320`);
    const state = this.#below(5) === 0 ? 'unsure' : 'decided';
    await this.#host.call('queue.mark', { queueId, place: item.place, state });
    const spans = [{ startFrame: item.startFrame, endFrame: item.endFrame }];
    const { videoId } = item;
    await this.#host.call('review.record', { annotator: NAME, videoId, kind: 'displayed', speed: 1, spans });
  }

  async #count(): Promise<void> {
    await this.#host.call('stats.get', {});
    await this.#host.call('edits.history', { limit: 50 });
  }

  async #look(): Promise<void> {
    const { windows, ...where } = this.#desk.attended;
    const window = { ...where, index: this.#below(windows) };
    await this.#host.call('attention.prepare', window);
    await this.#desk.port.resourceBytes(`map/${window.runId}/${window.videoId}/${window.index}.bin?view=rollout`);
  }

  /** As a page that is loaded again: other connections, and all read anew. */
  async #reload(): Promise<void> {
    await this.#desk.port.reload();
    this.#held = { ...this.#held, segment: byId(await this.#host.call('segments.list', {})) };
  }

  async #export(): Promise<void> {
    const out = mkdtempSync(join(this.#desk.folder, 'export-'));
    const task = await ended(this.#host, await this.#host.call('export.start', { request: { format: 'timeloupe-csv' }, out })); // prettier-ignore
    if (task.state !== 'done') throw new Error(`The export ended as ${task.state}: ${task.error?.message}`);
    rmSync(out, { recursive: true });
  }

  #heard(result: EditResult | null): Promise<void> {
    if (result) this.acknowledged.push(result.entryId);
    return this.#caughtUp();
  }

  /** Once the events have told of the last edit. */
  #caughtUp(): Promise<void> {
    const entryId = this.acknowledged.at(-1) ?? 0;
    if (entryId <= this.#heldEntry) return Promise.resolve();
    return new Promise((come) => (this.#waiting = { entryId, come }));
  }

  #hear({ diff, entry }: Events['annotations.changed']): void {
    this.#held = applyDiff(this.#held, diff);
    this.#heldEntry = entry.id;
    if (this.#waiting && entry.id >= this.#waiting.entryId) this.#waiting.come();
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#below(list.length)]!;
  }
}

function byId<T extends { readonly id: string }>(records: readonly T[]): Map<string, T> {
  return new Map(records.map((record) => [record.id, record]));
}
