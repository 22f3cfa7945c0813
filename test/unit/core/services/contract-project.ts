import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { Core } from '../../../../src-main/core/services/core.ts';
import { connect } from '../../../../src-main/shared/connect.ts';
import type { JobInfo } from '../../../../src-main/shared/protocol/run-methods.ts';
import type { VideoId } from '../../../../src-main/shared/records.ts';
import { ended } from '../../../support/ended-task.ts';
import type { Given } from './contract-case.ts';

/** A project with the sample, a run of it, a correction undone, and a queue. */
export async function preparedProject({ port }: Core, folder: string, path: string): Promise<Given> {
  const host = connect(port);
  const annotator = 'Ada';
  const samplePath = fileURLToPath(new URL('../../../../resources/sample/motions.mp4', import.meta.url));
  await host.call('project.create', { path });
  await host.call('videos.add', { paths: [samplePath] });
  const [video] = await host.call('videos.list', {});
  const job = await analyzed(port, () =>
    host.call('runs.start', { model: 'demo-motion', videoIds: [video!.id], settings: { stride: 25 } }),
  );
  const [model] = await host.call('models.list', {});
  const classes = await host.call('labels.list', {});
  const segments = await host.call('segments.list', {});
  const apply = (startFrame: number) =>
    host.call('edits.apply', {
      annotator,
      edit: { kind: 'create', videoId: video!.id, classId: classes[0]!.id, startFrame, endFrame: startFrame + 2 },
    });
  await apply(1480);
  await apply(1484);
  await host.call('edits.undo', { annotator });
  const runId = job.runId!;
  const request = { measure: 'entropy', target: 'windows', runId } as const;
  const queue = await host.call('queue.open', { annotator, request });
  const taskId = await proxied(port, video!.id);
  const made = { taskId, folder, path, samplePath, annotator, classes, segments, runId };
  return { ...made, video: video!, modelHash: model!.hash, jobId: job.id, queueId: queue.id };
}

/** Starts a job and waits until it is done. */
async function analyzed(port: Core['port'], start: () => Promise<JobInfo>): Promise<JobInfo> {
  const ended = new Promise<JobInfo>((resolve) => {
    connect(port).on('jobs.changed', ({ job }) => {
      if (!['waiting', 'running'].includes(job.state)) resolve(job);
    });
  });
  await start();
  const job = await ended;
  expect(job).toMatchObject({ state: 'done', error: null });
  return job;
}

/** Makes a proxy and waits for it. */
async function proxied(port: Core['port'], videoId: VideoId): Promise<string> {
  const host = connect(port);
  const task = await ended(host, await host.call('videos.makeProxy', { videoId }));
  expect(task).toMatchObject({ state: 'done', error: null });
  return task.id;
}
