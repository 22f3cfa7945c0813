/**
 * A small sans-serif drawn as strokes of constant width, made for this program so that pictures with text need no
 * font of the system. Capitals are 8 units high, small letters 6, descenders go to -2.2; y points up from the baseline.
 * Stems stand on whole units, so that they are sharp at whole scales.
 */
export interface Glyph {
  /** From the first to the last stroke's centre; the pen then moves on by LETTER_GAP more. */
  readonly width: number;
  /** Polylines of x, y pairs. */
  readonly strokes: readonly Float32Array[];
}

/** Between the centres of neighbouring letters' outer strokes. */
export const LETTER_GAP = 2.2;
export const CAP_HEIGHT = 8;
export const DESCENT = 2.2;

/** Straight pieces per curve: enough for three times the base size. */
const CURVE_STEPS = 6;

const SMALL_O = 'M2 6 Q4 6 4 3 Q4 0 2 0 Q0 0 0 3 Q0 6 2 6';
const ZERO = 'M2 8 Q4 8 4 5 L4 3 Q4 0 2 0 Q0 0 0 3 L0 5 Q0 8 2 8';
const CAPITAL_O = 'M3 8 Q6 8 6 4 Q6 0 3 0 Q0 0 0 4 Q0 8 3 8';
const CAPITAL_P = 'M0 0 L0 8 L2.4 8 Q4.6 8 4.6 5.9 Q4.6 3.8 2.4 3.8 L0 3.8';
const BOWL_LEFT = 'M0 3 Q0 6 2.1 6 Q4 6 4 3 Q4 0 2.1 0 Q0 0 0 3';
const BOWL_RIGHT = 'M4 3 Q4 6 1.9 6 Q0 6 0 3 Q0 0 1.9 0 Q4 0 4 3';

/** Width, then the path: M and L with x y, Q with the control point and x y. */
const PATHS: Readonly<Record<string, string>> = {
  ' ': '1.2',
  '0': `4 ${ZERO}`,
  '1': '4 M0.8 6.4 L2.5 8 L2.5 0',
  '2': '4 M0.2 6.1 Q0.3 8 2.1 8 Q3.9 8 3.9 6 Q3.9 4.8 2.8 3.5 L0 0 L4 0',
  '3': '4 M0.2 6.5 Q0.5 8 2 8 Q3.8 8 3.8 6.1 Q3.8 4.3 1.5 4.3 M1.5 4.3 Q4 4.3 4 2.2 Q4 0 2 0 Q0.3 0 0 1.6',
  '4': '4 M3 0 L3 8 L0 2.2 L4.2 2.2',
  '5': '4 M3.7 8 L0.6 8 L0.3 4.3 Q1 5.1 2 5.1 Q4 5.1 4 2.6 Q4 0 1.9 0 Q0.3 0 0 1.4',
  '6': '4 M3.2 8 Q0 6.4 0 2.6 Q0 0 2 0 Q4 0 4 2.5 Q4 4.9 2 4.9 Q0 4.9 0 2.6',
  '7': '4 M0 8 L4 8 L1.4 0',
  '8': '4 M2 4.3 Q0.3 4.3 0.3 6.2 Q0.3 8 2 8 Q3.7 8 3.7 6.2 Q3.7 4.3 2 4.3 Q0 4.3 0 2.1 Q0 0 2 0 Q4 0 4 2.1 Q4 4.3 2 4.3',
  '9': '4 M0.8 0 Q4 1.6 4 5.4 Q4 8 2 8 Q0 8 0 5.5 Q0 3.1 2 3.1 Q4 3.1 4 5.4',
  A: '6 M0 0 L3 8 L6 0 M1 2.5 L5 2.5',
  B: '5 M0 0 L0 8 L2.6 8 Q4.5 8 4.5 6.1 Q4.5 4.3 2.6 4.3 L0 4.3 M2.6 4.3 Q5 4.3 5 2.15 Q5 0 2.6 0 L0 0',
  C: '5 M5 6.3 Q4.4 8 2.8 8 Q0 8 0 4 Q0 0 2.8 0 Q4.4 0 5 1.7',
  D: '5 M0 0 L0 8 L2 8 Q5 8 5 4 Q5 0 2 0 L0 0',
  E: '4 M4 8 L0 8 L0 0 L4 0 M0 4 L3.5 4',
  F: '4 M4 8 L0 8 L0 0 M0 4 L3.5 4',
  G: '5 M4.9 6.5 Q4.3 8 2.8 8 Q0 8 0 4 Q0 0 2.8 0 Q5 0 5 2.6 L5 3.6 L3 3.6',
  H: '5 M0 0 L0 8 M5 0 L5 8 M0 4 L5 4',
  I: '0 M0 0 L0 8',
  J: '3 M3 8 L3 2.4 Q3 0 1.4 0 Q0.2 0 0 1.4',
  K: '4.6 M0 0 L0 8 M4.4 8 L0 3 M1.6 4.8 L4.6 0',
  L: '4 M0 8 L0 0 L4 0',
  M: '6 M0 0 L0 8 L3 2.4 L6 8 L6 0',
  N: '5 M0 0 L0 8 L5 0 L5 8',
  O: `6 ${CAPITAL_O}`,
  P: `4.6 ${CAPITAL_P}`,
  Q: `6 ${CAPITAL_O} M3.8 1.8 L6 -0.7`,
  R: `4.8 ${CAPITAL_P} M2.4 3.8 L4.8 0`,
  S: '4.5 M4.3 6.4 Q3.9 8 2.3 8 Q0.2 8 0.2 6.1 Q0.2 4.7 2.3 4.2 Q4.5 3.7 4.5 2 Q4.5 0 2.2 0 Q0.4 0 0 1.6',
  T: '5 M0 8 L5 8 M2.5 8 L2.5 0',
  U: '5 M0 8 L0 2.8 Q0 0 2.5 0 Q5 0 5 2.8 L5 8',
  V: '5.4 M0 8 L2.7 0 L5.4 8',
  W: '8 M0 8 L2 0 L4 7 L6 0 L8 8',
  X: '5 M0 0 L5 8 M0 8 L5 0',
  Y: '5 M0 8 L2.5 4 L5 8 M2.5 4 L2.5 0',
  Z: '4.6 M0 8 L4.6 8 L0 0 L4.6 0',
  a: '4 M0.4 4.8 Q0.9 6 2.2 6 Q4 6 4 4.1 L4 0 M4 3.5 L1.9 3.3 Q0 3.1 0 1.6 Q0 0 1.7 0 Q3.6 0 4 1.9',
  b: `4 M0 8.4 L0 0 ${BOWL_LEFT}`,
  c: '3.7 M3.7 4.7 Q3.3 6 2 6 Q0 6 0 3 Q0 0 2 0 Q3.3 0 3.7 1.3',
  d: `4 M4 8.4 L4 0 ${BOWL_RIGHT}`,
  e: '4 M0 3 L4 3 Q4 6 2 6 Q0 6 0 3 Q0 0 2.1 0 Q3.4 0 3.8 1.3',
  f: '2.4 M2.6 8.3 Q1 8.7 1 6.8 L1 0 M0 6 L2.4 6',
  g: `4 M4 6 L4 -0.2 Q4 -2.2 2 -2.2 Q0.7 -2.2 0.3 -1.4 ${BOWL_RIGHT}`,
  h: '4 M0 8.4 L0 0 M0 3.2 Q0 6 2.1 6 Q4 6 4 3.8 L4 0',
  i: '0 M0 0 L0 6 M0 8.2 L0 8.3',
  j: '1 M1 6 L1 -0.8 Q1 -2.2 -0.4 -2.1 M1 8.2 L1 8.3',
  k: '3.6 M0 8.4 L0 0 M3.4 6 L0 2.3 M1.3 3.7 L3.6 0',
  l: '0 M0 8.4 L0 0',
  m: '6 M0 0 L0 6 M0 3.6 Q0 6 1.7 6 Q3 6 3 4 L3 0 M3 3.6 Q3 6 4.7 6 Q6 6 6 4 L6 0',
  n: '4 M0 0 L0 6 M0 3.2 Q0 6 2.1 6 Q4 6 4 3.8 L4 0',
  o: `4 ${SMALL_O}`,
  p: `4 M0 6 L0 -2.2 ${BOWL_LEFT}`,
  q: `4 M4 6 L4 -2.2 ${BOWL_RIGHT}`,
  r: '2.2 M0 0 L0 6 M0 3.4 Q0.2 5.9 2.2 5.9',
  s: '3.4 M3.2 4.8 Q2.9 6 1.7 6 Q0.2 6 0.2 4.6 Q0.2 3.5 1.7 3.15 Q3.4 2.8 3.4 1.5 Q3.4 0 1.7 0 Q0.3 0 0 1.2',
  t: '2.4 M1 7.6 L1 1.6 Q1 -0.1 2.5 0.1 M0 6 L2.3 6',
  u: '4 M0 6 L0 2.2 Q0 0 1.9 0 Q4 0 4 2.8 M4 6 L4 0',
  v: '4 M0 6 L2 0 L4 6',
  w: '6 M0 6 L1.5 0 L3 5.4 L4.5 0 L6 6',
  x: '3.8 M0 0 L3.8 6 M0 6 L3.8 0',
  y: '4 M0 6 L2 0 M4 6 L1.6 -1.2 Q1.2 -2.2 0 -2.2',
  z: '3.6 M0 6 L3.6 6 L0 0 L3.6 0',
  '.': '0 M0 0 L0 0.1',
  ',': '0.3 M0.3 0.1 L-0.2 -1.4',
  ':': '0 M0 0.4 L0 0.5 M0 5 L0 5.1',
  ';': '0.3 M0.3 0.1 L-0.2 -1.4 M0.3 5 L0.3 5.1',
  '!': '0 M0 0 L0 0.1 M0 2.6 L0 8',
  '?': '3.6 M0 6.4 Q0.2 8 1.8 8 Q3.6 8 3.6 6.2 Q3.6 5 2.5 4.2 Q1.7 3.6 1.7 2.4 M1.7 0 L1.7 0.1',
  "'": '0 M0 6 L0 8.2',
  '"': '2 M0 6 L0 8.2 M2 6 L2 8.2',
  '(': '1.6 M1.6 8.8 Q0 6.6 0 3.3 Q0 0 1.6 -2.2',
  ')': '1.6 M0 8.8 Q1.6 6.6 1.6 3.3 Q1.6 0 0 -2.2',
  '[': '1.5 M1.5 8.6 L0 8.6 L0 -2 L1.5 -2',
  ']': '1.5 M0 8.6 L1.5 8.6 L1.5 -2 L0 -2',
  '{': '2 M2 8.6 Q1 8.6 1 7.4 L1 4.8 Q1 3.4 0 3.3 Q1 3.2 1 1.8 L1 -0.8 Q1 -2 2 -2',
  '}': '2 M0 8.6 Q1 8.6 1 7.4 L1 4.8 Q1 3.4 2 3.3 Q1 3.2 1 1.8 L1 -0.8 Q1 -2 0 -2',
  '<': '4 M4 6 L0 3.3 L4 0.6',
  '>': '4 M0 6 L4 3.3 L0 0.6',
  '/': '3 M0 -1 L3 8.6',
  '\\': '3 M0 8.6 L3 -1',
  '|': '0 M0 -2 L0 8.8',
  _: '4.6 M0 -1 L4.6 -1',
  '-': '2.4 M0 3 L2.4 3',
  '+': '4 M0 3 L4 3 M2 1 L2 5',
  '=': '4 M0 4 L4 4 M0 2 L4 2',
  '*': '3 M1.5 8 L1.5 5 M0.2 7.3 L2.8 5.7 M2.8 7.3 L0.2 5.7',
  '%': '6 M5.4 8 L0.6 0 M1.2 8 Q2.4 8 2.4 6.4 Q2.4 4.8 1.2 4.8 Q0 4.8 0 6.4 Q0 8 1.2 8 M4.8 3.2 Q6 3.2 6 1.6 Q6 0 4.8 0 Q3.6 0 3.6 1.6 Q3.6 3.2 4.8 3.2',
  '&': '5.4 M5.4 0 L1.5 5.2 Q0.9 6 0.9 6.7 Q0.9 8 2.2 8 Q3.5 8 3.5 6.7 Q3.5 5.6 2 4.8 Q0 3.8 0 2 Q0 0 2.2 0 Q4.6 0 5.2 3.4',
  '#': '5 M1.6 0 L2.2 8 M3.6 0 L4.2 8 M0.2 5.4 L5.2 5.4 M0 2.6 L5 2.6',
  '@': '7 M5 2.6 Q5 5 3.6 5 Q2 5 2 3 Q2 1.4 3.4 1.4 Q5 1.4 5 3.4 M5 5 L5 2.6 Q5 1.4 6 1.4 Q7 1.6 7 3.6 Q7 7.4 3.6 7.4 Q0 7.4 0 3 Q0 -1.2 3.6 -1.2 Q5 -1.2 6 -0.6',
  $: '4.4 M4.2 6.2 Q3.8 7.6 2.2 7.6 Q0.2 7.6 0.2 5.9 Q0.2 4.6 2.2 4.1 Q4.4 3.6 4.4 2.1 Q4.4 0.4 2.2 0.4 Q0.4 0.4 0 1.9 M2.2 9 L2.2 -1',
  '^': '3.6 M0 5.4 L1.8 8 L3.6 5.4',
  '~': '4 M0 2.6 Q1 4 2 3 Q3 2 4 3.4',
  '`': '1 M0 8.2 L1 6.8',
  '·': '0 M0 3 L0 3.1',
  '×': '3.4 M0 1.3 L3.4 4.7 M0 4.7 L3.4 1.3',
  '°': '2.4 M1.2 8 Q2.4 8 2.4 6.8 Q2.4 5.6 1.2 5.6 Q0 5.6 0 6.8 Q0 8 1.2 8',
  '±': '4 M0 4 L4 4 M2 2.2 L2 6 M0 0.6 L4 0.6',
  '–': '4 M0 3 L4 3',
  '—': '6 M0 3 L6 3',
  '−': '4 M0 3 L4 3',
  '…': '6 M0 0 L0 0.1 M3 0 L3 0.1 M6 0 L6 0.1',
  '→': '6 M0 3 L6 3 M3.8 5.2 L6 3 L3.8 0.8',
  '’': '0.3 M0.3 8.2 L-0.2 6.6',
  ß: '4.2 M0 0 L0 6 Q0 8.4 1.9 8.4 Q3.7 8.4 3.7 6.6 Q3.7 5 1.6 4.6 Q4.2 4.4 4.2 2.2 Q4.2 0 1.6 0',
};

/** Stands for whatever the font lacks. */
const MISSING = '4 M0 0 L4 0 L4 8 L0 8 L0 0';

const glyphs = new Map<string, Glyph>();

/** A character's strokes; letters with marks lose their marks, what is unknown becomes an empty box. */
export function glyphOf(character: string): Glyph {
  const known = glyphs.get(character);
  if (known) return known;
  const path = PATHS[character] ?? PATHS[character.normalize('NFD').charAt(0)] ?? MISSING;
  const glyph = parsed(path);
  glyphs.set(character, glyph);
  return glyph;
}

function parsed(path: string): Glyph {
  const [width, ...commands] = path.split(/ (?=[MLQ])/);
  const strokes: number[][] = [];
  for (const command of commands) {
    const numbers = command.slice(1).split(' ').map(Number);
    if (command.startsWith('M')) strokes.push(numbers);
    else if (command.startsWith('L')) strokes.at(-1)?.push(...numbers);
    else curve(strokes.at(-1) ?? [], numbers as [number, number, number, number]);
  }
  return { width: Number(width), strokes: strokes.map((stroke) => Float32Array.from(stroke)) };
}

function curve(stroke: number[], [cx, cy, x, y]: readonly [number, number, number, number]): void {
  const [fromX, fromY] = stroke.slice(-2) as [number, number];
  for (let step = 1; step <= CURVE_STEPS; step++) {
    const t = step / CURVE_STEPS;
    const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t * t];
    stroke.push(a * fromX + b * cx + c * x, a * fromY + b * cy + c * y);
  }
}
