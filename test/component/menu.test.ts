import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { userEvent } from 'vitest/browser';
import MenuHost from './hosts/MenuHost.svelte';

function entries() {
  const onselect = vi.fn<(id: string) => void>();
  const entry = (id: string, fields: object = {}) => ({ id, text: id, onselect: () => onselect(id), ...fields });
  const list = [
    'Order',
    entry('margin', { isChecked: true }),
    entry('entropy', { isChecked: false }),
    entry('models', { isChecked: false, isDisabled: true, note: 'There is one run only.' }),
    null,
    entry('redraw', { binding: 'Ctrl+R' }),
  ];
  return { onselect, list };
}

test('a menu opens with its first entry in hand, arrows go round past what is disabled', async () => {
  const { list } = entries();
  const screen = await render(MenuHost, { entries: list, kind: 'dropdown' });
  await userEvent.tab();
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByRole('menu', { name: 'Order' })).toBeVisible();
  await expect.element(screen.getByRole('menuitemradio', { name: 'margin' })).toHaveFocus();
  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  await expect.element(screen.getByRole('menuitem', { name: /^redraw/ })).toHaveFocus();
  await userEvent.keyboard('{ArrowDown}');
  await expect.element(screen.getByRole('menuitemradio', { name: 'margin' })).toHaveFocus();
  await userEvent.keyboard('{End}');
  await expect.element(screen.getByRole('menuitem', { name: /^redraw/ })).toHaveFocus();
  await userEvent.keyboard('{Home}');
  await expect.element(screen.getByRole('menuitemradio', { name: 'margin' })).toHaveFocus();
  await userEvent.keyboard('e');
  await expect.element(screen.getByRole('menuitemradio', { name: 'entropy' })).toHaveFocus();
});

test('what is chosen is told, and why something can’t be chosen', async () => {
  const screen = await render(MenuHost, { entries: entries().list, kind: 'dropdown' });
  await screen.getByRole('button', { name: 'Order' }).click();
  await expect.element(screen.getByRole('menuitemradio', { name: 'margin' })).toHaveAttribute('aria-checked', 'true');
  await expect.element(screen.getByRole('menuitemradio', { name: 'entropy' })).toHaveAttribute('aria-checked', 'false');
  const models = screen.getByRole('menuitemradio', { name: 'models There is one run only.' });
  await expect.element(models).toHaveAttribute('aria-disabled', 'true');
  await expect.element(screen.getByRole('menuitem', { name: /^redraw/ })).not.toHaveAttribute('aria-checked');
});

test('Enter chooses, and Escape does not; both give the focus back', async () => {
  const { list, onselect } = entries();
  const screen = await render(MenuHost, { entries: list, kind: 'dropdown' });
  const button = screen.getByRole('button', { name: 'Order' });
  await userEvent.tab();
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByRole('menuitemradio', { name: 'margin' })).toHaveFocus();
  await userEvent.keyboard('{Escape}');
  await expect.element(screen.getByRole('menu')).not.toBeInTheDocument();
  await expect.element(button).toHaveFocus();
  expect(onselect).not.toHaveBeenCalled();
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByRole('menuitemradio', { name: 'margin' })).toHaveFocus();
  await userEvent.keyboard('{ArrowDown}{Enter}');
  expect(onselect).toHaveBeenCalledExactlyOnceWith('entropy');
  await expect.element(screen.getByRole('menu')).not.toBeInTheDocument();
  await expect.element(button).toHaveFocus();
});

test('once something was chosen the focus may go on to what it is about; Escape leaves it at the button', async () => {
  const screen = await render(MenuHost, { entries: entries().list, kind: 'dropdown', isForList: true });
  const open = async () => {
    await screen.getByRole('button', { name: 'Order' }).click();
    await expect.element(screen.getByRole('menu')).toBeVisible();
  };
  await open();
  await userEvent.keyboard('{End}{Enter}');
  await expect.element(screen.getByRole('menu')).not.toBeInTheDocument();
  await expect.element(screen.getByRole('listbox', { name: 'List' })).toHaveFocus();
  await open();
  await userEvent.keyboard('{Escape}');
  await expect.element(screen.getByRole('menu')).not.toBeInTheDocument();
  await expect.element(screen.getByRole('button', { name: 'Order' })).toHaveFocus();
});

test('a long menu is as high as the window leaves room, and is scrolled', async () => {
  const long = Array.from({ length: 40 }, (_, i) => ({ id: `entry ${i}`, text: `entry ${i}`, onselect: vi.fn() }));
  const screen = await render(MenuHost, { entries: long, kind: 'dropdown' });
  const button = screen.getByRole('button', { name: 'Order' });
  await button.click();
  const menu = screen.getByRole('menu').element();
  await expect.poll(() => menu.getBoundingClientRect().bottom).toBeLessThanOrEqual(innerHeight);
  expect(menu.getBoundingClientRect().height).toBeGreaterThan(0.8 * innerHeight);
  await userEvent.keyboard('{End}');
  const last = screen.getByRole('menuitem', { name: 'entry 39' });
  await expect.element(last).toHaveFocus();
  expect(last.element().getBoundingClientRect().bottom).toBeLessThanOrEqual(menu.getBoundingClientRect().bottom);
});

test('a right click opens the other kind, with the same keys', async () => {
  const { list, onselect } = entries();
  const screen = await render(MenuHost, { entries: list, kind: 'context' });
  await screen.getByText('lane').click({ button: 'right' });
  await expect.element(screen.getByRole('menu', { name: 'Segment' })).toBeVisible();
  await userEvent.keyboard('{ArrowDown}');
  await expect.element(screen.getByRole('menuitemradio', { name: 'margin' })).toHaveFocus();
  await userEvent.keyboard('{ArrowUp}{Enter}');
  expect(onselect).toHaveBeenCalledExactlyOnceWith('redraw');
  await screen.getByText('lane').click({ button: 'right' });
  await userEvent.keyboard('{Escape}');
  await expect.element(screen.getByRole('menu')).not.toBeInTheDocument();
});
