import { z } from 'zod';
import type { Exporter, ExportItem, ExportVideo, Found, Selection } from '../exporter.ts';
import { sharedNameLosses } from '../losses.ts';
import { itemSeconds } from '../times.ts';
import { xmlSafe } from '../xml.ts';
import { SHOWING_DEFAULTS } from './training-defaults.ts';

const FILE = 'via-project.json';
/** VIA's own numbers: _VIA_FILE_TYPE.VIDEO, _VIA_FILE_LOC.URIFILE, _VIA_ATTRIBUTE_TYPE.TEXT and SELECT. */
const VIDEO = 4;
const URI_FILE = 3;
const TEXT = 1;
const SELECT = 4;
/** Of an attribute: a span of time in one file. */
const TEMPORAL_SEGMENT = 'FILE1_Z2_XY0';
const BEHAVIOUR = '1';
const NOTE = '2';

/** A project of the VGG Image Annotator, version 3: a view a video, the class of each segment as an option's id. */
export const via: Exporter = {
  id: 'via',
  name: 'VIA 3 project',
  readBy: 'VGG Image Annotator',
  hasClips: false,
  needsClips: false,
  hasSplit: false,
  absent: ['leave-out', 'background'],
  defaults: SHOWING_DEFAULTS,
  names: { video: ({ fileName }) => fileName, label: ({ name }) => name },
  roundingSec: 0.0005,
  losses: sharedNameLosses,
  *files(selection) {
    yield { path: FILE, chunks: projectChunks(selection) };
  },
  read: async (files) => readProject(await files.text(FILE)),
};

function* projectChunks(selection: Selection): Iterable<string> {
  const { items, at, project } = selection;
  const videos = [...new Set(items.map(({ video }) => video))];
  // VIA takes the id of a file for that of its view in places: the two have to be the same.
  const ids = new Map(videos.map((video, i) => [video, String(i + 1)]));
  const head = {
    project: {
      pid: '__VIA_PROJECT_ID__',
      rev: '__VIA_PROJECT_REV_ID__',
      rev_timestamp: '__VIA_PROJECT_REV_TIMESTAMP__',
      pname: project.name,
      data_format_version: '3.1.1',
      creator: 'Timeloupe',
      created: Date.parse(at),
      vid_list: [...ids.values()],
    },
    config: { file: { loc_prefix: { '1': '', '2': '', '3': '', '4': '' } }, ui: { file_content_align: 'center' } },
    attribute: attributesOf(selection),
    file: Object.fromEntries([...ids].map(([video, id]) => [id, fileOf(video, id)])),
    view: Object.fromEntries([...ids.values()].map((id) => [id, { fid_list: [id] }])),
  };
  yield `${JSON.stringify(head).slice(0, -1)},\n"metadata":{`;
  for (const [i, item] of items.entries()) {
    const vid = ids.get(item.video)!;
    const name = `${vid}_${String(i + 1).padStart(6, '0')}`;
    yield `${i === 0 ? '' : ','}\n${JSON.stringify(name)}:${JSON.stringify(metadataOf(item, vid))}`;
  }
  yield '}}\n';
}

function attributesOf({ classes, items }: Selection): object {
  const common = { anchor_id: TEMPORAL_SEGMENT, desc: '', default_option_id: '' };
  const options = Object.fromEntries(classes.map(({ index, name }) => [index, name]));
  const hasNotes = items.some(({ segment }) => segment !== null && segment.note !== '');
  return {
    [BEHAVIOUR]: { aname: 'behaviour', type: SELECT, options, ...common },
    ...(hasNotes && { [NOTE]: { aname: 'note', type: TEXT, options: {}, ...common } }),
  };
}

/** `src` is an address: a player takes '#' and '?' in it for something else, and half characters have none. */
function fileOf({ fileName }: ExportVideo, fid: string): object {
  return { fid, fname: fileName, type: VIDEO, loc: URI_FILE, src: encodeURIComponent(xmlSafe(fileName)) };
}

function metadataOf(item: ExportItem, vid: string): object {
  const { label, segment } = item;
  const { startSec, endSec } = itemSeconds(item);
  const note = segment && segment.note !== '' ? { [NOTE]: segment.note } : {};
  return { vid, flg: 0, z: [toMs(startSec), toMs(endSec)], xy: [], av: { [BEHAVIOUR]: String(label.index), ...note } };
}

function toMs(sec: number): number {
  return Math.round(sec * 1000) / 1000;
}

const projectSchema = z.object({
  project: z.object({ data_format_version: z.literal('3.1.1'), vid_list: z.array(z.string()) }),
  attribute: z.object({
    [BEHAVIOUR]: z.object({
      type: z.literal(SELECT),
      anchor_id: z.literal(TEMPORAL_SEGMENT),
      options: z.record(z.string(), z.string()),
    }),
  }),
  file: z.record(z.string(), z.object({ fname: z.string(), type: z.literal(VIDEO), loc: z.literal(URI_FILE) })),
  view: z.record(z.string(), z.object({ fid_list: z.tuple([z.string()]) })),
  metadata: z.record(
    z.string(),
    z.object({ vid: z.string(), z: z.tuple([z.number(), z.number()]), av: z.object({ [BEHAVIOUR]: z.string() }) }),
  ),
});

/** As VIA resolves ids: a segment's view, its file, and its option. */
function readProject(text: string): Found {
  const { project, attribute, file, view, metadata } = projectSchema.parse(JSON.parse(text));
  const items = Object.entries(metadata).map(([name, { vid, z: times, av }]) => {
    const fid = view[vid]?.fid_list[0];
    const video = fid === undefined ? undefined : file[fid]?.fname;
    const label = attribute[BEHAVIOUR].options[av[BEHAVIOUR]];
    const [startSec, endSec] = times;
    if (fid !== vid || video === undefined || label === undefined || !project.vid_list.includes(vid)) {
      throw new Error(`the segment ${name} names what isn't there`);
    }
    if (startSec >= endSec) throw new Error(`the segment ${name} lasts from ${startSec} to ${endSec}`);
    return { video, label, seconds: { startSec, endSec } };
  });
  return { items };
}
