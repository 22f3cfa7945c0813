import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { userEvent } from 'vitest/browser';
import DialogHost from './hosts/DialogHost.svelte';

async function opened() {
  const onexport = vi.fn();
  const screen = await render(DialogHost, { onexport });
  await userEvent.tab();
  await userEvent.keyboard('{Enter}');
  const dialog = screen.getByRole('dialog', { name: 'Export' });
  await expect.element(dialog).toBeVisible();
  return { screen, dialog, onexport };
}

test('it begins at its first control, not at what closes it', async () => {
  const { screen } = await opened();
  await expect.element(screen.getByRole('textbox', { name: 'Folder' })).toHaveFocus();
});

test('what lies behind is out of reach', async () => {
  const { screen, dialog } = await opened();
  screen.container.querySelectorAll('button')[1]!.focus();
  expect(dialog.element().contains(document.activeElement)).toBe(true);
  for (let i = 0; i < 6; i++) {
    await userEvent.tab();
    const at = document.activeElement;
    expect(at === document.body || dialog.element().contains(at)).toBe(true);
  }
});

test('Escape closes it, and the focus returns to what opened it', async () => {
  const { screen, dialog } = await opened();
  await userEvent.keyboard('{Escape}');
  await expect.element(dialog).not.toBeInTheDocument();
  await expect.element(screen.getByRole('button', { name: 'Open' })).toHaveFocus();
});

test('a tip of what opened it stays away when the focus comes back: nobody asked for it', async () => {
  const { screen, dialog } = await opened();
  await screen.getByRole('button', { name: 'Close' }).click();
  await expect.element(dialog).not.toBeInTheDocument();
  const opener = screen.getByRole('button', { name: 'Open' });
  await expect.element(opener).toHaveFocus();
  // A tip of the focus is drawn in the next frame.
  for (let i = 0; i < 3; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
  expect(document.querySelector('[data-tooltip-content]')).toBeNull();
  // It comes where the focus is brought back by a key.
  await userEvent.tab();
  await userEvent.tab({ shift: true });
  await expect.element(opener).toHaveFocus();
  await expect.poll(() => document.querySelector('[data-tooltip-content]')?.textContent).toContain('Open');
});

test('where nothing had the focus before, it goes to where it belongs', async () => {
  const screen = await render(DialogHost, { onexport: vi.fn(), isOpen: true });
  await expect.element(screen.getByRole('textbox', { name: 'Folder' })).toHaveFocus();
  await userEvent.keyboard('{Escape}');
  await expect.element(screen.getByRole('listbox', { name: 'Home' })).toHaveFocus();
});

test('its cross closes it too', async () => {
  const { screen, dialog } = await opened();
  await screen.getByRole('button', { name: 'Close' }).click();
  await expect.element(dialog).not.toBeInTheDocument();
  await expect.element(screen.getByRole('button', { name: 'Open' })).toHaveFocus();
});

test('Ctrl and Enter are its button, wherever the focus is', async () => {
  const { onexport } = await opened();
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  expect(onexport).toHaveBeenCalledOnce();
});

test('what is said while it is open is said inside of it', async () => {
  const { screen, dialog } = await opened();
  await screen.getByRole('button', { name: 'Look' }).click();
  await expect.element(dialog.getByText('Looked.')).toBeInTheDocument();
});

test('tips of its buttons lie inside: outside of a modal dialog nothing can be seen', async () => {
  const { screen, dialog } = await opened();
  await screen.getByRole('button', { name: 'Close' }).hover();
  await expect.poll(() => dialog.element().querySelector('[data-tooltip-content]')?.textContent).toContain('Close');
});
