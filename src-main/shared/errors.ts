/**
 * Every failure a user can meet, with the exit code the command line gives for it.
 * A bug is not listed: it stays a plain Error and is reported as 'internal'.
 *
 * Tens group the codes by what the user has to look at: 2 the request, 1x the video, 2x the model,
 * 3x inference, 4x files we write, 5x the network, 6x the project, 7x annotations and review.
 */
export const EXIT_CODES = {
  internal: 1,
  'request.invalid': 2,
  'video.not_found': 10,
  'video.unreadable': 11,
  'video.no_frames': 12,
  'ffmpeg.missing': 13,
  'ffmpeg.failed': 14,
  'video.changed': 15,
  'video.no_audio': 16,
  'model.not_found': 20,
  'checkpoint.unreadable': 21,
  'checkpoint.unsafe': 22,
  'checkpoint.mismatch': 23,
  'config.invalid': 24,
  'model.unsupported': 25,
  'tensor.shape': 26,
  'provider.unavailable': 30,
  'inference.failed': 31,
  'output.exists': 40,
  'output.unwritable': 41,
  'output.differs': 42,
  'hub.unreachable': 50,
  'hub.not_found': 51,
  'hub.forbidden': 52,
  'hub.corrupt': 53,
  'project.not_found': 60,
  'project.not_open': 61,
  'project.invalid': 62,
  'project.read_only': 63,
  'project.unwritable': 64,
  'project.busy': 65,
  'video.unknown': 70,
  'class.unknown': 71,
  'segment.unknown': 72,
  'run.unknown': 73,
  'queue.unknown': 74,
  'resource.unknown': 77,
  'edit.invalid': 75,
  'edit.conflict': 76,
  'import.unreadable': 78,
  cancelled: 130,
} as const;

export type ErrorCode = keyof typeof EXIT_CODES;

/** A failure to show to the user as it is. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;

  /**
   * @param message one or two sentences: what failed, where (file, key, value), what to do. Names and values in it may
   *   be anybody's: what no sentence holds is taken out of them.
   */
  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(printable(message), options);
    this.code = code;
  }
}

/** In characters: a longer message holds somebody's data. Its end, which says what to do, stays. */
const LONGEST_MESSAGE = 2000;
const KEPT_OF_END = 400;

/** On one line, without what a terminal would obey or what would turn the direction of writing, and not too long. */
function printable(message: string): string {
  const line = message.replaceAll(/[\t\n\v\f\r]+/g, ' ').replaceAll(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, '\ufffd');
  if (line.length <= LONGEST_MESSAGE) return line;
  return `${line.slice(0, LONGEST_MESSAGE - KEPT_OF_END - 3)} … ${line.slice(-KEPT_OF_END)}`;
}

/** What crosses a process or network border: no stack, no class. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Anything thrown → what may cross a border. */
export function toWire(error: unknown): WireError {
  if (error instanceof AppError) return { code: error.code, message: error.message };
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

/** The error on the other side of the border, with its code again. */
export function fromWire(wire: WireError): AppError {
  return new AppError(wire.code, wire.message);
}
