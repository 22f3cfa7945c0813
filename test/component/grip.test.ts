import type { ComponentProps } from 'svelte';
import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { userEvent } from 'vitest/browser';
import Grip from '../../src-renderer/components/Grip.svelte';

async function rendered(fields: Partial<ComponentProps<typeof Grip>> = {}) {
  const onresize = vi.fn<(px: number, isLetGo: boolean) => void>();
  const onreset = vi.fn();
  const props = {
    ...{ label: 'Width of the library', orientation: 'vertical' as const, px: 224, leastPx: 180, greatestPx: 360 },
    ...{ style: 'left: 224px; top: 0; bottom: 0', onresize, onreset },
  };
  const screen = await render(Grip, { ...props, ...fields });
  const grip = screen.getByRole('separator', { name: 'Width of the library' });
  grip.element().focus();
  return { grip, onresize, onreset };
}

test('it tells its size and limits', async () => {
  const { grip } = await rendered();
  await expect.element(grip).toHaveAttribute('aria-valuenow', '224');
  await expect.element(grip).toHaveAttribute('aria-valuemin', '180');
  await expect.element(grip).toHaveAttribute('aria-valuemax', '360');
  await expect.element(grip).toHaveAttribute('aria-valuetext', '224 pixels');
});

test.each([
  ['{ArrowRight}', 232],
  ['{ArrowLeft}', 216],
  ['{Shift>}{ArrowRight}{/Shift}', 256],
  ['{Home}', 180],
  ['{End}', 360],
])('%s makes it %d wide', async (keys, px) => {
  const { onresize } = await rendered();
  await userEvent.keyboard(keys);
  expect(onresize).toHaveBeenCalledExactlyOnceWith(px, true);
});

test('a panel that lies after the line gets smaller when the line moves towards it', async () => {
  const { onresize } = await rendered({ isAfter: true });
  await userEvent.keyboard('{ArrowRight}');
  expect(onresize).toHaveBeenCalledExactlyOnceWith(216, true);
});

test('a horizontal line goes by the other arrows', async () => {
  const { onresize } = await rendered({ orientation: 'horizontal', style: 'left: 0; right: 0; top: 100px' });
  await userEvent.keyboard('{ArrowRight}');
  expect(onresize).not.toHaveBeenCalled();
  await userEvent.keyboard('{ArrowDown}');
  expect(onresize).toHaveBeenCalledExactlyOnceWith(232, true);
});

test('Enter and a double click give the size back that it had', async () => {
  const { grip, onreset, onresize } = await rendered();
  await userEvent.keyboard('{Enter}');
  expect(onreset).toHaveBeenCalledTimes(1);
  await grip.dblClick();
  expect(onreset).toHaveBeenCalledTimes(2);
  expect(onresize).not.toHaveBeenCalled();
});

test('dragged, it tells each size, and the last one as let go', async () => {
  const { grip, onresize } = await rendered();
  const element = grip.element();
  const at = (type: string, clientX: number) =>
    element.dispatchEvent(new PointerEvent(type, { pointerId: 1, button: 0, clientX, bubbles: true }));
  element.setPointerCapture = () => undefined;
  at('pointerdown', 224);
  at('pointermove', 240);
  at('pointerup', 250);
  at('pointermove', 300);
  expect(onresize.mock.calls).toEqual([
    [240, false],
    [250, true],
  ]);
});
