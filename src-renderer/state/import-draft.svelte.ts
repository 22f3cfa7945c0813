import { AppError } from '#shared/errors';
import type { Host } from '#shared/protocol';
import type {
  ColumnRole,
  ImportFormat,
  ImportPlan,
  ImportReport,
  ImportRequestInput,
} from '#shared/protocol/import-methods';
import type { ClassId, VideoId } from '#shared/records';

/** A preview is asked for this long after the last change, in ms. */
const SETTLE_MS = 80;

/** What a person may change of a request besides its files. */
export type ImportChoice = Partial<Omit<ImportRequestInput, 'paths' | 'videos' | 'classes' | 'columns'>>;

/** An import that is being looked at, is running, or is done: from the opening of its dialog to its closing. */
export class ImportDraft {
  paths = $state.raw<readonly string[]>([]);
  formats = $state.raw<readonly ImportFormat[]>([]);
  choice = $state.raw<ImportChoice>({});
  /** Of the last request that could be previewed. */
  plan = $state.raw<ImportPlan | null>(null);
  /** Why the files can't be previewed, or the import failed, as a sentence; null while all is well. */
  fault = $state<string | null>(null);
  isReading = $state(false);
  isRunning = $state(false);
  report = $state.raw<ImportReport | null>(null);
  /** By hand, by the file's name; null leaves them out. */
  #videos = $state.raw<ReadonlyMap<string, VideoId | null>>(new Map());
  #classes = $state.raw<ReadonlyMap<string, ClassId | null>>(new Map());
  columns = $state.raw<NonNullable<ImportRequestInput['columns']> | null>(null);
  /** Whether all that is needed to begin is there. */
  readonly isReady: boolean = $derived(
    !this.isRunning && !this.isReading && this.report === null && this.fault === null && this.#adds(this.plan),
  );
  readonly #host: Host;
  readonly #annotator: () => string;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Host, annotator: () => string) {
    this.#host = host;
    this.#annotator = annotator;
  }

  async open(paths: readonly string[]): Promise<void> {
    try {
      this.formats = await this.#host.call('import.formats', {});
    } catch (error) {
      this.fault = sentenceOf(error);
      return;
    }
    if (paths.length > 0) await this.take(paths);
  }

  /** Other files: what was said of the videos, labels and columns of those before is forgotten. */
  async take(paths: readonly string[]): Promise<void> {
    this.paths = paths;
    this.#videos = new Map();
    this.#classes = new Map();
    this.columns = null;
    this.plan = this.report = null;
    this.choice = without(this.choice, 'format');
    await this.#read();
  }

  /** @param change fields of the request; undefined puts one back to its default. */
  set(change: { readonly [K in keyof ImportChoice]?: ImportChoice[K] | undefined }): void {
    const all: [string, unknown][] = Object.entries({ ...this.choice, ...change });
    this.choice = Object.fromEntries(all.filter(([, value]) => value !== undefined));
    this.#readSoon();
  }

  videoOf(name: string): VideoId | null | undefined {
    return this.#videos.get(name);
  }

  /** @param videoId null leaves the name's spans out; undefined: as they were found. */
  setVideo(name: string, videoId: VideoId | null | undefined): void {
    this.#videos = changed(this.#videos, name, videoId);
    this.#readSoon();
  }

  classOf(label: string): ClassId | null | undefined {
    return this.#classes.get(label);
  }

  setClass(label: string, classId: ClassId | null | undefined): void {
    this.#classes = changed(this.#classes, label, classId);
    this.#readSoon();
  }

  setColumn(role: ColumnRole, column: string | undefined): void {
    const others = without(this.columns ?? {}, role);
    this.columns = column === undefined ? others : { ...others, [role]: column };
    this.#readSoon();
  }

  setTable(
    change: Pick<NonNullable<ImportRequestInput['columns']>, 'unit' | 'base' | 'endInclusive' | 'header'>,
  ): void {
    this.columns = { ...this.columns, ...change };
    this.#readSoon();
  }

  /** Imports; a failure is `fault`, nothing is changed by it, and the choice can be changed and tried again. */
  async start(): Promise<void> {
    if (!this.isReady || !this.plan) return;
    this.isRunning = true;
    try {
      const params = { annotator: this.#annotator(), request: this.#request(), digest: this.plan.digest };
      this.report = await this.#host.call('import.apply', params);
      this.plan = this.report;
    } catch (error) {
      this.fault = sentenceOf(error);
    } finally {
      this.isRunning = false;
    }
  }

  #adds(plan: ImportPlan | null): boolean {
    return plan !== null && plan.segments + plan.absences > 0 && (plan.table?.missing.length ?? 0) === 0;
  }

  #request(): ImportRequestInput {
    return {
      ...this.choice,
      paths: [...this.paths],
      videos: [...this.#videos].map(([name, videoId]) => ({ name, videoId })),
      classes: [...this.#classes].map(([label, classId]) => ({ label, classId })),
      ...(this.columns && { columns: this.columns }),
    };
  }

  #readSoon(): void {
    clearTimeout(this.#timer);
    this.isReading = true;
    this.#timer = setTimeout(() => void this.#read(), SETTLE_MS);
  }

  async #read(): Promise<void> {
    const asked = ++this.#asked;
    this.isReading = true;
    try {
      const plan = await this.#host.call('import.preview', { annotator: this.#annotator(), request: this.#request() });
      // A later wish has its own answer.
      if (asked !== this.#asked) return;
      this.plan = plan;
      this.fault = null;
    } catch (error) {
      if (asked === this.#asked) this.fault = sentenceOf(error);
    } finally {
      if (asked === this.#asked) this.isReading = false;
    }
  }
}

function without<T extends object>(from: T, key: keyof T): T {
  return Object.fromEntries(Object.entries(from).filter(([name]) => name !== key)) as T;
}

function changed<T>(map: ReadonlyMap<string, T>, key: string, value: T | undefined): ReadonlyMap<string, T> {
  const copy = new Map(map);
  if (value === undefined) copy.delete(key);
  else copy.set(key, value);
  return copy;
}

function sentenceOf(error: unknown): string {
  return error instanceof AppError ? error.message : 'Something unexpected happened. Nothing was imported.';
}
