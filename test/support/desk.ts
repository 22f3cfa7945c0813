import { connect } from '../../src-main/shared/connect.ts';
import type { JobInfo } from '../../src-main/shared/protocol/run-methods.ts';
import type { Desk } from './annotator.ts';
import type { ServedPort } from './served-port.ts';

interface Setting {
  readonly port: ServedPort;
  readonly folder: string;
  readonly seed: number;
  /** A video to analyze, for its attention, and with what. */
  readonly sample: string;
  readonly model: string;
  readonly stride: number;
}

/** What an annotator works on, in a project whose first video has been analyzed: the sample is added, and analyzed here. */
export async function deskIn({ port, folder, seed, sample, model, stride }: Setting): Promise<Desk> {
  const host = connect(port);
  const [video] = await host.call('videos.list', {});
  const [added] = await host.call('videos.add', { paths: [sample] });
  const videoId = added!.video!.id;
  const ended = new Promise<JobInfo>((resolve) => {
    const stop = host.on('jobs.changed', ({ job }) => {
      if (['waiting', 'running'].includes(job.state)) return;
      stop();
      resolve(job);
    });
  });
  const settings = { provider: 'cpu', stride, threads: 1 } as const;
  await host.call('runs.start', { model, videoIds: [videoId], settings });
  const { state, runId, error } = await ended;
  if (state !== 'done') throw new Error(`The sample could not be analyzed: ${error?.message ?? state}`);
  const runs = await host.call('runs.list', {});
  const windows = runs.find(({ id }) => id === runId)!.videos[0]!.plannedWindows;
  return { port, folder, seed, video: video!, attended: { runId: runId!, videoId, windows } };
}
