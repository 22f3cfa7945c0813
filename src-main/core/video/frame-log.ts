/** What ffmpeg's showinfo filter says of one decoded frame. */
export interface FrameInfo {
  /** In units of the stream's time base; null when the decoder could not tell. */
  readonly pts: number | null;
  readonly widthPx: number;
  readonly heightPx: number;
  /** I, P, B, or another letter of av_get_picture_type_char. */
  readonly pictureType: string;
}

/**
 * Filters that write what `parseFrameLine` reads, and then move times that are equal apart by a microsecond: the
 * stream's own may repeat, which output formats do not take.
 */
export const SHOW_FRAMES = "showinfo=checksum=0,settb=AVTB,setpts='if(isnan(PREV_OUTPTS),PTS,max(PTS,PREV_OUTPTS+1))'";
/** The clock of an encoder behind SHOW_FRAMES; by default it would be as coarse as the stream's nominal rate. */
export const FRAME_CLOCK = ['-enc_time_base', '1:1000000'] as const;

const FRAME = /\bn: *\d+ pts: *(-?\d+|NOPTS) .*? s:(\d+)x(\d+) .*?\btype:(.)/;
const FROM_SHOWINFO = /\[Parsed_showinfo_/;
const COMPLAINT = /\[(?:error|fatal|panic)\]/;

/** Reads a line of the log that describes a frame; undefined for every other line. */
export function parseFrameLine(line: string): FrameInfo | undefined {
  const match = FRAME.exec(line);
  if (!match) return undefined;
  const [, pts, width, height, pictureType] = match;
  return {
    pts: Number.isFinite(Number(pts)) ? Number(pts) : null,
    widthPx: Number(width),
    heightPx: Number(height),
    pictureType: pictureType!,
  };
}

/** Lines that showinfo prints around its frames, of no use in a message. */
export function isFrameLogLine(line: string): boolean {
  return FROM_SHOWINFO.test(line);
}

/**
 * The text of an error that reading or decoding has met, without the address of the part that met it; undefined for
 * other lines. ffmpeg goes on after these.
 */
export function complaintIn(line: string): string | undefined {
  if (!COMPLAINT.test(line) || isFrameLogLine(line)) return undefined;
  return line.replace(/^.*\[(?:error|fatal|panic)\] */, '').trim();
}
