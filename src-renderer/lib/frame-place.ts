/** A place in a video as a person types it, or what is wrong with it. */
export type TypedPlace = { readonly frame: number } | { readonly fault: string };

interface Where {
  /** Where the playhead is: "+12" counts from it. */
  readonly frame: number;
  readonly frameCount: number;
  /** The frame shown at a time, in seconds from the first. */
  frameAt(seconds: number): number;
}

const NOT_UNDERSTOOD = 'Type a frame (31616), a time (21:04.64) or a step (+12).';

/** Reads "31,616", "21:04.64", "1:02:03", "+12", "-1.5 s" and "90 s". */
export function typedPlace(text: string, where: Where): TypedPlace {
  const plain = text.trim().replaceAll(',', '');
  const step = /^([+-])\s*(\d+)$/.exec(plain);
  if (step) return inside(where.frame + Number(`${step[1]!}${step[2]!}`), where);
  if (/^\d+$/.test(plain)) return inside(Number(plain), where);
  const clock = /^(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(plain);
  if (clock) {
    const [, hours = '0', minutes = '0', seconds = '0'] = clock;
    return { frame: where.frameAt(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) };
  }
  const seconds = /^(\d+(?:\.\d+)?)\s*s$/.exec(plain);
  return seconds ? { frame: where.frameAt(Number(seconds[1])) } : { fault: NOT_UNDERSTOOD };
}

function inside(frame: number, { frameCount }: Where): TypedPlace {
  if (frame >= 0 && frame < frameCount) return { frame };
  return { fault: `This video has frames 0 to ${frameCount - 1}.` };
}
