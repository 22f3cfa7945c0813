import { setImmediate as turn } from 'node:timers/promises';
import type { Parsed } from '../../../shared/protocol.ts';
import { SPLITS, type ExportFormat, type ExportPlan } from '../../../shared/protocol/export-methods.ts';
import type { Exporter, Selection } from '../../export/exporter.ts';
import { exporters } from '../../export/formats/index.ts';
import { inCells } from '../../export/choose.ts';
import type { Selected } from '../../export/selection.ts';
import { counted } from '../../export/words.ts';
import type { OpenProject } from '../project/open-project.ts';
import { lossesOf, prepare } from './prepare.ts';
import { middleClip, trainingView } from './training-view.ts';

/** 'export.formats'. */
export function listFormats(): ExportFormat[] {
  return exporters.map(formatOf);
}

function formatOf({ id, name, readBy, hasClips, needsClips, hasSplit, absent, defaults }: Exporter): ExportFormat {
  return { id, name, readBy, hasClips, needsClips, hasSplit, absent, defaults };
}

/** 'export.plan', with a turn for others between its parts. @throws AppError as `prepare`. */
export async function planExport(
  project: OpenProject,
  { sampler, ...request }: Parsed<'export.plan'>,
): Promise<ExportPlan> {
  const { exporter, selected } = await prepare(project, request);
  const { selection, choice } = selected;
  const { statuses, absent, split, clips } = selection.settings;
  const counts = { segments: choice.all.length, written: choice.written.length };
  const cells = cellsOf(selected);
  const sets = setsOf(selection);
  await turn();
  const losses = await lossesOf(exporter, selected);
  await turn();
  const expressed = exporter.express?.(selection) ?? selection;
  await turn();
  const files = filesOf(exporter, selection, expressed);
  await turn();
  return {
    format: formatOf(exporter),
    cells,
    ...counts,
    settings: { statuses, absent, split, cut: clips.cut },
    split: selection.videos.flatMap(({ id, set }) => (set === null ? [] : [{ videoId: id, set }])),
    sets,
    losses,
    files,
    ...estimate(selection),
    training: trainingView(selection, sampler),
    drawn: middleClip(selection, sampler),
  };
}

function cellsOf({ choice }: Selected): ExportPlan['cells'] {
  const written = inCells(choice.written);
  return [...inCells(choice.all)].map(([key, [first, ...others]]) => {
    const { classId, videoId } = first!;
    return { classId, videoId, segments: 1 + others.length, written: written.get(key)?.length ?? 0 };
  });
}

function setsOf({ settings: { split }, items, classes }: Selection): ExportPlan['sets'] {
  if (!split) return [];
  return SPLITS.filter((set) => split[set] > 0 || items.some(({ video }) => video.set === set)).map((set) => {
    const own = items.filter(({ video }) => video.set === set);
    const present = new Set(own.map(({ label }) => label));
    const missing = classes.filter((one) => !present.has(one)).map(({ id }) => id);
    return { set, segments: own.length, missing };
  });
}

/** Folders of clips with how many each holds, then the other files. */
function filesOf(exporter: Exporter, selection: Selection, expressed: Selection): ExportPlan['files'] {
  const folders = new Map<string, number>();
  for (const { clip } of selection.items) {
    if (clip === null) continue;
    const folder = clip.slice(0, clip.lastIndexOf('/') + 1);
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  const texts = selection.items.length === 0 ? [] : [...exporter.files(expressed)].map(({ path }) => path);
  return [
    ...[...folders].map(([path, count]) => ({ path, what: counted(count, 'clip') })),
    ...[...texts, 'classes.txt', 'manifest.json'].map((path) => ({ path, what: '' })),
  ];
}

/** Clips without frames out of order take about half as much again as their source, at most so much a pixel. */
const SOURCE_BYTES = 1.5;
const MOST_BYTES_A_PIXEL = 0.1;
/** 20 Mpx are cut a second. */
const PIXELS_A_SEC = 20e6;
const SEC_A_CLIP = 0.15;
const BYTES_A_LINE = 300;

function estimate({ items, settings: { clips } }: Selection): Pick<ExportPlan, 'sizeBytes' | 'seconds'> {
  if (!clips.cut) return { sizeBytes: items.length * BYTES_A_LINE, seconds: null };
  let bytes = 0;
  let pixels = 0;
  for (const { video, startFrame, endFrame } of items) {
    const { widthPx, heightPx, sizeBytes, frameCount } = video;
    const frames = endFrame - startFrame;
    const scale = clips.shortEdgePx === null ? 1 : Math.min(1, clips.shortEdgePx / Math.min(widthPx, heightPx));
    const framePixels = widthPx * heightPx;
    pixels += frames * framePixels;
    const bytesAFrame = Math.min((SOURCE_BYTES * sizeBytes) / frameCount, MOST_BYTES_A_PIXEL * framePixels);
    bytes += frames * bytesAFrame * scale ** 2;
  }
  return { sizeBytes: Math.round(bytes), seconds: Math.round(pixels / PIXELS_A_SEC + items.length * SEC_A_CLIP) };
}
