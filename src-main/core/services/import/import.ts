import { randomUUID } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import type { Parsed } from '../../../shared/protocol.ts';
import type { ExportLoss } from '../../../shared/protocol/export-methods.ts';
import type { ImportFormat, ImportPlan, ImportReport } from '../../../shared/protocol/import-methods.ts';
import type { ImportOutcome } from '../../annotations/importing.ts';
import { diffForImport } from '../../annotations/importing.ts';
import { counted } from '../../base/counted.ts';
import { readers } from '../../import/formats/index.ts';
import { snapshot } from '../../store/database.ts';
import type { Corrections } from '../corrections/corrections.ts';
import type { OpenProject } from '../project/open-project.ts';
import { classesFor, type LabelClasses } from './label-classes.ts';
import { matchVideos, type MatchedVideos } from './known-videos.ts';
import { placeAll, type PlacedRecords } from './placed-records.ts';
import { readDocuments, type ReadDocuments } from './read-documents.ts';

/** 'import.formats'. */
export function listImportFormats(): ImportFormat[] {
  return readers.map(({ id, name, endings, options }) => ({ id, name, endings, options }));
}

/** 'import.preview'. @throws AppError as `readDocuments` and `work`. */
export async function previewImport(project: OpenProject, params: Parsed<'import.preview'>): Promise<ImportPlan> {
  const read = await readDocuments(params.request);
  return snapshot(project.store.db, () => {
    const worked = workOut(project, read, params);
    return planOf(read, worked, params);
  });
}

/**
 * 'import.apply': reads the files again, and works everything out on what the project has by then.
 *
 * @throws AppError 'edit.invalid' where nothing would be added; 'edit.conflict' where the files have changed since they
 *   were looked at, or the call `callId` has imported them already; and as `previewImport` and the store do.
 */
export async function applyImport(
  project: OpenProject,
  corrections: Corrections,
  params: Parsed<'import.apply'>,
  callId?: string,
): Promise<ImportReport> {
  const read = await readDocuments(params.request);
  if (params.digest !== undefined && params.digest !== read.digest) {
    throw new AppError('edit.conflict', 'The file has changed since it was looked at. Look at it again, then import.');
  }
  requireColumns(read);
  let plan = undefined as ImportPlan | undefined;
  const done = corrections.bringIn(
    params.annotator,
    () => {
      const worked = workOut(project, read, params);
      plan = planOf(read, worked, params);
      const { diff } = worked.outcome;
      if (!diff.segment && !diff.absence) throw nothingNew(plan);
      return { diff, title: titleOf(plan) };
    },
    callId,
  );
  if (!plan)
    throw new AppError('edit.conflict', `This was imported already: "${done.entry.title}". Nothing was changed.`);
  return { ...plan, losses: plan.losses.map(asDone), entryId: done.entryId, title: done.entry.title };
}

interface Worked {
  readonly videos: MatchedVideos;
  readonly classes: LabelClasses;
  readonly placed: PlacedRecords;
  readonly outcome: ImportOutcome;
}

function workOut({ store }: OpenProject, { documents }: ReadDocuments, params: Parsed<'import.preview'>): Worked {
  const { request, annotator } = params;
  const videos = matchVideos(store, documents, request);
  const classes = classesFor(store.annotations, documents, request);
  const runs = new Set<number>(store.runs.runs().map(({ id }) => id));
  const importing = { request, annotator, projectId: store.meta().id, hasRun: (id: number) => runs.has(id) };
  const placed = placeAll(documents, { videos, classes }, importing);
  const { segments, absences } = placed;
  const used = new Set([...segments, ...absences].map(({ classId }) => classId));
  const added = classes.added.filter(({ id }) => used.has(id) || classes.described.has(id));
  const set = { classes: added, segments, absences, rule: request.conflicts };
  return { videos, classes, placed, outcome: diffForImport(store.annotations, set, randomUUID) };
}

function planOf(
  read: ReadDocuments,
  { videos, classes, placed, outcome }: Worked,
  { request }: Parsed<'import.preview'>,
): ImportPlan {
  const { documents, files, digest } = read;
  const names = new Map(
    classes.labels.flatMap(({ label, className }) =>
      className === null ? [] : [[classes.classIds.get(label)!, className]],
    ),
  );
  const cells = new Map<string, ImportPlan['cells'][number]>();
  for (const { classId, videoId } of outcome.segments) {
    const key = JSON.stringify([classId, videoId]);
    cells.set(key, { className: names.get(classId)!, videoId, segments: (cells.get(key)?.segments ?? 0) + 1 });
  }
  const found = documents.reduce((sum, { spans }) => sum + spans.length, 0);
  const unread = unreadLosses(read);
  return {
    files,
    digest,
    media: videos.matches,
    labels: labelsOf(classes, outcome),
    cells: [...cells.values()],
    found,
    segments: outcome.segments.length,
    absences: placed.absences.length,
    alreadyThere: outcome.alreadyThere,
    conflicts: { count: outcome.conflicts, rule: request.conflicts, examples: outcome.examples },
    annotators: annotatorsOf(outcome, placed),
    unplaced: placed.unplaced,
    losses: [
      ...unread,
      // Of nothing that is read, nothing is to be told yet.
      ...(unread.length > 0 && found === 0 ? [] : lossesOf({ videos, classes, placed, outcome }, found)),
      ...documents.flatMap(({ losses }) => losses),
    ],
    table:
      documents.find(({ table }) => (table?.missing.length ?? 0) > 0)?.table ??
      documents.find(({ table }) => table)?.table ??
      null,
  };
}

/** A class that nothing would be of is not added. */
function labelsOf({ labels, classIds }: LabelClasses, { diff }: ImportOutcome): ImportPlan['labels'] {
  const added = new Set((diff.labelClass?.added ?? []).map(({ id }) => id));
  return labels.map((one) => {
    const id = classIds.get(one.label);
    return one.isNew && (id === undefined || !added.has(id)) ? { ...one, className: null, isNew: false } : one;
  });
}

function annotatorsOf({ layers }: ImportOutcome, { segments, absences }: PlacedRecords): ImportPlan['annotators'] {
  const from = new Set([...segments, ...absences].flatMap(({ annotator }) => (annotator === null ? [] : [annotator])));
  return [...from].sort().map((one) => ({ name: layers.get(one) ?? one, from: one }));
}

/** Of tables whose columns are not known yet. */
function unreadLosses({ documents }: ReadDocuments): ExportLoss[] {
  const missing = documents.flatMap(({ table }) => table?.missing ?? []);
  const why = `say which columns are ${[...new Set(missing)].join(', ')}`;
  return missing.length === 0 ? [] : [{ level: 'warning', count: 1, what: 'Not all is read yet', why }];
}

/** The most general first: how much is taken over. */
function lossesOf({ classes, placed, outcome, videos }: Worked, found: number): ExportLoss[] {
  const { alreadyThere, contradictory } = outcome;
  const skipped = found - outcome.segments.length;
  const doubtful = videos.matches.filter(({ videoId, why }) => videoId !== null && why !== null);
  const losses: ExportLoss[] = [
    {
      level: 'ok',
      count: outcome.segments.length,
      what: `${outcome.segments.length.toLocaleString('en-US')} of ${counted(found, 'span')} will be imported`,
      why: skipped === 0 ? 'nothing is left out' : 'what is left out is listed below',
    },
    {
      level: 'ok',
      count: alreadyThere,
      what: `${counted(alreadyThere, 'segment')} already there`,
      why: 'the same person has said the same, here or earlier in the file',
    },
    ...placed.losses,
    {
      level: 'lost',
      count: contradictory.length,
      what: `${counted(contradictory.length, 'segment')} left out: others of the file contradict them`,
      why: 'classes that exclude one another, by one person; the first one stays',
    },
    ...doubtful.map(({ name, why }): ExportLoss => ({
      level: 'warning',
      count: 1,
      what: `"${name}" is placed with a doubt`,
      why: why!,
    })),
    {
      level: 'warning',
      count: classes.shortened,
      what: `${counted(classes.shortened, 'label')} cut`,
      why: 'names of classes have at most 200 characters',
    },
    {
      level: 'warning',
      count: classes.differing,
      what: `${counted(classes.differing, 'class')} described otherwise in the file`,
      why: 'the project’s own colours, keys and groups stay',
    },
  ];
  return losses.filter(({ count }, i) => i === 0 || count > 0);
}

function titleOf({ files, segments }: ImportPlan): string {
  const [first] = files;
  const from = files.length === 1 ? first!.name.slice(0, 100) : counted(files.length, 'file');
  return `Import ${counted(segments, 'segment')} from ${from}`;
}

/** "41 of 43 spans will be imported" → "… were imported". */
function asDone(loss: ExportLoss): ExportLoss {
  return {
    ...loss,
    what: loss.what.replace(' will be imported', loss.count === 1 ? ' was imported' : ' were imported'),
  };
}

/** @throws AppError 'request.invalid' for a table that has more to be said of. */
function requireColumns({ documents }: ReadDocuments): void {
  const table = documents.map((one) => one.table).find((one) => (one?.missing.length ?? 0) > 0);
  if (!table) return;
  const columns = table.columns
    .slice(0, 20)
    .map((name) => `"${name.slice(0, 60)}"`)
    .join(', ');
  throw new AppError('request.invalid', `Say which columns are ${table.missing.join(', ')}. There are ${columns}.`);
}

function nothingNew({ found, alreadyThere, conflicts, losses }: ImportPlan): AppError {
  if (found === 0) return new AppError('edit.invalid', 'There is nothing to import: the file has no labelled span.');
  if (alreadyThere === found) return new AppError('edit.invalid', 'Everything in the file is in the project already.');
  const [first] = losses.filter(({ level }) => level === 'lost');
  const why = first ? `${first.what}: ${first.why}.` : `${counted(conflicts.count, 'conflict')} left out.`;
  return new AppError('edit.invalid', `Nothing of the file can be imported. ${why}`);
}
