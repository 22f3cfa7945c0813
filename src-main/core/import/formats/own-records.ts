import { z } from 'zod';
import { classFieldsSchema, spanSchema } from '../../../shared/edit.ts';
import { SEGMENT_SOURCES, SEGMENT_STATUSES, type RunId } from '../../../shared/records.ts';
import { schemaFault } from '../../base/schema-fault.ts';
import type { ImportAbsence } from '../document.ts';
import { unreadable } from '../fault.ts';
import type { Findings } from '../findings.ts';

const id = z.string().min(1).max(200);
const doubt = z.number().nonnegative().nullable();

/** A segment as our own formats write it. What they write for other readers is passed over. */
export const ownSegmentSchema = z.object({
  ...spanSchema.shape,
  id,
  videoId: id,
  classId: id,
  source: z.enum(SEGMENT_SOURCES),
  status: z.enum(SEGMENT_STATUSES),
  runId: z.int().positive().nullable(),
  score: z.number().nullable(),
  startDoubtFrames: doubt,
  endDoubtFrames: doubt,
  note: z.string(),
  annotator: z.string().min(1).nullable(),
});

export const ownAbsenceSchema = z.object({
  ...spanSchema.shape,
  id,
  videoId: id,
  classId: id,
  annotator: z.string().min(1),
});

export const ownClassSchema = classFieldsSchema.extend({ id });

export const ownVideoSchema = z.object({
  id,
  name: z.string().min(1),
  fingerprint: z.string().nullable(),
  frameCount: z.int().positive(),
  durationSec: z.number().nonnegative(),
});

export type OwnSegment = z.output<typeof ownSegmentSchema>;
export type OwnAbsence = z.output<typeof ownAbsenceSchema>;
export type OwnClass = z.output<typeof ownClassSchema>;
export type OwnVideo = z.output<typeof ownVideoSchema>;

/** Records of our own formats, put into neutral ones: ids of videos and classes become names. */
export class OwnRecords {
  readonly #findings: Findings;
  readonly #videos = new Map<string, string>();
  readonly #names = new Set<string>();
  readonly #classes = new Map<string, string>();
  readonly #ids = new Set<string>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  video({ id: videoId, name, fingerprint, frameCount, durationSec }: OwnVideo): void {
    this.#newId(videoId, 'video');
    // Two cameras may use one name: the id keeps them apart.
    const key = this.#names.has(name) ? `${name} (${videoId})` : name;
    this.#names.add(name);
    this.#videos.set(videoId, key);
    this.#findings.media(key, { names: [name], fingerprint, frameCount, durationSec });
  }

  labelClass({ id: classId, name, ...fields }: OwnClass): void {
    this.#newId(classId, 'class');
    this.#classes.set(classId, name);
    this.#findings.labelClass(name, fields);
  }

  segment(one: OwnSegment, where: string): void {
    this.#newId(one.id, 'segment');
    const { source, startDoubtFrames, endDoubtFrames, note, annotator, status, score } = one;
    const runId = one.runId as RunId | null;
    const own = { id: one.id as never, source, runId, startDoubtFrames, endDoubtFrames };
    this.#findings.span({ ...this.#placeOf(one, where), where, note, annotator, status, score, own });
  }

  absence(one: OwnAbsence, where: string): void {
    this.#newId(one.id, 'absence');
    this.#findings.absence({ ...this.#placeOf(one, where), annotator: one.annotator, where });
  }

  #placeOf(
    { videoId, classId, startFrame, endFrame }: Pick<OwnAbsence, 'videoId' | 'classId' | 'startFrame' | 'endFrame'>,
    where: string,
  ): Pick<ImportAbsence, 'media' | 'label' | 'place'> {
    const [media, label] = [this.#videos.get(videoId), this.#classes.get(classId)];
    const { file } = this.#findings;
    if (media === undefined) throw unreadable(file, `${where} is of a video that the file doesn't list`);
    if (label === undefined) throw unreadable(file, `${where} is of a class that the file doesn't list`);
    if (endFrame <= startFrame) throw unreadable(file, `${where} ends at frame ${endFrame}, before it starts`);
    return { media, label, place: { unit: 'frames', startFrame, endFrame, fps: null } };
  }

  #newId(one: string, what: string): void {
    const key = `${what} ${one}`;
    if (this.#ids.has(key)) throw unreadable(this.#findings.file, `it has the ${what} "${one.slice(0, 60)}" twice`);
    this.#ids.add(key);
  }
}

/** @throws AppError 'import.unreadable' naming the record and its field. */
export function recordIn<T extends z.ZodType>(schema: T, value: unknown, file: string, where: string): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw unreadable(
    file,
    `${where}${field === '' ? '' : `, "${field}",`} is not as Timeloupe writes it: ${lower(schemaFault(issue?.message ?? 'invalid'))}`,
  );
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
