import { setTimeout as wait } from 'node:timers/promises';
import { zoomTo } from './moves.ts';
import type { Screen } from './screen.ts';

/** Clicks, keys and visits of each kind. */
const TIMES = 15;
/** A person looks at a picture for as long before the next input. */
const LOOK_MS = 1000;
const SINGLE_PX = 48;

/** Clicks on frames a few beside the one that is shown, after a look. @returns ms of each. */
export async function clickNear(screen: Screen): Promise<number[]> {
  await zoomTo(screen, SINGLE_PX);
  const { leftPx, widthPx, yPx } = await screen.ruler();
  const click = (offset: number) => screen.page.mouse.click(leftPx + widthPx / 2 + offset * SINGLE_PX, yPx);
  await screen.answer('pointerdown', 'frame', () => click(0));
  const times: number[] = [];
  for (let i = 0; i < TIMES; i++) {
    await wait(LOOK_MS);
    times.push(await screen.answer('pointerdown', 'frame', () => click(((2 * i + 1) % 5) - 2)));
  }
  return times;
}

/** Clicks all over the six hours, where nothing has been shown. */
export async function clickFar(screen: Screen): Promise<number[]> {
  await screen.page.keyboard.press('Shift+F');
  const { leftPx, widthPx, yPx } = await screen.ruler();
  const times: number[] = [];
  for (let i = 0; i < TIMES; i++) {
    await wait(LOOK_MS);
    // Steps of the golden ratio: never near one another.
    const share = 0.02 + 0.96 * ((i * 0.618 + 0.3) % 1);
    times.push(
      await screen.answer('pointerdown', 'frame', () => screen.page.mouse.click(leftPx + share * widthPx, yPx)),
    );
  }
  return times;
}

/** Goes through the queue by a key. @param lookMs between two items. */
export async function walk(screen: Screen, key: 'n' | 'a', lookMs = LOOK_MS): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < TIMES; i++) {
    await wait(lookMs);
    times.push(await screen.answer('keydown', 'item', () => screen.page.keyboard.press(key)));
  }
  return times;
}
