import { SIX_HOURS } from '../../test/support/synthetic-project.ts';
import { median } from '../benchmark.ts';
import type { Motion, Screen, Stretch } from './screen.ts';

/** Of the display, in ms. */
export const REFRESH_MS = 1000 / 60;
/** Frames of each stretch. */
const FRAMES = 120;
/** What is drawn changes between these zooms; by name of what the timeline calls them, with px of a frame. */
const ZOOMS: readonly (readonly [string, number])[] = [
  ['hours', 0.006],
  ['overview', 0.05],
  ['minutes', 0.25],
  ['seconds', 1.5],
  ['frames', 10],
  ['single frames', 48],
];

export interface Move {
  readonly what: string;
  readonly stretch: Stretch;
}

/** Panning, zooming and scrubbing at each zoom, with an empty page before each zoom and after the last. */
export async function measureMoves(
  screen: Screen,
  empty: Screen,
  note: (text: string) => void,
): Promise<{ readonly moves: readonly Move[]; readonly still: Stretch }> {
  const still: Stretch[] = [];
  const moves: Move[] = [];
  for (const [name, pxPerFrame] of ZOOMS) {
    still.push(await empty.frames('none', FRAMES));
    for (const motion of ['pan', 'zoom', 'scrub'] as const) {
      note(`${motion} over ${name} …`);
      await screen.page.bringToFront();
      await zoomTo(screen, pxPerFrame);
      moves.push({ what: `${VERBS[motion]} at ${name}`, stretch: await moved(screen, motion) });
    }
  }
  still.push(await empty.frames('none', FRAMES));
  return { moves, still: joined(still) };
}

const VERBS = { pan: 'pan', zoom: 'zoom', scrub: 'scrub' } as const;

/** Shows part of the video around its middle. */
export async function zoomTo(screen: Screen, pxPerFrame: number): Promise<void> {
  await screen.page.keyboard.press('Shift+F');
  await screen.ask(`zoomTo(${pxPerFrame}, ${SIX_HOURS.frames})`);
}

async function moved(screen: Screen, motion: Motion): Promise<Stretch> {
  if (motion !== 'scrub') return screen.frames(motion, FRAMES);
  const { leftPx, widthPx, yPx } = await screen.ruler();
  await screen.page.mouse.move(leftPx + 0.2 * widthPx, yPx);
  await screen.page.mouse.down();
  const stretch = await screen.frames(motion, FRAMES);
  await screen.page.mouse.up();
  return stretch;
}

function joined(stretches: readonly Stretch[]): Stretch {
  return {
    intervals: stretches.flatMap(({ intervals }) => intervals),
    work: stretches.flatMap(({ work }) => work),
    cpuMs: median(stretches.map(({ cpuMs }) => cpuMs)),
  };
}
