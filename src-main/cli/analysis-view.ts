import { basename } from 'node:path';
import { type Ribbon, ribbonsFrom } from '../core/services/analysis/ribbons.ts';
import type { VideoOutcome } from '../core/services/analysis/video-record.ts';
import type { AnalysisHeader } from '../shared/analysis-document.ts';
import type { Hole, Video } from '../shared/domain.ts';
import { clockText, secondsFromStart } from '../shared/time.ts';
import { emphasized, laneColumns, lanesText, type Look, segmentsText } from './timeline-view.ts';

/** Lanes that a terminal shows without scrolling the rest away. */
const MAX_LANES = 12;
/** Where nothing makes a segment, the classes that come closest are shown. */
const MAX_LANES_WITHOUT_SEGMENTS = 3;

/** Which model runs on what. */
export function headerText({ model, runtime }: AnalysisHeader): string {
  const half = runtime.precision === 'half' ? ', half precision' : '';
  const on = runtime.provider === 'cpu' ? `cpu, ${counted(runtime.threads, 'thread')}` : `${runtime.provider}${half}`;
  const refused = runtime.refusals.map(({ provider }) => provider).join(', ');
  const hint = refused === '' ? '' : ` ("timeloupe doctor" tells why not ${refused})`;
  return `${model.name}: ${model.labels.length} classes, ${model.frames} frames a window, on ${on}${hint}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** One video's result for the terminal: what it is, a lane a class, the table of segments, what is wrong with it. */
export function outcomeText(outcome: VideoOutcome, model: AnalysisHeader['model'], look: Look): string {
  const { labels, problemType } = model;
  const { video, spans, ending } = outcome;
  if (!video) return '';
  const shown = laneClasses(outcome, labels);
  const columns = laneColumns(
    shown.map((index) => labels[index]!),
    look,
  );
  const ribbons = ribbonsFrom(video, spans, { labels, classes: shown, columns });
  const isRegression = problemType === 'regression';
  const lengthSec = secondsFromStart(video, video.pts.length);
  const hasSegments = ending.segments.length > 0;
  return [
    '',
    emphasized(basename(outcome.path), look),
    `  ${factsText(video, lengthSec, spans.length)}`,
    ...(ending.complete ? [] : [`  INCOMPLETE: ${ending.reason ?? ''}`]),
    ...holeLines(ending.holes),
    '',
    ...(spans.length > 0 ? [lanesText(isRegression ? ribbons.map(scaled) : ribbons, lengthSec, look), ''] : []),
    hasSegments ? segmentsText(ending.segments, video, look) : `  ${withoutSegments(isRegression)}`,
    '',
  ].join('\n');
}

/** Where a video did not decode or may be damaged, a line each. */
export function holeLines(holes: readonly Hole[]): string[] {
  return holes.map(({ fromFrame, toFrame, reason }) => `  hole, frames ${fromFrame} to ${toFrame}: ${reason}`);
}

function withoutSegments(isRegression: boolean): string {
  return isRegression
    ? 'No segments: numbers need a --threshold to be cut into some.'
    : 'No segment reaches the threshold.';
}

function factsText(video: Video, lengthSec: number, windows: number): string {
  const fps = video.pts.length / lengthSec;
  const rate = `${video.isVariableFrameRate ? 'about ' : ''}${Number(fps.toFixed(2))} frames/s`;
  const size = `${video.widthPx} x ${video.heightPx}`;
  const rotation = video.rotationDeg === 0 ? '' : `, rotated ${video.rotationDeg}°`;
  return `${clockText(lengthSec)}, ${counted(video.pts.length, 'frame')}, ${rate}, ${size}${rotation}, ${counted(windows, 'window')}`;
}

/** Numbers without a range of their own: from the lowest to the highest of the video, which the label names. */
function scaled({ label, values }: Ribbon): Ribbon {
  const seen = [...values].filter((value) => !Number.isNaN(value));
  const low = Math.min(...seen);
  const high = Math.max(...seen);
  return {
    label: `${label} ${low.toPrecision(3)}..${high.toPrecision(3)}`,
    values: values.map((value) => (high > low ? (value - low) / (high - low) : value - low)),
  };
}

/** Classes with segments in the order of their first; without any, those with the highest scores. */
function laneClasses({ ending, spans }: VideoOutcome, labels: readonly string[]): number[] {
  const withSegments = [...new Set(ending.segments.map(({ label }) => labels.indexOf(label)))];
  if (withSegments.length > 0) return withSegments.slice(0, MAX_LANES);
  const best = labels.map((_, index) => spans.reduce((max, { scores }) => Math.max(max, scores[index]!), -Infinity));
  return [...best.keys()].sort((a, b) => best[b]! - best[a]!).slice(0, MAX_LANES_WITHOUT_SEGMENTS);
}
