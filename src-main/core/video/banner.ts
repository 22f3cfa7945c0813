import type { Rational } from '../../shared/domain.ts';
import { isPixelAspect } from '../base/video-facts.ts';

/** A video stream as ffmpeg announces it, before anything is decoded. */
export interface StreamBanner {
  /** Index among all streams of the file. */
  readonly index: number;
  readonly codec: string;
  readonly pixelFormat: string;
  /** As coded, before rotation; 0 when ffmpeg could not find out. */
  readonly codedWidthPx: number;
  readonly codedHeightPx: number;
  readonly sampleAspectRatio: Rational;
  /** Clockwise, 0 <= rotationDeg < 360. */
  readonly rotationDeg: number;
  /** A cover picture, not a film. */
  readonly isAttachedPicture: boolean;
}

/** What ffmpeg says of an input file. */
export interface Banner {
  /** Name of the demuxer, e.g. "mov,mp4,m4a,3gp,3g2,mj2"; undefined when the file was not recognised. */
  readonly format: string | undefined;
  readonly videoStreams: readonly StreamBanner[];
}

/** Reads the description of the first input from the lines of ffmpeg's log (all versions since 2018). */
export function parseBanner(lines: readonly string[]): Banner {
  let format: string | undefined;
  const videoStreams: StreamBanner[] = [];
  let isInVideoStream = false;
  for (const line of lines) {
    if (/^(?:\[info\] )?(?:Output #0,|Stream mapping:)/.test(line)) break;
    format ??= /^(?:\[info\] )?Input #0, (.+?), from '/.exec(line)?.[1];
    const stream = /^(?:\[info\] )?\s*Stream #0:(\d+)[^:]*: (\w+): (.*)$/.exec(line);
    if (stream) {
      isInVideoStream = stream[2] === 'Video';
      if (isInVideoStream) videoStreams.push(parseVideoStream(Number(stream[1]), stream[3]!));
    }
    const rotation = /display ?matrix: rotation of (-?[\d.]+) degrees/i.exec(line);
    const last = videoStreams.at(-1);
    if (rotation && isInVideoStream && last) {
      videoStreams[videoStreams.length - 1] = { ...last, rotationDeg: clockwise(Number(rotation[1])) };
    }
  }
  return { format, videoStreams };
}

function parseVideoStream(index: number, description: string): StreamBanner {
  const [codec = '', pixelFormat = ''] = splitOutsideParentheses(description);
  const [, width = '0', height = '0'] = /, (\d+)x(\d+)/.exec(description) ?? [];
  const [, num = '1', den = '1'] = /\bSAR (\d+):(\d+)/.exec(description) ?? [];
  const aspect = { num: Number(num), den: Number(den) };
  return {
    index,
    codec: codec.split(' ')[0]!,
    pixelFormat: pixelFormat.replace(/\(.*$/, ''),
    codedWidthPx: Number(width),
    codedHeightPx: Number(height),
    sampleAspectRatio: isPixelAspect(aspect) ? aspect : { num: 1, den: 1 },
    rotationDeg: 0,
    isAttachedPicture: description.includes('(attached pic)'),
  };
}

/** "h264 (High) (avc1 / 0x31), yuv420p(tv, bt709), 4x4" → three parts: commas in parentheses do not count. */
function splitOutsideParentheses(text: string): string[] {
  return text.match(/(?:\([^()]*\)|[^,(])+/g)?.map((part) => part.trim()) ?? [];
}

/** ffmpeg prints how far the picture is turned counter-clockwise. */
function clockwise(counterClockwiseDeg: number): number {
  return (((Math.round(-counterClockwiseDeg) % 360) + 360) % 360) | 0;
}
