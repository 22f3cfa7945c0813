/** Where a person wants to go: to a frame, or to a time in seconds from the first frame. */
export type Place = { readonly frame: number } | { readonly seconds: number };

/**
 * What was typed for a place: "31616" or "31,616" is a frame; "21:04.64", "1:02:03", "64.5 s" and "64s" are times.
 *
 * @returns null where it is neither.
 */
export function parsePlace(text: string): Place | null {
  const plain = text.trim();
  if (/^\d{1,3}(,\d{3})+$|^\d+$/.test(plain)) return { frame: Number(plain.replaceAll(',', '')) };
  const seconds = /^(\d+(?:[.,]\d+)?)\s*s$/.exec(plain);
  if (seconds) return { seconds: number(seconds[1]!) };
  const clock = /^(?:(\d+):)?(\d{1,3}):([0-5]?\d(?:[.,]\d*)?)$/.exec(plain);
  if (!clock) return null;
  const [hours, minutes, rest] = [Number(clock[1] ?? 0), Number(clock[2]), number(clock[3]!)];
  if (clock[1] !== undefined && minutes > 59) return null;
  return { seconds: 3600 * hours + 60 * minutes + rest };
}

function number(text: string): number {
  return Number(text.replace(',', '.'));
}
