import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import ContactSheet from '../../src-renderer/components/ContactSheet.svelte';

test('a contact sheet is drawn as its picture comes, a frame in each square, and is blank where there is none', async () => {
  const screen = await render(ContactSheet, { url: null, frames: 2, count: 4, widthPx: 83 });
  const canvas = screen.container.querySelector('canvas')!;
  expect(inSquares(canvas)).toEqual(['blank', 'blank', 'blank', 'blank']);
  await screen.rerender({ url: await redAndBlue() });
  await expect.poll(() => inSquares(canvas)).toEqual(['red', 'blue', 'blank', 'blank']);
});

test('squares without a picture have the colour of the theme that is shown', async () => {
  const screen = await render(ContactSheet, { url: null, frames: 1, count: 2, widthPx: 81 });
  const squares = () => getComputedStyle(screen.container.querySelector('canvas')!).backgroundImage;
  const { documentElement: root } = document;
  root.dataset['theme'] = 'dark';
  const dark = squares();
  root.dataset['theme'] = 'light';
  expect(squares()).not.toBe(dark);
  expect(dark).toMatch(/^repeating-linear-gradient\(to right, rgb/);
});

/** Two frames side by side in one picture. */
async function redAndBlue(): Promise<string> {
  const picture = new OffscreenCanvas(96, 48);
  const context = picture.getContext('2d')!;
  for (const [i, colour] of ['rgb(255 0 0)', 'rgb(0 0 255)'].entries()) {
    context.fillStyle = colour;
    context.fillRect(i * 48, 0, 48, 48);
  }
  return URL.createObjectURL(await picture.convertToBlob());
}

/** What lies in the middle of each of four squares. */
function inSquares(canvas: HTMLCanvasElement): string[] {
  const context = canvas.getContext('2d')!;
  return Array.from({ length: 4 }, (_, i) => {
    const [red, , blue, alpha] = context.getImageData(
      Math.round(((i + 0.5) * canvas.width) / 4),
      Math.round(canvas.height / 2),
      1,
      1,
    ).data;
    if (alpha === 0) return 'blank';
    return red! > 200 ? 'red' : blue! > 200 ? 'blue' : 'another colour';
  });
}
