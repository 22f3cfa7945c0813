import type { ColumnRole, ImportColumns } from '../../shared/protocol/import-methods.ts';

/** Which columns of a table say what. */
export interface FoundColumns {
  readonly names: readonly string[];
  /** Place of each column that is known, from 0. */
  readonly places: Readonly<Partial<Record<ColumnRole, number>>>;
  readonly unit: NonNullable<ImportColumns['unit']>;
}

/** What columns are usually called, letters and digits only; the likeliest first. */
const USUAL: Readonly<Record<ColumnRole, readonly string[]>> = {
  video: [
    'video',
    'videoname',
    'videoid',
    'videofile',
    'file',
    'filename',
    'media',
    'mediafile',
    'mediafilename',
    'clip',
    'youtubeid',
    'path',
  ],
  start: [
    'start',
    'startsec',
    'starts',
    'starttime',
    'timestart',
    'startseconds',
    'startframe',
    'startms',
    'begin',
    'begintime',
    'onset',
    'from',
    'fromsec',
    'fromframe',
  ],
  end: [
    'end',
    'endsec',
    'ends',
    'endtime',
    'timeend',
    'endseconds',
    'endframe',
    'endms',
    'stop',
    'stopsec',
    'stoptime',
    'stopframe',
    'offset',
    'to',
    'tosec',
    'toframe',
  ],
  label: [
    'label',
    'class',
    'classname',
    'behavior',
    'behaviour',
    'action',
    'event',
    'name',
    'annotation',
    'code',
    'category',
  ],
  note: ['note', 'notes', 'comment', 'comments', 'remark'],
  annotator: ['annotator', 'observer', 'rater', 'coder', 'labeller', 'labeler', 'person'],
  status: ['status'],
  score: ['score', 'confidence', 'probability'],
};

/** The columns that their names tell. The unit is told by the start's name, and seconds where it doesn't. */
export function guessedColumns(names: readonly string[]): FoundColumns {
  const keys = names.map((name) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
  const places = Object.fromEntries(
    Object.entries(USUAL).flatMap(([role, usual]) => {
      const place = usual.map((key) => keys.indexOf(key)).find((at) => at >= 0);
      return place === undefined ? [] : [[role, place]];
    }),
  ) as FoundColumns['places'];
  const start = keys[places.start ?? -1] ?? '';
  const unit = /frame/.test(start) ? 'frames' : /ms$|millis/.test(start) ? 'milliseconds' : 'seconds';
  return { names, places, unit };
}
