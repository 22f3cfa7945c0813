import { randomUUID } from 'node:crypto';
import type { ExportLoss } from '../../../shared/protocol/export-methods.ts';
import type { ImportPlan, ImportRequest } from '../../../shared/protocol/import-methods.ts';
import type { Absence, Segment, SegmentId, VideoId } from '../../../shared/records.ts';
import { isDecided } from '../../annotations/rules.ts';
import { counted } from '../../base/counted.ts';
import type { ImportAbsence, ImportDocument, ImportSpan } from '../../import/document.ts';
import { type Placed, placeIn } from '../../import/placing.ts';
import type { LabelClasses } from './label-classes.ts';
import type { MatchedVideos } from './known-videos.ts';

const LISTED = 200;
const MAX_NOTE = 10_000;
const MAX_ANNOTATOR = 100;
/** Rounding to milliseconds is none that anybody sees. */
const SEEN_SEC = 0.0015;

/** Records in the project's terms, and what didn't become one. */
export interface PlacedRecords {
  readonly segments: readonly Segment[];
  readonly absences: readonly Omit<Absence, 'id'>[];
  readonly unplaced: ImportPlan['unplaced'];
  readonly losses: readonly ExportLoss[];
}

/** Who imports, and what the project is. */
export interface Importing {
  readonly request: ImportRequest;
  readonly annotator: string;
  readonly projectId: string;
  readonly hasRun: (id: number) => boolean;
}

/** Puts every span of the files on frames of a video of the project. */
export function placeAll(
  documents: readonly ImportDocument[],
  { videos, classes }: { readonly videos: MatchedVideos; readonly classes: LabelClasses },
  importing: Importing,
): PlacedRecords {
  const placing = new Placing(videos, classes, importing);
  for (const document of documents) {
    for (const span of document.spans) placing.span(span, document.projectId);
    for (const absence of document.absences) placing.absence(absence);
  }
  return placing.result();
}

/** What is placed so far. */
class Placing {
  readonly #videos: MatchedVideos;
  readonly #classes: LabelClasses;
  readonly #importing: Importing;
  readonly #segments: Segment[] = [];
  readonly #absences: Omit<Absence, 'id'>[] = [];
  readonly #unplaced: { what: string; why: string }[] = [];
  readonly #counts = {
    noVideo: 0,
    noClass: 0,
    beyond: 0,
    clipped: 0,
    widened: 0,
    rerated: 0,
    moved: 0,
    cut: 0,
    runs: 0,
  };
  #mostSec = 0;

  constructor(videos: MatchedVideos, classes: LabelClasses, importing: Importing) {
    this.#videos = videos;
    this.#classes = classes;
    this.#importing = importing;
  }

  span(span: ImportSpan, projectId: string | null): void {
    const found = this.#place(span);
    if (!found) return;
    const { request, annotator: importer } = this.#importing;
    const status = span.status ?? request.status;
    const own = span.own ? this.#ownOf(span.own, projectId) : null;
    const said = this.#cut(span.annotator?.trim() ?? '', MAX_ANNOTATOR) || (span.own ? null : (request.of ?? importer));
    this.#segments.push({
      id: own?.id ?? (randomUUID() as string as SegmentId),
      ...found,
      source: own?.source ?? 'import',
      status,
      runId: own?.runId ?? null,
      score: span.score,
      startDoubtFrames: own?.startDoubtFrames ?? null,
      endDoubtFrames: own?.endDoubtFrames ?? null,
      note: this.#cut(span.note, MAX_NOTE),
      // What nobody has decided is nobody's; what is decided is somebody's.
      annotator: status === 'unreviewed' && !span.own ? null : (said ?? (isDecided({ status }) ? importer : null)),
    });
  }

  absence(absence: ImportAbsence): void {
    const found = this.#place(absence);
    if (!found) return;
    const { request, annotator } = this.#importing;
    const said = this.#cut(absence.annotator?.trim() ?? '', MAX_ANNOTATOR) || (request.of ?? annotator);
    this.#absences.push({ ...found, annotator: said });
  }

  result(): PlacedRecords {
    const losses = this.#losses().filter(({ count }) => count > 0);
    return { segments: this.#segments, absences: this.#absences, unplaced: this.#unplaced, losses };
  }

  #place(span: ImportAbsence): Pick<Segment, 'videoId' | 'classId' | 'startFrame' | 'endFrame'> | null {
    const videoId = this.#videos.videoIds.get(span.media);
    const classId = this.#classes.classIds.get(span.label);
    if (videoId === undefined)
      return this.#leaveOut(span, 'noVideo', `it is of "${span.media}", which has no video here`);
    if (classId === undefined) return this.#leaveOut(span, 'noClass', `"${span.label}" becomes no class`);
    const placed = placeIn(span.place, this.#videos.timesOf(videoId));
    if ('beyond' in placed)
      return this.#leaveOut(span, 'beyond', `it begins behind the end of "${this.#videos.nameOf(videoId)}"`);
    this.#count(placed, span, videoId);
    return { videoId, classId, startFrame: placed.startFrame, endFrame: placed.endFrame };
  }

  #leaveOut(span: ImportAbsence, why: 'noVideo' | 'noClass' | 'beyond', sentence: string): null {
    this.#counts[why]++;
    this.#list(span, sentence);
    return null;
  }

  #list({ label, media, where }: ImportAbsence, why: string): void {
    if (this.#unplaced.length < LISTED)
      this.#unplaced.push({ what: `${label.slice(0, 100)} in ${media.slice(0, 100)}, ${where}`, why });
  }

  #count(placed: Exclude<Placed, { readonly beyond: true }>, span: ImportAbsence, videoId: VideoId): void {
    const counts = this.#counts;
    if (placed.isClipped) {
      counts.clipped++;
      this.#list(span, `it ended behind the end of "${this.#videos.nameOf(videoId)}" and was clipped there`);
    }
    if (placed.isWidened) counts.widened++;
    if (placed.isRerated) counts.rerated++;
    if (placed.movedSec <= SEEN_SEC) return;
    counts.moved++;
    this.#mostSec = Math.max(this.#mostSec, placed.movedSec);
  }

  /** Runs are known by their numbers, which mean something in their own project only. */
  #ownOf(own: NonNullable<ImportSpan['own']>, projectId: string | null): NonNullable<ImportSpan['own']> {
    const { runId } = own;
    const isKnown = runId === null || (projectId === this.#importing.projectId && this.#importing.hasRun(runId));
    if (isKnown) return own;
    this.#counts.runs++;
    return { ...own, runId: null };
  }

  #cut(text: string, most: number): string {
    if (text.length <= most) return text;
    this.#counts.cut++;
    return Array.from(text).slice(0, most).join('');
  }

  #losses(): ExportLoss[] {
    const { noVideo, noClass, beyond, clipped, widened, rerated, moved, cut, runs } = this.#counts;
    const ms = (this.#mostSec * 1000).toFixed(1);
    return [
      loss(
        'lost',
        noVideo,
        'span',
        'without a video left out',
        'assign their videos by hand, or add them to the project',
      ),
      loss(
        'lost',
        noClass,
        'span',
        'without a class left out',
        'their labels were left out, or no new classes were wanted',
      ),
      loss('lost', beyond, 'span', 'behind the end of their video left out', 'the video may be another, or shorter'),
      loss('warning', clipped, 'span', 'clipped at the end of their video', 'they ended behind it'),
      loss('warning', widened, 'moment', 'made one frame long', 'a segment has at least a frame'),
      loss('warning', moved, 'span', `moved by up to ${ms} ms`, 'edges lie between frames of the video'),
      loss('warning', rerated, 'span', 'placed by time', 'the file counts frames at another rate than the video has'),
      loss('warning', cut, 'note or name', 'cut', `notes have at most ${MAX_NOTE} characters, names ${MAX_ANNOTATOR}`),
      loss('warning', runs, 'segment', 'without their run', 'the run that proposed them is not in this project'),
    ];
  }
}

function loss(level: ExportLoss['level'], count: number, noun: string, rest: string, why: string): ExportLoss {
  return { level, count, what: `${counted(count, noun)} ${rest}`, why };
}
