/** A frame, a pts or a count with "," groups, whatever the system's language: it names something in a file. */
export function grouped(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** A score as the screen prints it: ".43", "1.00", "−.12"; no sign before what is rounded to nothing. */
export function scoreText(value: number, digits = 2): string {
  const text = Math.abs(value).toFixed(digits);
  const sign = value < 0 && Number(text) > 0 ? '−' : '';
  return sign + text.replace(/^0\./, '.');
}

/** A score of which only what it does not exceed may be known: ".43", "≤ .03"; "–" where there is none. */
export function boundedText(found: { readonly score: number; readonly isBound: boolean } | null): string {
  if (!found) return '–';
  const text = scoreText(found.score);
  return found.isBound && text !== '.00' ? `≤ ${text}` : text;
}

/** A length of time for people: "40 s", "12 min", "1 h 5 min". */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "1:02:14" or "19:42": a video's length. */
export function lengthText(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = `${hours > 0 ? String(minutes).padStart(2, '0') : minutes}:${String(rest).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

/** "00:21:04.640": where in a video, always with hours. */
export function timecode(seconds: number, digits = 3): string {
  const unit = 10 ** digits;
  const total = Math.max(0, Math.round(seconds * unit));
  const part = (value: number) => String(value).padStart(2, '0');
  const whole = Math.floor(total / unit);
  const clock = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60].map(part).join(':');
  return digits === 0 ? clock : `${clock}.${String(total % unit).padStart(digits, '0')}`;
}

/** "4.2 MB", "41 MB": powers of 1000, as file managers count. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const power = Math.min(4, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${['B', 'kB', 'MB', 'GB', 'TB'][power]!}`;
}

/** "00:21:04.000 – 05.280": a span of time; the end leaves out what it shares with the start. */
export function timeSpan(startSec: number, endSec: number): string {
  const [start, end] = [timecode(startSec), timecode(endSec)];
  const shared = start.slice(0, 6) === end.slice(0, 6) ? 6 : start.slice(0, 3) === end.slice(0, 3) ? 3 : 0;
  return `${start} – ${end.slice(shared)}`;
}
