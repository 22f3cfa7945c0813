import type { ThemeName } from './label-style.ts';

/** What segments lie on: --lane of both themes. */
const LANES: Readonly<Record<ThemeName, string>> = { dark: '#16171a', light: '#f3f4f6' };
/** Of graphics that tell something, by WCAG. */
const LEAST = 3;

/** WCAG 2 contrast of two opaque colours "#rrggbb", 1 to 21. */
export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

/** Why a colour can't be a label's, a sentence; null where it can. A project is seen in both themes. */
export function labelColourFault(colour: string): string | null {
  const theme = (['dark', 'light'] as const).find((name) => contrast(colour, LANES[name]) < LEAST);
  return theme === undefined ? null : `This colour is too close to the background of the ${theme} theme.`;
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
