import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { userEvent } from 'vitest/browser';
import NumberSlider from '../../src-renderer/components/NumberSlider.svelte';

const props = { label: 'Threshold', value: 0.5, min: 0, max: 1, step: 0.01, text: '.50' };

async function typing(text: string) {
  const oninput = vi.fn();
  const onchange = vi.fn();
  const screen = await render(NumberSlider, { ...props, oninput, onchange });
  await screen.getByRole('button', { name: 'Threshold .50, type another' }).click();
  const field = screen.getByRole('textbox', { name: 'Threshold' });
  await expect.element(field).toHaveFocus();
  await expect.element(field).toHaveValue('0.5');
  // What is there is selected: typing replaces it.
  await userEvent.keyboard(text);
  return { screen, oninput, onchange, field };
}

test.each([
  ['.3', 0.3],
  ['0,3', 0.3],
  ['0.304', 0.3],
  ['7', 1],
  ['-2', 0],
])('the value is typed: %s becomes %d', async (text, value) => {
  const { screen, oninput, onchange } = await typing(`${text}{Enter}`);
  expect(oninput).toHaveBeenCalledExactlyOnceWith(value);
  expect(onchange).toHaveBeenCalledExactlyOnceWith(value);
  await expect.element(screen.getByRole('button', { name: 'Threshold .50, type another' })).toBeVisible();
});

test.each(['.3{Escape}', 'much{Enter}', '{Backspace}{Enter}'])('%s changes nothing', async (keys) => {
  const { screen, oninput } = await typing(keys);
  expect(oninput).not.toHaveBeenCalled();
  await expect.element(screen.getByRole('button')).toBeVisible();
});

test('leaving the field takes what was typed', async () => {
  const { oninput, field } = await typing('.8');
  field.element().blur();
  expect(oninput).toHaveBeenCalledExactlyOnceWith(0.8);
});

test('its caption may differ from its name, or be left out', async () => {
  const oninput = vi.fn();
  const screen = await render(NumberSlider, { ...props, label: 'Opacity of the overlay', caption: 'Opacity', oninput });
  await expect.element(screen.getByText('Opacity', { exact: true })).toBeVisible();
  await expect.element(screen.getByRole('slider', { name: 'Opacity of the overlay' })).toBeVisible();
  await screen.rerender({ caption: null });
  await expect.element(screen.getByText('Opacity', { exact: true })).not.toBeInTheDocument();
});
