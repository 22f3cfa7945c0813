import { z } from 'zod';
import type { Absence, Segment } from '../../../shared/records.ts';
import type { Exporter, ExportItem, ExportVideo, Found, FoundItem, Selection, WrittenFiles } from '../exporter.ts';
import { itemSeconds, ptsAt } from '../times.ts';
import { absenceRecordSchema, segmentRecordSchema } from './record-schemas.ts';

const FILE = 'timeloupe.json';

/** Everything that is annotated, as the project has it: docs/formats.md describes it field by field. */
export const timeloupeJson: Exporter = {
  id: 'timeloupe-json',
  name: 'Timeloupe JSON',
  readBy: 'everything, without loss',
  hasClips: false,
  needsClips: false,
  hasSplit: true,
  absent: ['keep', 'leave-out'],
  defaults: {
    statuses: ['unreviewed', 'accepted', 'corrected', 'rejected'],
    absent: 'keep',
    split: null,
    cut: false,
  },
  names: { video: ({ id }) => id, label: ({ id }) => id! },
  roundingSec: 0,
  losses: () => [],
  *files(selection) {
    yield { path: FILE, chunks: documentChunks(selection) };
  },
  read: readBack,
};

/** One record a line: a change of one segment is a change of one line. */
function* documentChunks(selection: Selection): Iterable<string> {
  const { project, appVersion, at, schema, runs, videos, items, absences } = selection;
  const head = { format: 'timeloupe', version: 1, timeloupe: appVersion, exportedAt: at, project };
  yield `${JSON.stringify(head).slice(0, -1)},\n`;
  yield* list('classes', schema);
  yield* list('runs', runs);
  yield* list('videos', videos, videoRecord);
  yield* list('segments', items, segmentRecord);
  yield* list('absences', absences, (one: Absence) => one, '');
  yield '}\n';
}

function* list<T>(name: string, records: readonly T[], toRecord: (one: T) => unknown = (one) => one, end = ',') {
  yield `"${name}":[`;
  for (const [i, one] of records.entries()) yield `${i === 0 ? '' : ','}\n${JSON.stringify(toRecord(one))}`;
  yield `]${end}\n`;
}

function videoRecord(video: ExportVideo): object {
  const { id, name, fingerprint, fullHash, sizeBytes, frameCount, durationSec, widthPx, heightPx, set } = video;
  const { pts, timeBase } = video.clock();
  const times = { timeBase, firstPts: pts[0]!, durationSec };
  return { id, name, fingerprint, sha256: fullHash, sizeBytes, frameCount, widthPx, heightPx, ...times, set };
}

function segmentRecord(item: ExportItem): object {
  const clock = item.video.clock();
  const { startFrame, endFrame } = item;
  return {
    ...item.segment!,
    label: item.label.name,
    startPts: ptsAt(clock, startFrame),
    endPts: ptsAt(clock, endFrame),
    ...itemSeconds(item),
  };
}

const documentSchema = z.object({
  format: z.literal('timeloupe'),
  version: z.literal(1),
  segments: z.array(segmentRecordSchema),
  absences: z.array(absenceRecordSchema),
});

async function readBack(files: WrittenFiles): Promise<Found> {
  const { segments, absences } = documentSchema.parse(JSON.parse(await files.text(FILE)));
  return { items: segments.map(foundSegment), absences };
}

/** A whole record as a span that was found. */
export function foundSegment(segment: Segment): FoundItem {
  const { videoId, classId, startFrame, endFrame } = segment;
  return { video: videoId, label: classId, frames: { startFrame, endFrame }, segment };
}
