import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError, fromWire } from '../shared/errors.ts';
import type { Host } from '../shared/protocol.ts';
import type { JobInfo, RunInfo } from '../shared/protocol/run-methods.ts';
import type { VideoId } from '../shared/records.ts';
import { clockText } from '../shared/time.ts';
import { holeLines } from './analysis-view.ts';
import type { CommandContext } from './command.ts';
import { flagOption, textOption } from './options.ts';
import { onProject } from './project-host.ts';
import { settingsFrom } from './settings.ts';

/** A video by the name that the project has for it. */
interface NamedVideo {
  readonly id: VideoId;
  readonly name: string;
}

/**
 * `analyze --project`: brings the videos named into the project, analyzes them, or all of the project, and goes on
 * where an earlier analysis was broken off.
 *
 * @throws AppError of the job; of the first video that could not be added.
 */
export async function analyzeInProject(context: CommandContext, model: string): Promise<void> {
  if (textOption(context.values, 'top') !== undefined) {
    throw new AppError('request.invalid', '--top is for a document of --json without --project; leave it out.');
  }
  await onProject(context, { endsItself: true }, async ({ host, positionals }) => {
    const { videos, refused } = await videosFor(context, host, positionals);
    if (videos.length > 0) await analyze(context, host, { model, videos });
    if (refused !== null) throw refused;
  });
}

async function videosFor(
  context: CommandContext,
  host: Host,
  paths: readonly string[],
): Promise<{ videos: readonly NamedVideo[]; refused: AppError | null }> {
  if (paths.length === 0) {
    const videos = await host.call('videos.list', {});
    if (videos.length > 0) return { videos, refused: null };
    throw new AppError('request.invalid', 'The project has no videos. Name some to add and analyze.');
  }
  const added = await host.call('videos.add', { paths: paths.map((path) => resolve(path)) });
  const refused = added.filter(({ video }) => video === null).map(({ error }) => error ?? '');
  for (const error of refused.slice(1)) context.note(error);
  return {
    videos: added.flatMap(({ video }) => (video ? [video] : [])),
    refused: refused[0] === undefined ? null : new AppError('video.unreadable', refused[0]),
  };
}

async function analyze(
  context: CommandContext,
  host: Host,
  { model, videos }: { readonly model: string; readonly videos: readonly NamedVideo[] },
): Promise<void> {
  const { signal, values } = context;
  signal.throwIfAborted();
  const view = new JobView(context, videos);
  const ended = jobEnded(host, view);
  const settings = settingsFrom(values);
  const videoIds = videos.map(({ id }) => id);
  const { id: jobId } = await host.call('runs.start', {
    ...{ model, videoIds, settings },
    propose: !flagOption(values, 'no-propose'),
  });
  const cancel = () => void host.call('runs.cancel', { jobId });
  signal.addEventListener('abort', cancel);
  try {
    const job = await ended;
    await report(context, host, job, videos);
    signal.throwIfAborted();
    if (job.error) throw fromWire(job.error);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/** There is one job, for the core is this command's own. */
function jobEnded(host: Host, view: JobView): Promise<JobInfo> {
  return new Promise((resolve) => {
    const forget = host.on('jobs.changed', ({ job }) => {
      view.show(job);
      if (job.state === 'waiting' || job.state === 'running') return;
      forget();
      resolve(job);
    });
  });
}

/** What is to be seen while a job runs. */
class JobView {
  readonly #context: CommandContext;
  readonly #names: ReadonlyMap<VideoId, string>;
  #remarks = 0;
  #videoId: VideoId | null = null;
  #drawn = 0;

  constructor(context: CommandContext, videos: readonly NamedVideo[]) {
    this.#context = context;
    this.#names = new Map(videos.map(({ id, name }) => [id, name]));
  }

  show(job: JobInfo): void {
    for (const remark of job.remarks.slice(this.#remarks)) this.#context.note(remark);
    this.#remarks = job.remarks.length;
    const { videoId, windows, windowsDone, resumedAt } = job;
    if (videoId === null) return;
    const label = this.#names.get(videoId) ?? videoId;
    if (videoId !== this.#videoId) {
      this.#videoId = videoId;
      this.#drawn = resumedAt;
      if (resumedAt >= windows) this.#context.note(`${label}: all ${windows} windows are there already`);
      else if (resumedAt > 0) this.#context.note(`${label}: resuming at window ${resumedAt + 1} of ${windows}`);
    }
    if (windowsDone > this.#drawn) {
      this.#drawn = windowsDone;
      this.#context.progress({ label, done: windowsDone, total: windows, note: paceText(job) });
    }
  }
}

function paceText({ windowsPerSec, secondsLeft }: JobInfo): string | undefined {
  if (windowsPerSec === null || secondsLeft === null) return undefined;
  return `${windowsPerSec.toFixed(windowsPerSec < 10 ? 1 : 0)} windows/s, ${clockText(secondsLeft, 0)} left`;
}

/** After the job: one line a video, or the run as JSON. */
async function report(context: CommandContext, host: Host, job: JobInfo, videos: readonly NamedVideo[]): Promise<void> {
  const run = (await host.call('runs.list', {})).find(({ id }) => id === job.runId) ?? null;
  const target = textOption(context.values, 'json');
  const document = JSON.stringify({ job, run }, null, 2);
  if (target === '-') context.print(document);
  else if (run) {
    const holes = new Map((await host.call('videos.list', {})).map((video) => [video.id, video.holes]));
    for (const { id, name } of videos) {
      context.print([`${name}: ${await videoText(host, run, id)}`, ...holeLines(holes.get(id) ?? [])].join('\n'));
    }
  }
  if (target === undefined || target === '-') return;
  await writeFile(target, `${document}\n`).catch((cause: unknown) => {
    throw new AppError('output.unwritable', `${target} can't be written. Choose another --json file.`, { cause });
  });
  context.note(`Written: ${target}`);
}

async function videoText(host: Host, run: RunInfo, videoId: VideoId): Promise<string> {
  const video = run.videos.find((candidate) => candidate.videoId === videoId);
  if (!video) return 'not begun';
  const { doneWindows, plannedWindows, skippedWindows, state, reason } = video;
  const holes = skippedWindows === 0 ? '' : `, ${skippedWindows} in holes`;
  const windows = `${doneWindows + skippedWindows} of ${plannedWindows} windows${holes}`;
  if (state !== 'complete') return `${state}, ${windows}: ${reason ?? ''}`;
  const { segments } = await host.call('runs.segments', { runId: run.id, videoId });
  return `complete, ${windows}; ${segments.length} segments by run ${run.id}`;
}
