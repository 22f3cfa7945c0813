import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { userEvent } from 'vitest/browser';
import PickerHost from './hosts/PickerHost.svelte';

test('keys switch several on and off while the menu stays open, and Escape gives the focus back', async () => {
  const onchange = vi.fn();
  const screen = await render(PickerHost, { onchange });
  const button = screen.getByRole('button', { name: 'Classes: all' });
  const box = (name: string) => screen.getByRole('menuitemcheckbox', { name });
  await userEvent.tab();
  await expect.element(button).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByRole('menu', { name: 'Classes' })).toBeVisible();
  await expect.element(box('All classes')).toHaveFocus();
  await expect.element(box('All classes')).toHaveAttribute('aria-checked', 'true');

  await userEvent.keyboard('{ArrowDown}{ArrowDown}{Enter}');
  expect(onchange).toHaveBeenLastCalledWith(['rest']);
  await expect.element(box('rest')).toHaveAttribute('aria-checked', 'true');
  await expect.element(box('rest')).toHaveFocus();
  await expect.element(box('All classes')).toHaveAttribute('aria-checked', 'false');
  // In the order of the list, not of the picking.
  await userEvent.keyboard('{ArrowUp} ');
  expect(onchange).toHaveBeenLastCalledWith(['walk', 'rest']);
  await expect.element(box('walk')).toHaveAttribute('aria-checked', 'true');
  await expect.element(box('walk')).toHaveFocus();
  await userEvent.keyboard('{ArrowDown} ');
  expect(onchange).toHaveBeenLastCalledWith(['walk']);

  await userEvent.keyboard('{Escape}');
  await expect.element(screen.getByRole('menu')).not.toBeInTheDocument();
  await expect.element(screen.getByRole('button', { name: 'Classes: walk' })).toHaveFocus();
  expect(onchange).toHaveBeenCalledTimes(3);
});

test('nothing is left out again when the last one is switched off, or by the first line', async () => {
  const onchange = vi.fn();
  const screen = await render(PickerHost, { onchange });
  const box = (name: string) => screen.getByRole('menuitemcheckbox', { name });
  await screen.getByRole('button', { name: 'Classes: all' }).click();
  await box('groom').click();
  await box('groom').click();
  expect(onchange).toHaveBeenLastCalledWith(null);
  await box('groom').click();
  await box('All classes').click();
  expect(onchange).toHaveBeenLastCalledWith(null);
  await expect.element(box('All classes')).toHaveAttribute('aria-checked', 'true');
  await expect.element(box('groom')).toHaveAttribute('aria-checked', 'false');
  expect(onchange).toHaveBeenCalledTimes(4);
});
