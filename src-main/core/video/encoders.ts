import { AppError } from '../../shared/errors.ts';
import type { PlayableFormat } from '../../shared/protocol/app-methods.ts';
import { type Ffmpeg, resolveFfmpeg } from './ffmpeg-binary.ts';
import { startFfmpeg } from './ffmpeg-process.ts';

/** An encoder of this ffmpeg. All are set so that each frame becomes one packet, in the order of presentation. */
export interface VideoEncoder {
  readonly format: PlayableFormat;
  /** As ffmpeg calls it. */
  readonly name: string;
  readonly options: readonly string[];
  /** Encoders of sound that go with the container, the best first. */
  readonly soundNames: readonly string[];
}

const MP4 = { format: 'mp4', soundNames: ['aac'] } as const;
const WEBM = { format: 'webm', soundNames: ['libopus', 'libvorbis'] } as const;

/** The best first. */
const ENCODERS: readonly VideoEncoder[] = [
  { ...MP4, name: 'libx264', options: ['-preset', 'veryfast', '-crf', '21', '-bf', '0'] },
  { ...MP4, name: 'libopenh264', options: ['-b:v', '4M'] },
  {
    ...WEBM,
    name: 'libvpx-vp9',
    options: '-deadline realtime -cpu-used 8 -row-mt 1 -lag-in-frames 0 -auto-alt-ref 0 -crf 32 -b:v 0'.split(' '),
  },
  { ...WEBM, name: 'libvpx', options: '-deadline realtime -cpu-used 8 -auto-alt-ref 0 -crf 10 -b:v 4M'.split(' ') },
];

const listed = new Map<string, Promise<ReadonlySet<string>>>();

/**
 * The best encoder that this ffmpeg has for one of the formats, in the order of the formats.
 *
 * @throws AppError 'ffmpeg.failed' where it has none; 'ffmpeg.missing'.
 */
export async function chooseEncoder(formats: readonly PlayableFormat[]): Promise<VideoEncoder> {
  const ffmpeg = await resolveFfmpeg();
  const names = await encoderNames(ffmpeg);
  const encoder = formats
    .flatMap((format) => ENCODERS.filter((one) => one.format === format))
    .find(({ name }) => names.has(name));
  if (encoder) return encoder;
  const wanted = formats.map((format) => (format === 'mp4' ? 'H.264' : 'VP9 or VP8')).join(', ');
  throw new AppError('ffmpeg.failed', `${ffmpeg.path} can't encode ${wanted}. Install an ffmpeg that can.`);
}

/** Names of all encoders of this ffmpeg, as it calls them. Asked once. */
export function encoderNames(ffmpeg: Ffmpeg): Promise<ReadonlySet<string>> {
  const known = listed.get(ffmpeg.path);
  if (known) return known;
  const asked = listEncoders(ffmpeg);
  listed.set(ffmpeg.path, asked);
  // Who was killed while it answered is asked again.
  asked.catch(() => listed.delete(ffmpeg.path));
  return asked;
}

async function listEncoders(ffmpeg: Ffmpeg): Promise<ReadonlySet<string>> {
  const process = startFfmpeg(ffmpeg, ['-encoders'], { work: 'listed its encoders', onLine: () => true });
  let text = '';
  process.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  await process.ended;
  return new Set([...text.matchAll(/^ [VAS][A-Z.]{5} (\S+)/gm)].map(([, name]) => name!));
}
