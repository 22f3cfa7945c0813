import type { JobInfo, RunVideo } from '#shared/protocol/run-methods';
import type { StatsRow } from '#shared/protocol/review-methods';
import type { ProjectVideo } from '#shared/records';
import { framesInHoles } from './holes.ts';
import { jobShare, percentText } from './job-text.ts';
import { durationText, grouped } from './numbers.ts';

/** What a library row says of a video: one state, the first that holds. */
export interface VideoState {
  readonly kind: 'missing' | 'changed' | 'hole' | 'analyzing' | 'waiting' | 'open' | 'reviewed' | 'none';
  readonly words: string;
  /** Of the bar, 0..1; null for no bar. */
  readonly share: number | null;
}

/** What decides it. */
export interface VideoFacts {
  readonly video: ProjectVideo;
  /** Its segments in numbers; null before they were counted. */
  readonly stats: StatsRow | null;
  /** Doubtful windows that wait for a decision; null before they were counted, or without windows. */
  readonly doubtful: number | null;
  /** The job that works on it. */
  readonly job: JobInfo | null;
  /** Whether a job will. */
  readonly isWaiting: boolean;
  /** How far the shown run is with it. */
  readonly run: RunVideo | null;
}

/** In order of precedence: not found, other content, hole, analyzing, waiting, doubtful, to review, reviewed. */
export function videoState({ video, stats, doubtful, job, isWaiting, run }: VideoFacts): VideoState {
  const reviewed = stats?.reviewedShare ?? null;
  if (video.fileState === 'missing') return { kind: 'missing', words: 'relink', share: null };
  if (video.fileState === 'changed') return { kind: 'changed', words: 'other content', share: null };
  if (video.holes.length > 0) return { kind: 'hole', words: `hole, ${holeText(video)}`, share: reviewed };
  if (job) {
    const share = jobShare(job);
    return { kind: 'analyzing', words: share === null ? 'analyzing' : `analyzing ${percentText(share)}`, share };
  }
  if (isWaiting) return { kind: 'waiting', words: 'waiting', share: null };
  if (doubtful) return { kind: 'open', words: `${grouped(doubtful)} doubtful`, share: reviewed };
  if (stats && stats.segments > 0) {
    if (stats.unreviewed === 0) return { kind: 'reviewed', words: 'reviewed', share: 1 };
    return { kind: 'open', words: `${grouped(stats.unreviewed)} to review`, share: reviewed };
  }
  if (run?.state === 'stopped') return { kind: 'open', words: 'partial', share: null };
  return run
    ? { kind: 'none', words: 'no segments', share: null }
    : { kind: 'none', words: 'not analyzed', share: null };
}

/** How much of the video its holes take: "2 s", or frames where that is less than a second. */
function holeText({ frameCount, durationSec, holes }: ProjectVideo): string {
  const frames = framesInHoles(holes);
  const seconds = (frames * (durationSec ?? 0)) / frameCount;
  return seconds >= 1 ? durationText(seconds) : `${grouped(frames)} frames`;
}
