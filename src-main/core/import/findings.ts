import type { ExportLoss } from '../../shared/protocol/export-methods.ts';
import { counted } from '../base/counted.ts';
import type { ImportAbsence, ImportClass, ImportDocument, ImportMedia, ImportSpan, ImportTable } from './document.ts';
import { unreadable } from './fault.ts';

/** Spans and absences of one import: more would keep the project busy for seconds, as one edit is one transaction. */
export const MAX_SPANS = 100_000;
const MAX_MEDIA = 20_000;
const MAX_CLASSES = 5_000;

type SpanFields = Pick<ImportSpan, 'media' | 'label' | 'place' | 'where'> & Partial<ImportSpan>;

/** What a reader finds in one file, bit by bit. Repeated losses are counted, not listed. */
export class Findings {
  readonly file: string;
  projectId: string | null = null;
  table: ImportTable | null = null;
  readonly #media = new Map<string, ImportMedia>();
  readonly #classes = new Map<string, ImportClass>();
  readonly #spans: ImportSpan[] = [];
  readonly #absences: ImportAbsence[] = [];
  #told = 0;
  readonly #losses = new Map<string, ExportLoss & { readonly noun: string; readonly rest: string }>();

  constructor(file: string) {
    this.file = file;
  }

  /** What is told of a media later is added to what was told before. */
  media(key: string, facts: Partial<Omit<ImportMedia, 'key'>> = {}): void {
    const before = this.#media.get(key);
    if (!before && this.#media.size >= MAX_MEDIA)
      throw unreadable(this.file, `it speaks of more than ${MAX_MEDIA} videos`);
    const unknown = { key, names: [key], fingerprint: null, durationSec: null, frameCount: null };
    this.#media.set(key, { ...(before ?? unknown), ...facts });
  }

  labelClass(name: string, fields: ImportClass['fields'] = {}): void {
    if (this.#classes.size >= MAX_CLASSES) {
      throw unreadable(this.file, `it has more than ${MAX_CLASSES} classes`, 'Import the classes that matter in parts');
    }
    this.#classes.set(name, { name, fields });
  }

  /** @throws AppError 'import.unreadable' beyond MAX_SPANS, those without a label included. */
  span(fields: SpanFields): void {
    this.#makeRoom();
    if (!this.#media.has(fields.media)) this.media(fields.media);
    if (fields.label.trim() === '') {
      this.lose('lost', 'span', 'without a label left out', `the first one: ${fields.where}`);
      return;
    }
    this.#spans.push({ note: '', annotator: null, status: null, score: null, own: null, ...fields });
  }

  absence(absence: ImportAbsence): void {
    this.#makeRoom();
    if (!this.#media.has(absence.media)) this.media(absence.media);
    this.#absences.push(absence);
  }

  /** Something the import can't take over: "3 comments left out". @param why of the first one. */
  lose(level: ExportLoss['level'], noun: string, rest: string, why: string, count = 1): void {
    if (count === 0) return;
    const key = `${noun} ${rest}`;
    const total = (this.#losses.get(key)?.count ?? 0) + count;
    const first = this.#losses.get(key)?.why ?? why;
    this.#losses.set(key, { level, count: total, what: `${counted(total, noun)} ${rest}`, why: first, noun, rest });
  }

  document(): ImportDocument {
    return {
      media: [...this.#media.values()],
      spans: this.#spans,
      absences: this.#absences,
      classes: [...this.#classes.values()],
      losses: [...this.#losses.values()].map(({ level, count, what, why }) => ({ level, count, what, why })),
      projectId: this.projectId,
      table: this.table,
    };
  }

  #makeRoom(): void {
    if (++this.#told <= MAX_SPANS) return;
    const most = MAX_SPANS.toLocaleString('en-US');
    throw unreadable(this.file, `it has more than ${most} labelled spans`, 'Import it in parts, by video or by class');
  }
}
