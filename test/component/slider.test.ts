import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { userEvent } from 'vitest/browser';
import Slider from '../../src-renderer/components/Slider.svelte';

const props = { label: 'Opacity', value: 0.5, min: 0, max: 1, step: 0.01, words: '.50' };

test('an arrow moves by a step, with Shift by ten', async () => {
  const oninput = vi.fn<(value: number) => void>();
  const screen = await render(Slider, { ...props, oninput });
  const slider = screen.getByRole('slider', { name: 'Opacity' });
  await expect.element(slider).toHaveAttribute('aria-valuetext', '.50');
  slider.element().focus();
  await userEvent.keyboard('{ArrowRight}');
  expect(oninput).toHaveBeenLastCalledWith(0.51);
  await userEvent.keyboard('{Shift>}{ArrowLeft}{/Shift}');
  expect(oninput.mock.lastCall?.[0]).toBeCloseTo(0.4, 9);
});

test('with Shift it stops at the end of the scale', async () => {
  const oninput = vi.fn();
  const onchange = vi.fn();
  const screen = await render(Slider, { ...props, value: 0.97, oninput, onchange });
  screen.getByRole('slider').element().focus();
  await userEvent.keyboard('{Shift>}{ArrowUp}{/Shift}');
  expect(oninput).toHaveBeenLastCalledWith(1);
  expect(onchange).toHaveBeenLastCalledWith(1);
});

test('a double click goes back to the value it began with, where there is one', async () => {
  const oninput = vi.fn();
  const screen = await render(Slider, { ...props, initial: 0.66, oninput });
  await screen.getByRole('slider').dblClick();
  expect(oninput).toHaveBeenLastCalledWith(0.66);
});

test('a disabled one takes no keys', async () => {
  const oninput = vi.fn();
  const screen = await render(Slider, { ...props, isDisabled: true, oninput });
  await expect.element(screen.getByRole('slider')).toBeDisabled();
  screen.getByRole('slider').element().focus();
  await userEvent.keyboard('{ArrowRight}');
  expect(oninput).not.toHaveBeenCalled();
});
