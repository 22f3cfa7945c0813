import { AppError } from '#shared/errors';
import type { Host } from '#shared/protocol';
import type { TaskInfo } from '#shared/protocol/app-methods';
import type {
  DrawnClip,
  ExportFormat,
  ExportPlan,
  ExportReport,
  ExportRequestInput,
  Sampler,
  Split,
} from '#shared/protocol/export-methods';
import type { Tasks } from './tasks.svelte.ts';

/** A plan is asked for this long after the last change, in ms. */
const SETTLE_MS = 80;

/** What a person may change of a request; formats' defaults hold until then. */
export type ExportChoice = Partial<Omit<ExportRequestInput, 'format'>>;

/** An export that is being put together, is running, or is done: from the opening of its dialog to its closing. */
export class ExportDraft {
  formats = $state.raw<readonly ExportFormat[]>([]);
  formatId = $state('');
  choice = $state.raw<ExportChoice>({});
  sampler = $state<Sampler>('dense');
  /** The clip that is shown as a trainer draws it; null without clips. */
  drawn = $state.raw<DrawnClip | null>(null);
  /** Whether only clips with warnings are gone through. */
  onlyFlagged = $state(false);
  /** How many clips are gone through; null until one was asked for. */
  drawnCount = $state<number | null>(null);
  /** Where it goes; "" until a free name is known. */
  out = $state('');
  /** Of the last request that could be planned. */
  plan = $state.raw<ExportPlan | null>(null);
  /** Why the request can't be planned, or the export failed, as a sentence; null while all is well. */
  fault = $state<string | null>(null);
  /** What a stopped export has left, as a sentence; null without one. */
  notice = $state<string | null>(null);
  task = $state.raw<TaskInfo | null>(null);
  report = $state.raw<ExportReport | null>(null);
  readonly format: ExportFormat | null = $derived(this.formats.find(({ id }) => id === this.formatId) ?? null);
  readonly isRunning: boolean = $derived(this.task?.state === 'running');
  /** Whether all that is needed to begin is there. */
  readonly isReady: boolean = $derived(
    !this.isRunning && this.report === null && (this.plan?.written ?? 0) > 0 && this.out.trim() !== '',
  );
  readonly #host: Host;
  readonly #tasks: Tasks;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Host, tasks: Tasks) {
    this.#host = host;
    this.#tasks = tasks;
  }

  async open(): Promise<void> {
    try {
      const [formats, { out }] = await Promise.all([
        this.#host.call('export.formats', {}),
        this.#host.call('export.target', {}),
      ]);
      this.formats = formats;
      // Someone may have typed a folder meanwhile.
      if (this.out === '') this.out = out;
      this.formatId = formats[0]?.id ?? '';
      await this.#readPlan();
    } catch (error) {
      this.fault = sentenceOf(error);
    }
  }

  /** Another format: what it can't do of the choice goes back to its default. */
  setFormat(id: string): void {
    const format = this.formats.find((one) => one.id === id);
    if (!format || id === this.formatId) return;
    const { absent, split, clips, assigned, ...rest } = this.choice;
    this.formatId = id;
    this.choice = {
      ...rest,
      ...(absent !== undefined && format.absent.includes(absent) && { absent }),
      ...(format.hasSplit && { split, assigned }),
      ...(clips && format.hasClips && { clips: { ...clips, cut: format.needsClips ? true : clips.cut } }),
    };
    this.#planSoon();
  }

  /** @param change fields of the request; undefined puts one back to the format's default. */
  set(change: ExportChoice): void {
    this.choice = { ...this.choice, ...change };
    this.#planSoon();
  }

  assign(videoId: string, set: Split): void {
    this.set({ assigned: { ...this.choice.assigned, [videoId]: set } });
  }

  setSampler(sampler: Sampler): void {
    this.sampler = sampler;
    this.#planSoon();
  }

  setOnlyFlagged(isOnly: boolean): void {
    this.onlyFlagged = isOnly;
    void this.showClip(0);
  }

  /** Shows a clip of those that are gone through. @param place from 0; beyond an end it is the one at the other end. */
  async showClip(place: number): Promise<void> {
    const last = (this.drawnCount ?? this.plan?.training?.clips ?? 1) - 1;
    const from = place < 0 ? last : place > last ? 0 : place;
    const { sampler, onlyFlagged } = this;
    const asked = this.#asked;
    try {
      const wish = { request: this.#request(), sampler, onlyFlagged, from, count: 1 };
      const { total, clips } = await this.#host.call('export.clips', wish);
      // A later plan shows a clip of its own.
      if (asked !== this.#asked) return;
      this.drawnCount = total;
      this.drawn = clips[0] ?? null;
    } catch (error) {
      this.fault = sentenceOf(error);
    }
  }

  /** Writes it; a failure is `fault`, and the choice can be changed and tried again. */
  async start(): Promise<void> {
    if (!this.isReady) return;
    this.fault = null;
    this.notice = null;
    try {
      const started = await this.#host.call('export.start', { request: this.#request(), out: this.out.trim() });
      this.task = started;
      const ended = await this.#tasks.finished(started);
      this.task = null;
      if (ended.state === 'done') this.report = ended.result as ExportReport;
      else if (ended.state === 'cancelled') this.notice = ended.error?.message ?? null;
      else this.fault = ended.error?.message ?? null;
    } catch (error) {
      this.task = null;
      this.fault = sentenceOf(error);
    }
  }

  /** After one that is done: the same choice, to be changed, and a folder of its own. */
  async again(): Promise<void> {
    this.report = null;
    try {
      this.out = (await this.#host.call('export.target', {})).out;
    } catch (error) {
      this.fault = sentenceOf(error);
    }
  }

  /** How far the task is, 0..1; null while it isn't known. */
  get share(): number | null {
    const task = this.task && (this.#tasks.all.get(this.task.id) ?? this.task);
    return task?.total ? task.done / task.total : null;
  }

  get secondsLeft(): number | null {
    return (this.task && this.#tasks.all.get(this.task.id)?.secondsLeft) ?? null;
  }

  async cancel(): Promise<void> {
    if (this.task) await this.#tasks.cancel(this.task.id);
  }

  #request(): ExportRequestInput {
    return { format: this.formatId, ...this.choice };
  }

  #planSoon(): void {
    if (this.report !== null) void this.again();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#readPlan(), SETTLE_MS);
  }

  async #readPlan(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const plan = await this.#host.call('export.plan', { ...this.#request(), sampler: this.sampler });
      // A later wish has its own answer.
      if (asked !== this.#asked) return;
      this.plan = plan;
      this.fault = null;
      this.drawn = plan.drawn;
      this.drawnCount = plan.training?.clips ?? null;
      this.onlyFlagged = false;
    } catch (error) {
      if (asked === this.#asked) this.fault = sentenceOf(error);
    }
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof AppError ? error.message : 'Something unexpected happened. Nothing was written.';
}
