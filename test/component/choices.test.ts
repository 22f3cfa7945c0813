import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { userEvent } from 'vitest/browser';
import Checkbox from '../../src-renderer/components/Checkbox.svelte';
import Segmented from '../../src-renderer/components/Segmented.svelte';
import Select from '../../src-renderer/components/Select.svelte';

const options = [
  { value: 'mean', text: 'Mean' },
  { value: 'max', text: 'Max', isDisabled: true },
  { value: 'one', text: 'One head' },
];

test('a segmented choice is one stop of the Tab key, and arrows choose past what is disabled', async () => {
  const onchange = vi.fn();
  const screen = await render(Segmented, { label: 'Heads', options, value: 'mean', onchange });
  await expect.element(screen.getByRole('radiogroup', { name: 'Heads' })).toBeVisible();
  await userEvent.tab();
  await expect.element(screen.getByRole('radio', { name: 'Mean' })).toHaveFocus();
  await userEvent.keyboard('{ArrowRight}');
  expect(onchange).toHaveBeenCalledExactlyOnceWith('one');
  await expect.element(screen.getByRole('radio', { name: 'Max' })).toBeDisabled();
  await userEvent.tab();
  expect(screen.container.contains(document.activeElement)).toBe(false);
});

test('a click on the words of a segmented choice chooses', async () => {
  const onchange = vi.fn();
  const screen = await render(Segmented, { label: 'Heads', options, value: 'mean', onchange });
  await screen.getByText('One head').click();
  expect(onchange).toHaveBeenCalledExactlyOnceWith('one');
});

test('a select keeps the focus when a key chose', async () => {
  const onchange = vi.fn();
  const screen = await render(Select, { label: 'View', options, value: 'mean', onchange });
  const select = screen.getByRole('combobox', { name: 'View' });
  select.element().focus();
  await userEvent.keyboard('{ArrowDown}');
  expect(onchange).toHaveBeenLastCalledWith('one');
  await expect.element(select).toHaveFocus();
});

test('a select gives the keys back when the pointer chose', async () => {
  const onchange = vi.fn();
  const screen = await render(Select, { label: 'View', options, value: 'mean', onchange });
  const select = screen.getByRole('combobox', { name: 'View' });
  select.element().focus();
  await select.selectOptions('one');
  expect(onchange).toHaveBeenLastCalledWith('one');
  await expect.element(select).not.toHaveFocus();
});

test('the options of a select stand in their groups', async () => {
  const grouped = [
    { value: 'a', text: 'Run 1', group: 'Runs' },
    { value: 'b', text: 'Ada', group: 'People' },
    { value: 'c', text: 'Run 2', group: 'Runs' },
  ];
  const screen = await render(Select, { label: 'Side', options: grouped, value: 'a', onchange: vi.fn() });
  const groups = [...screen.container.querySelectorAll('optgroup')];
  expect(groups.map((group) => [group.label, [...group.children].map((option) => option.textContent)])).toEqual([
    ['Runs', ['Run 1', 'Run 2']],
    ['People', ['Ada']],
  ]);
});

test('Space ticks a checkbox, a click on its words does, and a disabled one stays', async () => {
  const onchange = vi.fn();
  const screen = await render(Checkbox, { label: 'Snap', caption: 'to what is near', checked: false, onchange });
  const box = screen.getByRole('checkbox', { name: /^Snap/ });
  await userEvent.tab();
  await expect.element(box).toHaveFocus();
  await userEvent.keyboard(' ');
  expect(onchange).toHaveBeenLastCalledWith(true);
  await screen.getByText('to what is near').click();
  expect(onchange).toHaveBeenLastCalledWith(false);
  await screen.rerender({ isDisabled: true });
  await expect.element(box).toBeDisabled();
});
