import { fromWire } from '#shared/errors';
import type { JobInfo } from '#shared/protocol/run-methods';
import { jobShare } from '../../lib/job-text.ts';
import { grouped } from '../../lib/numbers.ts';
import type { App } from '../../state/app.svelte.ts';

/** Progress is told in steps of this share. */
const STEP = 0.1;

/** Tells what becomes of analyses: to screen readers as they go on, and to everyone when one ends. @returns what ends it. */
export function followJobs({ announcer, host, library, runs, toasts }: App): () => void {
  /** By job and video, the last step that was told. */
  const told = new Map<string, number>();
  const ended = new Set(runs.jobs.filter(hasEnded).map(({ id }) => id));
  return host.on('jobs.changed', ({ job }) => {
    if (hasEnded(job)) {
      if (!ended.has(job.id)) tellEnd(job);
      ended.add(job.id);
      return;
    }
    const share = jobShare(job);
    if (share === null) return;
    const key = `${job.id} ${job.videoId ?? ''}`;
    const step = Math.floor(share / STEP);
    if (step > (told.get(key) ?? 0)) {
      const name = library.videos.find(({ id }) => id === job.videoId)?.name ?? 'the video';
      announcer.say(`${name}: ${step * 10} percent analyzed`);
    }
    told.set(key, step);
  });

  function tellEnd(job: JobInfo): void {
    if (job.state === 'failed') {
      if (job.error) toasts.failure(fromWire(job.error));
    } else if (job.state === 'done') {
      const text = job.videos === 1 ? 'The analysis is complete.' : `${grouped(job.videos)} videos were analyzed.`;
      const [remark] = job.remarks;
      if (remark === undefined) toasts.say(text);
      else toasts.warn(`${text} ${remark}`, job.remarks.join('\n'));
    }
  }
}

function hasEnded({ state }: JobInfo): boolean {
  return state !== 'running' && state !== 'waiting';
}
