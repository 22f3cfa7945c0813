import type { Hole } from '../../shared/domain.ts';
import { BACKGROUND, type Split } from '../../shared/protocol/export-methods.ts';
import type { ClassId, LabelClass, Segment, VideoId } from '../../shared/records.ts';
import { adjudicated, type Settled } from './adjudicate.ts';
import { backgroundSpans, byVideo } from './background.ts';
import { type Candidate, type Choice, choose } from './choose.ts';
import type { Exporter, ExportClass, ExportItem, ExportSettings, ExportVideo, Selection } from './exporter.ts';
import { byCodePoint, distinctFiles, fileNames, stem } from './names.ts';
import { splitVideos } from './split.ts';

/** What a project holds of a request's classes, videos and annotator. */
export interface ExportScope extends Pick<
  Selection,
  'project' | 'appVersion' | 'at' | 'schema' | 'absences' | 'runs' | 'trainer'
> {
  readonly videos: readonly (Omit<ExportVideo, 'slug' | 'fileName' | 'set'> & { readonly holes: readonly Hole[] })[];
  /** Of any status, by video and time. */
  readonly segments: readonly Segment[];
}

/** What is written, and what came of everything else in scope. */
export interface Selected {
  readonly selection: Selection;
  readonly choice: Choice;
  readonly scope: ExportScope;
  /** null where nobody has the last word. */
  readonly settled: Settled | null;
}

/**
 * Decides which spans are written, in which set, and how files name them. The same request gives the same answer. In
 * steps, since projects have thousands of segments.
 */
export function* select(
  exporter: Exporter,
  settings: ExportSettings,
  everything: ExportScope,
): Generator<void, Selected, void> {
  const { adjudicator } = settings;
  const settled = adjudicator === undefined ? null : yield* adjudicated(everything, everything.schema, adjudicator);
  const scope = settled ? { ...everything, segments: settled.segments, absences: settled.absences } : everything;
  const holes = new Map(scope.videos.map((video) => [video.id, video.holes]));
  const candidates = candidatesOf(settings, scope);
  yield;
  const choice = choose(candidates, settings, ({ videoId, startFrame, endFrame }) =>
    holes.get(videoId)!.every(({ fromFrame, toFrame }) => toFrame <= startFrame || endFrame <= fromFrame),
  );
  yield;
  const sets = yield* setsOf(settings, scope, choice.written);
  const slugs = fileNames(
    scope.videos.map(({ name }) => stem(name)),
    'video',
  );
  const names = distinctFiles(scope.videos.map(({ name }) => name));
  const videos = scope.videos.map((video, i) => {
    return { ...video, slug: slugs[i]!, fileName: names[i]!, set: sets.get(video.id) ?? null };
  });
  const classes = classesOf(scope.schema, choice.written);
  const { project, appVersion, at, schema, runs, trainer } = scope;
  yield;
  const absences = settings.absent === 'keep' ? scope.absences : [];
  const items = itemsOf(exporter, settings, choice.written, { videos, classes });
  const facts = { settings, project, appVersion, at, schema, absences, runs, trainer };
  return { selection: { ...facts, videos, classes, items }, choice, scope, settled };
}

function candidatesOf(settings: ExportSettings, { videos, segments, absences, schema }: ExportScope): Candidate[] {
  const wanted = new Set(settings.statuses);
  const bySegmentsVideo = byVideo(segments);
  const byAbsencesVideo = byVideo(absences);
  const own = schema.find(({ name }) => name.toLowerCase() === BACKGROUND)?.id ?? null;
  const others = schema.map(({ id }) => id).filter((id) => id !== own);
  return videos.flatMap(({ id: videoId }) => {
    const here = bySegmentsVideo.get(videoId) ?? [];
    const candidates: Candidate[] = here
      .filter(({ status }) => wanted.has(status))
      .map((segment) => ({ ...spanOf(segment), videoId, classId: segment.classId, segment }));
    if (settings.absent !== 'background') return candidates;
    const present = here.filter(({ status, classId }) => isPresent(status) && classId !== own);
    const spans = backgroundSpans(others, byAbsencesVideo.get(videoId) ?? [], present);
    const background = spans.map((span) => ({ ...span, videoId, classId: own, segment: null }));
    return [...candidates, ...background].sort((a, b) => a.startFrame - b.startFrame || a.endFrame - b.endFrame);
  });
}

function spanOf({ startFrame, endFrame }: Segment): { startFrame: number; endFrame: number } {
  return { startFrame, endFrame };
}

function isPresent(status: Segment['status']): boolean {
  return status === 'accepted' || status === 'corrected';
}

function* setsOf(
  settings: ExportSettings,
  { videos }: ExportScope,
  written: readonly Candidate[],
): Generator<void, Map<VideoId, Split>, void> {
  if (!settings.split) return new Map();
  const perVideo = byVideo(written);
  const sources = videos.map(({ id, fingerprint }) => {
    const counts = new Map<string, number>();
    for (const { classId } of perVideo.get(id) ?? []) counts.set(classId ?? '', (counts.get(classId ?? '') ?? 0) + 1);
    return { id, fingerprint, counts, assigned: settings.assigned[id] ?? null };
  });
  return (yield* splitVideos(sources, settings.split, settings.seed)) as Map<VideoId, Split>;
}

function classesOf(schema: readonly LabelClass[], written: readonly Candidate[]): ExportClass[] {
  const used = new Set(written.map(({ classId }) => classId));
  const named: { id: ClassId | null; name: string }[] = schema.filter(({ id }) => used.has(id));
  if (used.has(null)) named.push({ id: null, name: BACKGROUND });
  const slugs = fileNames(
    named.map(({ name }) => name),
    'class',
  );
  return named
    .map(({ id, name }, i) => ({ id, name, slug: slugs[i]! }))
    .sort((a, b) => byCodePoint(a.slug, b.slug))
    .map((one, index) => ({ ...one, index }));
}

function itemsOf(
  { clipFolder }: Exporter,
  { clips }: ExportSettings,
  written: readonly Candidate[],
  { videos, classes }: Pick<Selection, 'videos' | 'classes'>,
): ExportItem[] {
  const ofVideo = new Map(videos.map((video) => [video.id, video]));
  const ofClass = new Map(classes.map((one) => [one.id, one]));
  const taken = new Set<string>();
  return written.map(({ segment, videoId, classId, startFrame, endFrame }) => {
    const item = { segment, video: ofVideo.get(videoId)!, label: ofClass.get(classId)!, startFrame, endFrame };
    const folder = clips.cut ? clipFolder?.(item) : undefined;
    return { ...item, clip: folder === undefined ? null : freePath(folder, item, taken) };
  });
}

/** "train/walk/cam_03_000360_000450.mp4"; with a number behind where two people labelled the same span. */
function freePath(folder: string, item: Omit<ExportItem, 'clip'>, taken: Set<string>): string {
  const frames = [item.startFrame, item.endFrame].map((frame) => String(frame).padStart(6, '0')).join('_');
  const path = `${folder}${folder === '' ? '' : '/'}${item.video.slug}_${frames}`;
  let candidate = `${path}.mp4`;
  for (let i = 2; taken.has(candidate); i++) candidate = `${path}_${i}.mp4`;
  taken.add(candidate);
  return candidate;
}
