import { setImmediate as turn } from 'node:timers/promises';
import type { Parsed } from '../../../shared/protocol.ts';
import type { Stats } from '../../../shared/protocol/review-methods.ts';
import type { ClassId, Span, VideoId } from '../../../shared/records.ts';
import { coverageSummary } from '../../review/coverage.ts';
import { ReviewHistory } from '../../review/history.ts';
import { counts, pace } from '../../review/statistics.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { OpenProject } from '../project/open-project.ts';

/** Entries of the journal read before others get their turn. */
const ENTRIES_AT_ONCE = 20;

/** The journal only grows: what was read of it once is kept as long as the project is open. */
const histories = new WeakMap<ProjectStore, Promise<ReviewHistory>>();

/**
 * 'stats.get': how far the review is. With a run, only the segments that it proposed count; pace and coverage are
 * of everything. Videos that were removed from the project don't count unless they are named.
 *
 * @throws AppError 'video.unknown', 'run.unknown'.
 */
export async function statistics(project: OpenProject, { videoIds, runId }: Parsed<'stats.get'>): Promise<Stats> {
  const { store } = project;
  const videos = videoIds ? videoIds.map((id) => store.videos.get(id)) : store.videos.list();
  if (runId !== undefined) store.runs.run(runId);
  const history = await historyOf(project);
  const ids = new Set(videos.map(({ id }) => id));
  const all = store.annotations.segments({}).filter(({ videoId }) => ids.has(videoId));
  const segments = runId === undefined ? all : all.filter((segment) => segment.runId === runId);
  const proposals = history
    .proposals()
    .filter((proposal) => ids.has(proposal.videoId) && (runId === undefined || proposal.runId === runId));
  const used = new Set<ClassId>([...segments, ...proposals].map(({ classId }) => classId));
  const classIds = store.annotations.labelClasses().flatMap(({ id }) => (used.has(id) ? [id] : []));
  const absences = store.annotations.absences({});
  const decided = decidedSpans([...all.filter(({ status }) => status !== 'unreviewed'), ...absences]);
  const paces = pace(history.decisions(store.review.decisions()));
  const owners = [...all, ...absences, ...paces].flatMap(({ annotator }) => annotator ?? []);
  return {
    ...counts(segments, proposals, { classIds, videoIds: [...ids] }),
    coverage: videos.map(({ id, frameCount }) => ({
      videoId: id,
      frameCount,
      ...coverageSummary(store.review.coverage.of(id), decided.get(id) ?? []),
    })),
    annotators: [...new Set(owners)].sort(),
    pace: paces,
  };
}

function decidedSpans(decided: readonly (Span & { readonly videoId: VideoId })[]): Map<VideoId, Span[]> {
  const spans = new Map<VideoId, Span[]>();
  for (const { videoId, startFrame, endFrame } of decided) {
    const list = spans.get(videoId);
    if (list) list.push({ startFrame, endFrame });
    else spans.set(videoId, [{ startFrame, endFrame }]);
  }
  return spans;
}

/** Decisions and proposals of the journal, read up to its end. */
export async function historyOf(project: OpenProject): Promise<ReviewHistory> {
  const { store } = project;
  // One reader after the other: entries are added once each.
  const before = histories.get(store) ?? Promise.resolve(new ReviewHistory());
  const reading = before.then((history) => catchUp(project, history));
  histories.set(store, reading);
  return reading;
}

async function catchUp({ store, closing }: OpenProject, history: ReviewHistory): Promise<ReviewHistory> {
  const { journal } = store.annotations;
  for (;;) {
    closing.throwIfAborted();
    const entries = journal.since(history.lastId, ENTRIES_AT_ONCE);
    if (entries.length === 0) return history;
    for (const entry of entries) history.add({ ...entry, diff: journal.diff(entry.id)! });
    await turn();
  }
}
