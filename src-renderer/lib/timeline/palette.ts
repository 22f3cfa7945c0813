/** The theme's colours as a canvas takes them, each "#rrggbb" or "rgb(…)". */
export interface Palette {
  readonly panel: string;
  readonly raised: string;
  readonly lane: string;
  readonly lane2: string;
  readonly line: string;
  readonly line2: string;
  readonly t1: string;
  readonly t2: string;
  readonly t3: string;
  readonly tdis: string;
  readonly accent: string;
  readonly onAccent: string;
  readonly warn: string;
  readonly err: string;
  readonly well: string;
  readonly isDark: boolean;
  /** A CSS font-family. */
  readonly family: string;
}

const CHANNELS = new Map<string, string>();

/** A colour with an alpha. @param colour "#rrggbb", "#rgb" or "rgb(…)". */
export function rgba(colour: string, alpha: number): string {
  let channels = CHANNELS.get(colour);
  if (channels === undefined) {
    channels = channelsOf(colour).join(' ');
    CHANNELS.set(colour, channels);
  }
  return `rgb(${channels} / ${alpha})`;
}

function channelsOf(colour: string): number[] {
  if (colour.startsWith('#')) {
    const hex = colour.length === 4 ? colour.replace(/[^#]/g, '$&$&') : colour;
    return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  }
  const numbers = colour.match(/[\d.]+/g) ?? [];
  return [0, 1, 2].map((i) => Number(numbers[i] ?? 128));
}
