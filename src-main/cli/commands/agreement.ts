import { wrongUse } from '../answers.ts';
import { agreementText } from '../agreement-view.ts';
import type { Command } from '../command.ts';
import { numberOption, textsOption } from '../options.ts';
import { onProject, PROJECT_OPTIONS } from '../project-host.ts';
import { raterFrom } from '../rater.ts';
import { videoNamed } from '../references.ts';

export const agreementCommand: Command = {
  name: 'agreement',
  usage: 'agreement <file> <A> <B> [--video VIDEO]… [--iou X]…',
  summary: 'Compare two annotators, two runs, or an annotator with a run: kappa, alpha, segment F1, edges',
  options: {
    ...PROJECT_OPTIONS,
    video: { type: 'string', multiple: true, value: 'VIDEO', help: 'over this video; may be repeated' },
    iou: {
      type: 'string',
      multiple: true,
      value: 'X',
      help: 'least overlap of matched segments, 0 to 1; may be repeated (default: 0.1, 0.25, 0.5)',
    },
    json: { type: 'boolean', help: 'print one JSON document instead of text' },
  },

  async run(context) {
    const { values, json } = context;
    await onProject(context, { readOnly: true }, async ({ host, positionals }) => {
      const [a, b, ...more] = positionals;
      if (a === undefined || b === undefined || more.length > 0) {
        const what = 'A and B are names of annotators, or runs as run:N.';
        throw wrongUse(agreementCommand, what);
      }
      const videos = await host.call('videos.list', { includeRemoved: true });
      const videoIds = textsOption(values, 'video').map((text) => videoNamed(videos, text).id);
      const ious = textsOption(values, 'iou').map((iou) => numberOption({ iou }, 'iou', { min: 0, max: 1 })!);
      const report = await host.call('agreement.compare', {
        a: raterFrom(a),
        b: raterFrom(b),
        ...(videoIds.length > 0 && { videoIds }),
        ...(ious.length > 0 && { ious }),
      });
      const classes = await host.call('labels.list', {});
      context.print(json ? JSON.stringify(report, null, 2) : agreementText(report, classes));
    });
  },
};
