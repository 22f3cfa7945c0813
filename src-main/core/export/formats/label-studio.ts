import { z } from 'zod';
import type { Exporter, ExportItem, ExportVideo, Found, Selection, WrittenFiles } from '../exporter.ts';
import { itemsByVideo } from '../items-by-video.ts';
import { meanFps } from '../times.ts';
import { xmlEscaped, xmlSafe } from '../xml.ts';
import { SHOWING_DEFAULTS } from './training-defaults.ts';

const FILE = 'label-studio.json';

/** Tasks of Label Studio's timeline: what people decided as annotations, what nobody has decided as predictions. */
export const labelStudio: Exporter = {
  id: 'label-studio',
  name: 'Label Studio',
  readBy: 'JSON with predictions',
  hasClips: false,
  needsClips: false,
  hasSplit: false,
  absent: ['leave-out', 'background'],
  defaults: { ...SHOWING_DEFAULTS, statuses: ['unreviewed', 'accepted', 'corrected'] },
  names: { video: ({ slug }) => slug, label: ({ name }) => name },
  roundingSec: 0,
  losses: () => [],
  *files(selection) {
    yield { path: FILE, chunks: taskChunks(selection) };
    yield { path: 'label-config.xml', chunks: [configOf(selection)] };
  },
  read: readBack,
};

function* taskChunks({ items, runs }: Selection): Iterable<string> {
  const models = new Map(runs.map(({ id, modelName }) => [id, modelName]));
  yield '[';
  for (const [i, [video, own]] of [...itemsByVideo(items)].entries()) {
    const proposed = own.filter(isProposal);
    const said = own.filter((item) => !isProposal(item));
    const runId = proposed[0]?.segment?.runId;
    const version = (runId && models.get(runId)) ?? 'timeloupe';
    const task = {
      data: {
        video: `/data/local-files/?d=${encodeURIComponent(xmlSafe(video.name))}`,
        fps: meanFps(video),
        name: video.slug,
      },
      annotations: said.length > 0 ? [{ result: said.map((item) => regionOf(item, video)) }] : [],
      predictions:
        proposed.length > 0 ? [{ model_version: version, result: proposed.map((item) => regionOf(item, video)) }] : [],
    };
    yield `${i === 0 ? '' : ','}\n${JSON.stringify(task)}`;
  }
  yield '\n]\n';
}

function isProposal({ segment }: ExportItem): boolean {
  return segment?.status === 'unreviewed';
}

/** Frames count from 1, and the last one belongs to the region. */
function regionOf({ segment, label, startFrame, endFrame }: ExportItem, video: ExportVideo): object {
  return {
    id: segment?.id ?? `background-${video.id}-${startFrame}`,
    type: 'timelinelabels',
    from_name: 'timeline',
    to_name: 'video',
    ...(segment?.status === 'unreviewed' && segment.score !== null && { score: segment.score }),
    ...(segment && segment.note !== '' && { meta: { text: [segment.note] } }),
    value: { ranges: [{ start: startFrame + 1, end: endFrame }], timelinelabels: [label.name] },
  };
}

function configOf({ classes }: Selection): string {
  const labels = classes.map(({ name }) => `    <Label value="${xmlEscaped(name)}"/>\n`).join('');
  return `<View>
  <Video name="video" value="$video" frameRate="$fps" timelineHeight="120"/>
  <TimelineLabels name="timeline" toName="video">
${labels}  </TimelineLabels>
</View>
`;
}

const regionsSchema = z.array(
  z.object({
    result: z.array(
      z.object({
        id: z.string(),
        value: z.object({
          ranges: z.tuple([z.object({ start: z.int().positive(), end: z.int().positive() })]),
          timelinelabels: z.tuple([z.string()]),
        }),
      }),
    ),
  }),
);
const tasksSchema = z.array(
  z.object({ data: z.object({ name: z.string() }), annotations: regionsSchema, predictions: regionsSchema }),
);

/** With Label Studio's rule that a region's id is the only one of its kind. */
async function readBack(files: WrittenFiles): Promise<Found> {
  const tasks = tasksSchema.parse(JSON.parse(await files.text(FILE)));
  const ids = new Set<string>();
  const items = tasks.flatMap(({ data, annotations, predictions }) =>
    [...annotations, ...predictions].flatMap(({ result }) =>
      result.map(({ id, value: { ranges, timelinelabels } }) => {
        if (ids.has(id)) throw new Error(`two regions are called ${id}`);
        ids.add(id);
        const [{ start, end }] = ranges;
        return { video: data.name, label: timelinelabels[0], frames: { startFrame: start - 1, endFrame: end } };
      }),
    ),
  );
  return { items };
}
