import type { JobInfo } from '#shared/protocol/run-methods';
import { durationText, grouped, scoreText } from './numbers.ts';

/** Before this many windows a speed says little. */
const MEASURED_WINDOWS = 20;

/** "1,573 of 4,139 windows · 0.71/s · 1 h 0 min left", or how little of it is known. */
export function jobText(job: JobInfo): string {
  if (job.state === 'waiting') return 'waiting';
  const counts = `${grouped(job.windowsDone)} of ${grouped(job.windows)} windows`;
  const { windowsPerSec, secondsLeft } = job;
  if (windowsPerSec === null || job.windowsDone - job.resumedAt < MEASURED_WINDOWS)
    return `${counts} · measuring speed`;
  const left = secondsLeft === null ? '' : ` · ${durationText(secondsLeft)} left`;
  return `${counts} · ${speedText(windowsPerSec)}${left}`;
}

/** "0.71/s", "41/s" */
export function speedText(perSecond: number): string {
  return `${perSecond < 10 ? perSecond.toFixed(2) : Math.round(perSecond)}/s`;
}

/** Done of all, 0..1; null before there is anything to count. */
export function jobShare({ windows, windowsDone }: JobInfo): number | null {
  return windows > 0 ? windowsDone / windows : null;
}

/** "43 %" */
export function percentText(share: number): string {
  return `${Math.floor(100 * share)} %`;
}

/** "7.2e-7": a greatest difference. */
export function parityText(difference: number): string {
  return difference === 0 || difference >= 0.001 ? scoreText(difference, 3) : difference.toExponential(1);
}
