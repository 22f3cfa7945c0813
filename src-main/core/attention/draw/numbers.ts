/** Three significant digits: 0.184, 0.200, 12.3, 1.2e-5. */
export function shortNumber(value: number): string {
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude >= 0.001 && magnitude < 10_000) return value.toPrecision(magnitude >= 1000 ? 4 : 3);
  return value.toExponential(1).replace('e+', 'e');
}

/** A frame number with separators: 31,616. */
export function frameNumber(index: number): string {
  return String(index).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

/** Seconds as h:mm:ss.mmm, hours only where there are any. Rounds to the millisecond before splitting. */
export function clockTime(sec: number): string {
  const ms = Math.round(Math.abs(sec) * 1000);
  const pad = (value: number, width: number) => String(Math.floor(value)).padStart(width, '0');
  const hours = Math.floor(ms / 3_600_000);
  const rest = `${pad((ms / 60_000) % 60, 2)}:${pad((ms / 1000) % 60, 2)}.${pad(ms % 1000, 3)}`;
  return `${sec < 0 ? '-' : ''}${hours > 0 ? `${hours}:` : ''}${rest}`;
}
