import type { Page } from '@playwright/test';
import { BITS } from './numbered-video.ts';

/** What the stage says it shows, and what it shows. */
export interface ShownFrame {
  /** As the screen names it; null while there is no picture. */
  readonly named: number | null;
  /** Read from the squares of the picture; null where they are neither black nor white. */
  readonly drawn: number | null;
}

/** How the picture lies on the stage. */
export interface ShownVideo {
  /** Width to height, as it is shown. */
  readonly aspect: number;
  readonly turned?: 90 | 180;
}

/**
 * Reads both in one task of the page, so that no drawing can come between, in frames of the display one after the
 * other.
 *
 * @param until a frame that ends it as soon as the stage names it; else it ends after `times`.
 */
export function readStage(
  page: Page,
  { aspect, turned }: ShownVideo,
  { times = 1, until = null }: { readonly times?: number; readonly until?: number | null } = {},
): Promise<ShownFrame[]> {
  return page.evaluate(
    async ([picture, turn, { columns, rows }, count, wanted]) => {
      const found: { named: number | null; drawn: number | null }[] = [];
      for (let time = 0; time < count; time++) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const canvas = document.querySelector<HTMLCanvasElement>('canvas[data-frame]')!;
        const name = canvas.dataset['frame'] ?? '';
        if (wanted !== null && Number(name) !== wanted && time < count - 1) continue;
        const { data, width, height } = canvas
          .getContext('2d')!
          .getImageData(0, 0, Math.max(1, canvas.width), Math.max(1, canvas.height));
        const [wide, high] = [Math.min(width, height * picture), Math.min(height, width / picture)];
        let number: number | null = 0;
        for (let bit = 0; bit < columns * rows; bit++) {
          // Where the square's middle lies in the picture before it was turned, 0 to 1.
          const x = ((bit % columns) + 0.5) / columns;
          const y = (Math.floor(bit / columns) + 0.5) / rows;
          const [u, v] = turn === 90 ? [1 - y, x] : turn === 180 ? [1 - x, 1 - y] : [x, y];
          const column = Math.round((width - wide) / 2 + u * wide);
          const row = Math.round((height - high) / 2 + v * high);
          const level = data[(row * width + column) * 4]!;
          if (level > 90 && level < 165) number = null;
          else if (number !== null && level >= 165) number |= 1 << bit;
        }
        found.push({ named: name === '' ? null : Number(name), drawn: name === '' ? null : number });
        if (wanted !== null) break;
      }
      return found;
    },
    [aspect, turned, BITS, times, until] as const,
  );
}

/** The one that is shown now. */
export async function shownFrame(page: Page, video: ShownVideo): Promise<ShownFrame> {
  const [shown] = await readStage(page, video);
  return shown!;
}

/** What is shown as soon as the stage names a frame; after a while, whatever it shows then. */
export async function frameOnceNamed(page: Page, video: ShownVideo, frame: number): Promise<ShownFrame> {
  const [shown] = await readStage(page, video, { times: 600, until: frame });
  return shown!;
}

/** Types a frame's number where the screen tells it. */
export async function goToFrame(page: Page, frame: number): Promise<void> {
  await page.keyboard.press('g');
  const field = page.getByRole('textbox', { name: 'Frame, time or step' });
  await field.fill(String(frame));
  await field.press('Enter');
}
