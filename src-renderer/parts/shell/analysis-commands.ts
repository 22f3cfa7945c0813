import type { VideoId } from '#shared/records';
import { grouped } from '../../lib/numbers.ts';
import type { App } from '../../state/app.svelte.ts';
import type { Command } from '../../state/commands.svelte.ts';

/** Analyze and Stop. */
export function analysisCommands(app: App): Command[] {
  const { library, runs } = app;
  return [
    {
      id: 'analysis.start',
      title: 'Analyze this video',
      group: 'Project',
      icon: 'play',
      keys: ['Ctrl+Enter'],
      run: () => start(app, library.currentId === null ? [] : [library.currentId]),
      isEnabled: () => reasonHere(app) === null && library.currentId !== null,
      whyNot: () => reasonHere(app) ?? '',
      state: () => runs.model?.name ?? '',
    },
    {
      id: 'analysis.startAll',
      title: 'Analyze all videos that are not complete',
      group: 'Project',
      icon: 'play',
      run: () => start(app, incomplete(app)),
      isEnabled: () => reason(app) === null && incomplete(app).length > 0,
      whyNot: () => reason(app) ?? 'Every video is complete.',
      state: () => `${grouped(incomplete(app).length)} videos`,
    },
    {
      id: 'analysis.stop',
      title: 'Stop the analysis',
      group: 'Project',
      icon: 'stop',
      run: () => stop(app),
      isEnabled: () => runs.job !== null,
      whyNot: () => 'No analysis is running.',
    },
  ];
}

/** Why nothing can be analyzed; null where it can. */
function reason({ library, project, runs }: App): string | null {
  if (!project.info) return 'No project is open.';
  if (project.isReadOnly) return project.info.readOnlyReason;
  if (library.videos.length === 0) return 'There is no video yet.';
  return runs.model ? null : 'Drop a model folder from Hugging Face, an original .pyth, or ONNX.';
}

/** The same of the video in hand. */
function reasonHere(app: App): string | null {
  const { current } = app.library;
  if (current && current.fileState !== 'ok')
    return `The file of ${current.name} is not there as it was. Relink it first.`;
  return reason(app);
}

async function start(app: App, videoIds: readonly VideoId[]): Promise<void> {
  await app.runs.start(videoIds);
  app.announcer.say('The analysis has begun.');
}

/** Videos whose file is there and that no run of the chosen model has finished. */
function incomplete({ library, runs }: App): VideoId[] {
  const ofModel = runs.all.filter(({ modelName }) => modelName === runs.model?.name);
  return library.videos
    .filter(({ fileState }) => fileState === 'ok')
    .map(({ id }) => id)
    .filter((id) => !ofModel.some((run) => runs.videoOf(run, id)?.state === 'complete'));
}

async function stop({ runs, toasts }: App): Promise<void> {
  const { job } = runs;
  if (!job) return;
  const { windowsDone, windows } = await runs.cancel(job.id);
  toasts.say(
    `Stopped at ${grouped(windowsDone)} of ${grouped(windows)} windows. The run is partial; Analyze continues it.`,
  );
}
