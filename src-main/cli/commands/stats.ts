import { wrongUse } from '../answers.ts';
import type { Command } from '../command.ts';
import { numberOption, textsOption } from '../options.ts';
import { onProject, PROJECT_OPTIONS } from '../project-host.ts';
import { videoNamed } from '../references.ts';
import { statsText } from '../stats-view.ts';

export const statsCommand: Command = {
  name: 'stats',
  usage: 'stats <file> [--video VIDEO]… [--run N]',
  summary: 'How far a review is: counts by class and video, precision of the run, coverage, pace',
  options: {
    ...PROJECT_OPTIONS,
    video: { type: 'string', multiple: true, value: 'VIDEO', help: 'only of this video; may be repeated' },
    run: { type: 'string', value: 'N', help: 'only segments that this run proposed' },
    json: { type: 'boolean', help: 'print one JSON document instead of text' },
  },

  async run(context) {
    const { values, json } = context;
    await onProject(context, { readOnly: true }, async ({ host, positionals }) => {
      if (positionals.length > 0) throw wrongUse(statsCommand);
      const videos = await host.call('videos.list', { includeRemoved: true });
      const videoIds = textsOption(values, 'video').map((text) => videoNamed(videos, text).id);
      const runId = numberOption(values, 'run', { min: 1, integer: true });
      const stats = await host.call('stats.get', {
        ...(videoIds.length > 0 && { videoIds }),
        ...(runId !== undefined && { runId }),
      });
      const classes = await host.call('labels.list', {});
      context.print(json ? JSON.stringify(stats, null, 2) : statsText(stats, { videos, classes }));
    });
  },
};
