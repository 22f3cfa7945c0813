import { z } from 'zod';
import { withCodes } from '../codes.ts';
import type { Exporter, ExportClass, ExportItem, ExportVideo, Found, FoundItem, Selection } from '../exporter.ts';
import { itemsByVideo } from '../items-by-video.ts';
import { sharedNameLosses } from '../losses.ts';
import { mergedSpans, mergingLosses } from '../merging.ts';
import { itemSeconds, meanFps } from '../times.ts';
import { SHOWING_DEFAULTS } from './training-defaults.ts';

const FILE = 'project.boris';
/** BORIS has eight players; only the first is used. */
const PLAYERS = ['1', '2', '3', '4', '5', '6', '7', '8'] as const;

/**
 * A project of BORIS (format 7.0): the ethogram, and one observation a video, in which each segment is a state event, a
 * start and a stop. The media are named without a folder: BORIS looks for them beside the project.
 */
export const borisProject: Exporter = {
  id: 'boris-project',
  name: 'BORIS project',
  readBy: 'ethogram and observations',
  hasClips: false,
  needsClips: false,
  hasSplit: false,
  absent: ['leave-out', 'background'],
  defaults: SHOWING_DEFAULTS,
  names: { video: ({ slug }) => slug, label: ({ slug }) => slug },
  roundingSec: 0.0005,
  express: (selection) => withCodes(mergedSpans(selection, false), codeOf),
  losses: (selection) => [...mergingLosses(selection, false), ...sharedNameLosses(selection)],
  *files(selection) {
    yield { path: FILE, chunks: projectChunks(selection) };
  },
  read: async (files) => readProject(await files.text(FILE)),
};

/** BORIS forbids '|' in the code of a behaviour, and its tables hold one line without edge spaces. */
function codeOf(name: string): string {
  return name.replaceAll(/\s+/g, ' ').replaceAll('|', '/').trim();
}

function* projectChunks(selection: Selection): Iterable<string> {
  const { project, at, items } = selection;
  const groups = [...new Set(selection.schema.flatMap(({ group }) => (group === null ? [] : [group])))];
  const head = {
    time_format: 'hh:mm:ss',
    project_name: project.name,
    project_date: at.slice(0, 19),
    project_description: '',
    project_format_version: '7.0',
    subjects_conf: {},
    behavioral_categories: groups,
    behavioral_categories_config: Object.fromEntries(groups.map((name, i) => [i, { name, color: '' }])),
    independent_variables: {},
    coding_map: {},
    behaviors_coding_map: [],
    converters: {},
    behaviors_conf: Object.fromEntries(selection.classes.map((one, i) => [i, behaviourOf(one, selection)])),
  };
  yield `${JSON.stringify(head).slice(0, -1)},\n"observations":{`;
  for (const [i, [video, own]] of [...itemsByVideo(items)].entries()) {
    yield `${i === 0 ? '' : ','}\n${JSON.stringify(video.slug)}:${JSON.stringify(observationOf(video, own, at))}`;
  }
  yield '}}\n';
}

function behaviourOf({ id, slug }: ExportClass, { schema }: Selection): object {
  const known = schema.find((one) => one.id === id);
  const colour = known?.colour ?? '';
  return {
    type: 'State event',
    key: known?.shortcut ?? '',
    code: slug,
    description: known?.description ?? '',
    color: colour.startsWith('#') ? colour : '',
    category: known?.group ?? '',
    modifiers: {},
    excluded: '',
    'coding map': '',
  };
}

function observationOf(video: ExportVideo, items: readonly ExportItem[], at: string): object {
  const { fileName, durationSec } = video;
  return {
    file: Object.fromEntries(PLAYERS.map((player) => [player, player === '1' ? [fileName] : []])),
    type: 'MEDIA',
    date: at.slice(0, 19),
    description: '',
    'time offset': 0,
    'observation time interval': [0, 0],
    independent_variables: {},
    visualize_spectrogram: false,
    visualize_waveform: false,
    close_behaviors_between_videos: false,
    media_info: {
      length: { [fileName]: toMs(durationSec) },
      fps: { [fileName]: toMs(meanFps(video)) },
      hasVideo: { [fileName]: true },
      hasAudio: { [fileName]: false },
      offset: { '1': 0 },
    },
    events: eventsOf(items),
  };
}

/** [second, subject, code, modifier, comment, frame], by time; where one ends as the next begins, the end comes first. */
function eventsOf(items: readonly ExportItem[]): unknown[][] {
  const events = items.flatMap((item) => {
    const { startFrame, endFrame, label, segment } = item;
    const { startSec, endSec } = itemSeconds(item);
    return [
      { frame: startFrame, order: 1, row: [toMs(startSec), '', label.slug, '', segment?.note ?? '', startFrame] },
      { frame: endFrame, order: 0, row: [toMs(endSec), '', label.slug, '', '', endFrame] },
    ];
  });
  return events.sort((a, b) => a.frame - b.frame || a.order - b.order).map(({ row }) => row);
}

function toMs(sec: number): number {
  return Math.round(sec * 1000) / 1000;
}

const projectSchema = z.object({
  project_format_version: z.literal('7.0'),
  behaviors_conf: z.record(z.string(), z.object({ code: z.string().regex(/^[^|\n\r]+$/), type: z.literal('State event') })), // prettier-ignore
  observations: z.record(
    z.string(),
    z.object({
      file: z.record(z.enum(PLAYERS), z.array(z.string())),
      type: z.literal('MEDIA'),
      events: z.array(
        z.tuple([z.number().nonnegative(), z.literal(''), z.string(), z.literal(''), z.string(), z.int()]),
      ),
    }),
  ),
});

/** As BORIS pairs them: of the events of one behaviour the first, the third and so on begin it. */
function readProject(text: string): Found {
  const { behaviors_conf: ethogram, observations } = projectSchema.parse(JSON.parse(text));
  const codes = new Set(Object.values(ethogram).map(({ code }) => code));
  const items: FoundItem[] = [];
  for (const [video, { events }] of Object.entries(observations)) {
    const open = new Map<string, number>();
    let last = 0;
    for (const [sec, , label] of events) {
      if (sec < last || !codes.has(label)) throw new Error(`${video} has ${label} at ${sec}, after ${last}`);
      last = sec;
      const startSec = open.get(label);
      if (startSec === undefined) open.set(label, sec);
      else {
        open.delete(label);
        items.push({ video, label, seconds: { startSec, endSec: sec } });
      }
    }
    if (open.size > 0) throw new Error(`${open.size} behaviours of ${video} do not end`);
  }
  return { items };
}
