/** Where in a video somebody typed. */
export type Position = { readonly frame: number } | { readonly seconds: number };

/**
 * Reads a place as it is typed: "31616" and "31,616" are frames; "21:04.64", "1:02:14" and "64.5s" are times from the
 * first frame; "+8" and "-8" are frames from `from`.
 *
 * @returns null for anything else.
 */
export function readPosition(text: string, from: number): Position | null {
  const typed = text.trim().replaceAll(',', '').toLowerCase();
  if (/^[+-]\d+$/.test(typed)) return { frame: from + Number(typed) };
  if (/^\d+$/.test(typed)) return { frame: Number(typed) };
  if (/^\d+(\.\d+)?\s*s$/.test(typed)) return { seconds: Number.parseFloat(typed) };
  const clock = /^(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)$/.exec(typed);
  if (!clock) return null;
  const [, hours = '0', minutes, seconds] = clock;
  return { seconds: 3600 * Number(hours) + 60 * Number(minutes) + Number(seconds) };
}
