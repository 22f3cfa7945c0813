import type {
  DrawnClip,
  ExportFormat,
  ExportLoss,
  ExportPlan,
  ExportReport,
} from '../shared/protocol/export-methods.ts';
import { inColumns } from './columns.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** The project's videos and classes. */
interface Names {
  readonly videos: readonly Named[];
  readonly classes: readonly Named[];
}

/** The formats, one a line. */
export function formatsText(formats: readonly ExportFormat[]): string {
  return inColumns([['id', 'name', 'read by'], ...formats.map(({ id, name, readBy }) => [id, name, readBy])]).join(
    '\n',
  );
}

/** What an export would write: counts by class and video, sets, losses, files. */
export function planText(plan: ExportPlan, { videos, classes }: Names): string {
  const used = videos.filter(({ id }) => plan.cells.some(({ videoId }) => videoId === id));
  const rows = [...classes, { id: null, name: 'background' }]
    .filter(({ id }) => plan.cells.some(({ classId }) => classId === id))
    .map(({ id, name }) => [
      name,
      ...used.map((video) => {
        const cell = plan.cells.find(({ classId, videoId }) => classId === id && videoId === video.id);
        if (!cell) return '–';
        return cell.written < cell.segments ? `${cell.segments} → ${cell.written}` : String(cell.segments);
      }),
    ]);
  const sets = new Map(plan.split.map(({ videoId, set }) => [videoId as string, set as string]));
  const split = plan.split.length > 0 ? [['set', ...used.map(({ id }) => sets.get(id) ?? '–')]] : [];
  return [
    `${plan.format.name}: ${plan.written} of ${plan.segments} segments`,
    '',
    ...inColumns([['class', ...used.map(({ name }) => name)], ...rows, ...split]),
    '',
    ...lossLines(plan.losses),
    '',
    ...trainingLines(plan),
    ...inColumns(plan.files.map(({ path, what }) => [path, what])),
  ].join('\n');
}

/** What a trainer will make of the clips; none for formats that have no clips. */
function trainingLines({ format, training }: ExportPlan): string[] {
  if (!format.hasClips || !training) return [];
  const { sampler, clips, repeating, littleCovered, leastCoverage } = training;
  const of = `of ${clips} ${clips === 1 ? 'clip' : 'clips'}`;
  const covered = `the label covers less than ${Math.round(100 * leastCoverage)} % of the sample`;
  const lines = [
    ...(repeating > 0 ? [`! ${repeating} ${of}: frames are repeated`] : []),
    ...(littleCovered > 0 ? [`! ${littleCovered} ${of}: ${covered}`] : []),
  ];
  return [
    `Training view, ${sampler}`,
    ...(lines.length > 0
      ? lines
      : [`✓ ${clips === 1 ? 'the clip fills its sample' : `all ${clips} clips fill their samples`}`]),
    '',
  ];
}

/** The frames that a trainer draws, a line a clip, with what is wrong with them. */
export function clipsText(clips: readonly DrawnClip[], { videos, classes }: Names): string {
  const nameIn = (list: readonly Named[], id: string | null) => list.find((one) => one.id === id)?.name ?? 'background';
  const rows = clips.map(({ videoId, classId, set, startFrame, endFrame, frames, warnings }) => [
    nameIn(videos, videoId),
    nameIn(classes, classId),
    `${startFrame}–${endFrame}`,
    set ?? '–',
    frames.join(' '),
    warnings.join(', '),
  ]);
  return inColumns([['video', 'class', 'span', 'set', 'frames drawn', 'warnings'], ...rows]).join('\n');
}

/** Where an export went, and what came of it. */
export function reportText({ out, files, losses }: ExportReport): string {
  return [`Wrote ${files.length} files to ${out}`, ...lossLines(losses)].join('\n');
}

const MARKS = { ok: '✓', warning: '!', lost: '✗' } as const;

/** What is lost, a line each. */
export function lossLines(losses: readonly ExportLoss[]): string[] {
  return losses.map(({ level, what, why }) => `${MARKS[level]} ${what} (${why})`);
}
