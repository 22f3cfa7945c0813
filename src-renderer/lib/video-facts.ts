import type { ProjectVideo } from '#shared/records';
import { secondsFromStart, type Clock } from '#shared/time';

const CODECS: Readonly<Record<string, string>> = {
  h264: 'H.264',
  hevc: 'HEVC',
  vp8: 'VP8',
  vp9: 'VP9',
  av1: 'AV1',
  mpeg4: 'MPEG-4',
  mpeg2video: 'MPEG-2',
  mjpeg: 'Motion JPEG',
  prores: 'ProRes',
  ffv1: 'FFV1',
};

/** "640 × 360 · 25 fps · H.264" @param clock null before it was read: then without the rate. */
export function videoFacts({ facts }: Pick<ProjectVideo, 'facts'>, clock: Clock | null): string {
  const size = `${facts.widthPx} × ${facts.heightPx}`;
  const codec = CODECS[facts.codec] ?? facts.codec;
  return [size, clock && rateText(clock, facts.isVariableFrameRate), codec].filter(Boolean).join(' · ');
}

/** "25 fps", "29.97 fps"; where frames last differently, their mean: "28.4 fps mean". */
function rateText(clock: Clock, isVariable: boolean): string | null {
  const count = clock.pts.length;
  const seconds = secondsFromStart(clock, count);
  if (seconds <= 0) return null;
  const rate = String(Number((count / seconds).toFixed(2)));
  return isVariable ? `${rate} fps mean` : `${rate} fps`;
}

/** What is unusual about a video's times or picture: "VFR", "start +0.080 s", "rotated 90", "gap 00:41–00:43". */
export function oddities({ facts, holes }: Pick<ProjectVideo, 'facts' | 'holes'>, clock: Clock | null): string[] {
  const found: string[] = [];
  if (facts.isVariableFrameRate) found.push('VFR');
  const start = clock ? (clock.pts[0]! * clock.timeBase.num) / clock.timeBase.den : 0;
  if (Math.abs(start) >= 0.0005) found.push(`start ${start > 0 ? '+' : '−'}${Math.abs(start).toFixed(3)} s`);
  if (facts.rotationDeg !== 0) found.push(`rotated ${facts.rotationDeg}`);
  if (clock)
    for (const { fromFrame, toFrame } of holes)
      found.push(`gap ${minutes(clock, fromFrame)}–${minutes(clock, toFrame)}`);
  return found;
}

function minutes(clock: Clock, frame: number): string {
  const seconds = Math.floor(secondsFromStart(clock, Math.min(frame, clock.pts.length)));
  const part = (value: number) => String(value).padStart(2, '0');
  return `${part(Math.floor(seconds / 60))}:${part(seconds % 60)}`;
}
