/**
 * Demuxers that read a video out of the one file they are given, each by the first of its names. ffmpeg knows hundreds
 * more: playlists and scripts (hls, concat, dash, imf, avisynth, vapoursynth), which open other files or run what is in
 * them; pictures, texts and sounds, which are no videos; and formats of old games, which nobody looks after.
 */
export const VIDEO_DEMUXERS: readonly string[] = [
  ...['mov', 'matroska', 'avi', 'mpegts', 'mpeg', 'mpegvideo', 'asf', 'flv', 'ogg', 'mxf', 'gxf', 'lxf', 'nut', 'rm'],
  ...['wtv', 'nsv', 'nuv', 'dhav', 'swf', 'dv', 'gif', 'apng', 'flic', 'yuv4mpegpipe', 'ivf', 'obu', 'av1', 'mjpeg'],
  ...['h261', 'h263', 'h264', 'hevc', 'vvc', 'm4v', 'vc1', 'vc1test', 'dirac', 'cavsvideo', 'avs2', 'avs3'],
];

const PICTURES = /_pipe$|^image2/;
const PLAYLISTS = /^(?:hls|concat|dash|applehttp|imf)\b/;
const TEXTS = /^(?:tty|ansi)\b/;

/**
 * Which demuxer ffmpeg found fit for a file and was not let at; undefined where none, or another fault, ended it.
 *
 * @param log the lines ffmpeg printed.
 */
export function refusedDemuxer(log: readonly string[]): string | undefined {
  for (const line of log) {
    const [, name] = /^\[([^\s,]+)\S* @ [^\]]*\] \[error\] Format not on whitelist/.exec(line) ?? [];
    if (name !== undefined) return name;
  }
  return undefined;
}

/** What a file of such a demuxer is, from "is …" on, with what to do. */
export function whatElse(demuxer: string): string {
  if (PICTURES.test(demuxer)) return `is a picture (${demuxer}), not a video.`;
  if (PLAYLISTS.test(demuxer)) return `is a playlist (${demuxer}). Name the video file itself.`;
  if (TEXTS.test(demuxer)) return 'is a text, not a video.';
  return `is of a kind (${demuxer}) that no videos are read from. Convert it to MP4 or Matroska.`;
}
