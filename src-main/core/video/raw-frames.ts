import type { Video } from '../../shared/domain.ts';
import type { Ffmpeg } from './ffmpeg-binary.ts';
import { inputArguments, startFfmpeg, throwIfCancelled } from './ffmpeg-process.ts';
import { FrameQueue, type RawFrame } from './frame-queue.ts';
import { requireFrameSize } from './video-file.ts';
import { FRAME_CLOCK, SHOW_FRAMES, complaintIn, isFrameLogLine, parseFrameLine } from './frame-log.ts';

/** What one run of ffmpeg decodes. */
export interface RawRequest {
  /** Where to seek, as a time on the stream's own clock; null: from the start. */
  readonly seekSec: number | null;
  /** Expression of ffmpeg's select filter; null: every frame. */
  readonly select: string | null;
  readonly signal?: AbortSignal;
  /** Is told each error that ffmpeg reports and goes on after. */
  readonly onComplaint: (text: string) => void;
}

/**
 * Runs ffmpeg over a stream and yields its frames with their own pts, as they come, RGB24 at the video's size, rotated
 * for display. Each frame's bytes are a new array that belongs to the receiver. At most a few frames wait here: when
 * the consumer is slow, ffmpeg is too. Leaving the loop ends the process.
 *
 * @throws AppError 'video.unreadable' for frames that would fill the memory; 'cancelled', 'ffmpeg.failed' as startFfmpeg: frames that are missing for this are no fault of the
 *   file.
 */
export async function* readRawFrames(ffmpeg: Ffmpeg, video: Video, request: RawRequest): AsyncGenerator<RawFrame> {
  const { signal, onComplaint } = request;
  requireFrameSize(video.path, video.widthPx, video.heightPx);
  const queue = new FrameQueue(video.widthPx * video.heightPx * 3);
  const onLine = (line: string) => {
    const info = parseFrameLine(line);
    if (info) queue.pushInfo(info);
    const complaint = complaintIn(line);
    if (complaint !== undefined) onComplaint(complaint);
    return !isFrameLogLine(line);
  };
  const process = startFfmpeg(ffmpeg, rawArguments(ffmpeg, video, request), {
    work: `read "${video.path}"`,
    signal,
    onLine,
  });
  queue.readFrom(process.stdout);
  process.ended.then(
    () => queue.end(),
    (error: unknown) => queue.end(error instanceof Error ? error : new Error(String(error))),
  );
  try {
    for (let frame = await queue.next(); frame; frame = await queue.next()) yield frame;
    throwIfCancelled(signal);
  } finally {
    process.stop();
  }
}

function rawArguments(ffmpeg: Ffmpeg, video: Video, { seekSec, select }: RawRequest): string[] {
  // Not accurate: ffmpeg would cut by time what we pick by pts. The time stamp is the stream's own, start offset and all.
  const seek = seekSec === null ? [] : ['-noaccurate_seek', '-seek_timestamp', '1', '-ss', seekSec.toFixed(6)];
  const filters = [
    ...(select === null ? [] : [`select='${select}'`]),
    SHOW_FRAMES,
    // Changes nothing as long as the stream keeps its size; where it does not, frames stay as long as announced.
    `scale=${video.widthPx}:${video.heightPx}`,
    'format=rgb24',
  ];
  return [
    ...seek,
    ...inputArguments(video.path),
    ...['-map', `0:${video.streamIndex}`, '-vf', filters.join(',')],
    ...[...ffmpeg.passthrough, ...FRAME_CLOCK],
    // Else frames wait in ffmpeg until the next wanted ones come: one for each thread of the encoder, and the end of
    // the last one in the output's buffer.
    ...['-threads', '1', '-flush_packets', '1', '-f', 'rawvideo', 'pipe:1'],
  ];
}
