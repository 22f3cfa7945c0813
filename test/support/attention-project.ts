import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Core, createCore } from '../../src-main/core/services/core.ts';
import { connect } from '../../src-main/shared/connect.ts';
import type { Host } from '../../src-main/shared/protocol.ts';
import type { RunId, VideoId } from '../../src-main/shared/records.ts';
import { testPlatform } from './checkpoints.ts';
import { launchInference } from './inference.ts';

/** A project with the sample, analyzed by the demo model, and its core. */
export interface AttentionProject {
  readonly core: Core;
  readonly host: Host;
  readonly platform: ReturnType<typeof testPlatform>;
  /** A copy of the sample. */
  readonly videoPath: string;
  readonly runId: RunId;
  readonly videoId: VideoId;
}

export async function attentionProject(folder: string, stride = 20): Promise<AttentionProject> {
  const platform = {
    ...testPlatform(folder, join(folder, 'cache')),
    // As on the desktop, where Node's fork does not start it: whoever forks the script finds none.
    launchInference,
    inferenceProcess: join(folder, 'no-script.js'),
  };
  const path = join(folder, 'attention.timeloupe');
  const core = createCore(platform);
  const host = connect(core.port);
  const videoPath = join(folder, 'motions.mp4');
  copyFileSync(join(platform.resourcesDir, 'sample', 'motions.mp4'), videoPath);
  await host.call('project.create', { path });
  await host.call('videos.add', { paths: [videoPath] });
  const [video] = await host.call('videos.list', {});
  const ended = new Promise<RunId>((resolve, reject) => {
    host.on('jobs.changed', ({ job }) => {
      if (job.state === 'done') resolve(job.runId!);
      else if (job.error) reject(new Error(job.error.message));
    });
  });
  await host.call('runs.start', { model: 'demo-motion', videoIds: [video!.id], settings: { stride } });
  return { core, host, platform, videoPath, runId: await ended, videoId: video!.id };
}

/** The float32 numbers of a resource, with its headers. @throws Error for a failed answer. */
export async function numbersOf(core: Core, path: string) {
  const { status, headers, body } = await core.resource(path);
  if (!(body instanceof Uint8Array)) throw new Error('a stream');
  if (status !== 200) throw new Error(`${status} ${Buffer.from(body).toString()}`);
  const bytes = Uint8Array.from(body);
  return { headers, values: new Float32Array(bytes.buffer) };
}
