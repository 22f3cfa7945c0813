import type { ClassId, LabelClass } from '#shared/records';

/** Colours of labels 1 to 8; apart under normal sight and the three colour-vision deficiencies. */
export const LABEL_COLOURS = {
  dark: ['#EAA51E', '#5DB4EA', '#89F5C9', '#B677A5', '#FDDA59', '#E16544', '#B3AE98', '#BECAEB'],
  light: ['#773E00', '#00427E', '#1D6C5A', '#A24595', '#736B00', '#651003', '#524A3F', '#1E384C'],
} as const;

export type ThemeName = keyof typeof LABEL_COLOURS;

/** Outline of each label's glyph on a 10 x 10 grid, as an SVG path (usable with Path2D too). */
export const GLYPH_PATHS = [
  'M5 1a4 4 0 1 1 0 8a4 4 0 0 1 0-8z',
  'M5 1L9.2 8.8H.8z',
  'M1.4 1.4h7.2v7.2H1.4z',
  'M5 .6L9.4 5L5 9.4L.6 5z',
  'M5 .5l1.35 2.9 3.15.4-2.3 2.2.6 3.15L5 7.6 2.2 9.15l.6-3.15L.5 3.8l3.15-.4z',
  'M3.6 .8h2.8v2.8h2.8v2.8H6.4v2.8H3.6V6.4H.8V3.6h2.8z',
  'M5 9L.8 1.2h8.4z',
  'M5 .7l3.8 2.15v4.3L5 9.3L1.2 7.15v-4.3z',
] as const;

/** How a class is told apart: by colour, glyph and pattern together, never by colour alone. */
export interface LabelStyle {
  /** A CSS colour that follows the theme: "var(--label-3)" or "#rrggbb". */
  readonly colour: string;
  /** 0..7: index into GLYPH_PATHS, and into the patterns of the timeline. */
  readonly glyph: number;
  /** 0..7: pattern of its segments. */
  readonly pattern: number;
  /** From the ninth label on a colour occurs again, then with a hollow glyph. */
  readonly isHollow: boolean;
}

/** The style of each class, by its place in the schema. */
export function labelStyles(classes: readonly LabelClass[]): ReadonlyMap<ClassId, LabelStyle> {
  return new Map(
    [...classes]
      .sort((a, b) => a.order - b.order)
      .map(({ id, colour }, place) => {
        const named = /^label-([1-8])$/.exec(colour);
        const glyph = named ? Number(named[1]) - 1 : place % 8;
        const round = Math.floor(place / 8);
        const style: LabelStyle = {
          colour: named ? `var(--label-${glyph + 1})` : colour,
          glyph,
          pattern: (glyph + round) % 8,
          isHollow: round % 2 === 1,
        };
        return [id, style];
      }),
  );
}

/** A style's colour as a canvas needs it. */
export function paintOf({ colour }: LabelStyle, theme: ThemeName): string {
  const named = /^var\(--label-([1-8])\)$/.exec(colour);
  return named ? LABEL_COLOURS[theme][Number(named[1]) - 1]! : colour;
}
