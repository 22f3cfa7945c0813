import type { Parsed, Result } from '../../../shared/protocol.ts';
import type { DrawnClip, Sampler, TrainingView } from '../../../shared/protocol/export-methods.ts';
import type { ExportItem, Selection } from '../../export/exporter.ts';
import { draw, drawingWarnings, LITTLE_COVERAGE, samplerName } from '../../export/sampler.ts';
import { meanFps } from '../../export/times.ts';
import type { OpenProject } from '../project/open-project.ts';
import { prepare } from './prepare.ts';

/** Counts over all clips; null without any. */
export function trainingView({ items, trainer }: Selection, sampler: Sampler): TrainingView | null {
  if (items.length === 0) return null;
  let repeating = 0;
  let littleCovered = 0;
  for (const { video, startFrame, endFrame } of items) {
    const { repeats, coverage } = draw(sampler, trainer, endFrame - startFrame, meanFps(video));
    if (repeats > 0) repeating++;
    if (coverage < LITTLE_COVERAGE) littleCovered++;
  }
  const counts = { repeating, littleCovered, leastCoverage: LITTLE_COVERAGE };
  return { sampler: samplerName(sampler, trainer), clips: items.length, ...counts };
}

/** The clip of middle length; null without any. */
export function middleClip({ items, trainer }: Selection, sampler: Sampler): DrawnClip | null {
  const byLength = [...items.keys()].sort((a, b) => lengthOf(items[a]!) - lengthOf(items[b]!));
  const place = byLength[byLength.length >> 1];
  return place === undefined ? null : clipOf(items[place]!, place, sampler, trainer);
}

/** 'export.clips': those that are written, by video and time. @throws AppError as `prepare`. */
export async function listClips(
  project: OpenProject,
  { request, sampler, onlyFlagged, from, count }: Parsed<'export.clips'>,
): Promise<Result<'export.clips'>> {
  const { items, trainer } = (await prepare(project, request)).selected.selection;
  const listed = onlyFlagged ? items.filter((item) => isFlagged(item, sampler, trainer)) : items;
  const part = listed.slice(from, from + count);
  return { total: listed.length, clips: part.map((item, i) => clipOf(item, from + i, sampler, trainer)) };
}

function isFlagged({ video, startFrame, endFrame }: ExportItem, sampler: Sampler, trainer: Selection['trainer']) {
  return drawingWarnings(sampler, draw(sampler, trainer, endFrame - startFrame, meanFps(video))).length > 0;
}

function clipOf(item: ExportItem, place: number, sampler: Sampler, trainer: Selection['trainer']): DrawnClip {
  const { video, label, segment, startFrame, endFrame } = item;
  const drawn = draw(sampler, trainer, endFrame - startFrame, meanFps(video));
  return {
    place,
    segmentId: segment?.id ?? null,
    videoId: video.id,
    classId: label.id,
    set: video.set,
    startFrame,
    endFrame,
    frames: drawn.frames.map((frame) => startFrame + frame),
    warnings: drawingWarnings(sampler, drawn),
  };
}

function lengthOf({ startFrame, endFrame }: ExportItem): number {
  return endFrame - startFrame;
}
