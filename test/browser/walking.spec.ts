import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { faultsForAxe } from './support/axe.ts';
import { messageOf, timelineOf } from './support/parts.ts';
import { expect, test } from './support/reviewed.ts';
import { settled, showByPalette, showQueue } from './support/views.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const queueOf = (page: Page) => page.getByRole('region', { name: 'Queue' });
const itemsOf = (page: Page) => page.getByRole('listbox', { name: 'Items of the queue' });

test('a pointer that rests on the clip strip does not hold the stage at a frame of the window before', async ({
  shown,
}) => {
  const current = queueOf(shown).getByRole('option', { selected: true });
  await shown.keyboard.press('n');
  await expect(current).toHaveCount(1);
  const second = shown.getByRole('listbox', { name: 'Frames the model took' }).getByRole('option').nth(1);
  const tag = shown.getByText('sample 2 of 8');
  await second.hover();
  await expect(tag).toBeVisible();
  const before = await current.getAttribute('id');
  await shown.keyboard.press('n');
  await expect(current).not.toHaveAttribute('id', before!);
  await expect(shown.getByText('Exact frame')).toBeVisible();
  await expect(tag).toBeHidden();
  await expect(
    shown.getByRole('listbox', { name: 'Frames the model took' }).getByRole('option', { selected: true }),
  ).toHaveCount(1);
  // Once it is moved it points again.
  const { x, y, width, height } = (await second.boundingBox())!;
  await shown.mouse.move(x + width / 2 + 3, y + height / 2);
  await expect(tag).toBeVisible();
  await shown.mouse.move(700, 300);
});

test('the focus stays where one works, when a dialog, a menu or a panel goes away', async ({ shown }) => {
  const items = itemsOf(shown);
  // Nothing has it: then what is reviewed gets it.
  expect(await shown.evaluate(() => document.activeElement?.localName)).toBe('body');
  await showByPalette(shown, 'Charts');
  await shown.keyboard.press('Escape');
  await expect(items).toBeFocused();

  await shown.getByRole('button', { name: /^Order of the queue/ }).press('Enter');
  await shown.getByRole('menuitemradio', { name: 'Entropy' }).press('Enter');
  await expect(shown.getByRole('menu')).toBeHidden();
  await expect(items).toBeFocused();
  await showQueue(shown, 'Margin', items);

  await shown.getByRole('tab', { name: 'Predictions' }).focus();
  await shown.keyboard.press('Control+i');
  await expect(items).toBeFocused();
  await shown.keyboard.press('Control+i');

  await shown.keyboard.press('n');
  await queueOf(shown).getByRole('option', { selected: true }).click();
  await shown.keyboard.press('Shift+Q');
  await expect(queueOf(shown).getByRole('option', { selected: true })).toHaveCount(0);
  await expect(queueOf(shown).locator(':focus')).toHaveCount(1);
});

test('what was decided is looked at again with Shift and P, and N goes on with what waits', async ({ shown }) => {
  const queue = queueOf(shown);
  const current = queue.getByRole('option', { selected: true });
  const count = queue.getByRole('button', { name: /^\d+ of \d+ decided/ });
  await expect(count).toHaveAttribute('aria-disabled', 'true');
  await shown.keyboard.press('n');
  await expect(current).toHaveCount(1);
  await expect(shown.getByText('Exact frame')).toBeVisible();
  const decided = await current.getAttribute('id');
  await shown.keyboard.press('a');
  await expect(current).not.toHaveAttribute('id', decided!);
  await expect(messageOf(shown)).toContainText('accepted');

  await shown.keyboard.press('Shift+P');
  const list = shown.getByRole('listbox', { name: 'Decided items of the queue' });
  await expect(count).toHaveAttribute('aria-pressed', 'true');
  await expect(list.getByRole('option')).toHaveCount(1);
  await expect(list.getByRole('option')).toHaveAccessibleName(/, accepted /);
  expect(await faultsForAxe(shown)).toEqual([]);
  await list.press('Enter');
  await expect(current).toHaveAttribute('id', decided!);
  await shown.keyboard.press('n');
  await expect(itemsOf(shown)).toBeVisible();
  await expect(current).not.toHaveAttribute('id', decided!);
  await shown.keyboard.press('z');
  await expect(current).toHaveAttribute('id', decided!);
  await expect(count).toHaveAttribute('aria-disabled', 'true');
});

test('the chooser of labels takes letters and digits at once, and tells where digits are given', async ({ shown }) => {
  await shown.keyboard.press('`');
  const field = shown.getByRole('combobox', { name: 'Label' });
  await expect(field).toBeFocused();
  await shown.keyboard.type('vani');
  await expect(shown.getByRole('option', { name: 'vanish' })).toHaveAttribute('aria-selected', 'true');
  await shown.keyboard.press('Escape');
  await expect(field).toBeHidden();
  await shown.keyboard.press('`');
  await expect(field).toBeFocused();
  await shown.keyboard.press('3');
  await expect(field).toBeHidden();
  await expect(messageOf(shown)).toContainText('ove right');
  await shown.keyboard.press('z');
  await expect(messageOf(shown)).toContainText('Undone');
  await shown.keyboard.press('`');
  await shown.getByRole('button', { name: 'Give digits…' }).click();
  const dialog = shown.getByRole('dialog', { name: 'Settings' });
  await expect(dialog.getByRole('tab', { name: 'Labels' })).toHaveAttribute('aria-selected', 'true');
  await shown.keyboard.press('Escape');
});

test('in a small window nothing that is in view is cut, and all of it can be reached', async ({ shown }) => {
  await shown.setViewportSize({ width: 1024, height: 700 });
  await settled(shown);
  const boxOf = async (locator: Locator) => (await locator.boundingBox())!;
  const end = ({ y, height }: { y: number; height: number }) => y + height;
  const timeline = timelineOf(shown);
  const lanes = timeline.getByRole('button').filter({ has: shown.locator('.value') });
  const expectWhole = async () => {
    await expect(lanes).toHaveCount(2);
    const [first, second] = [await boxOf(lanes.nth(0)), await boxOf(lanes.nth(1))];
    expect(second.y).toBeCloseTo(end(first), 3);
    const looked = await boxOf(timeline.getByText('Looked at').locator('..'));
    expect(end(second)).toBeLessThanOrEqual(looked.y + 0.01);
  };
  await expectWhole();
  const before = await lanes.first().textContent();
  await lanes.first().hover();
  await shown.mouse.wheel(0, 25);
  await expect(lanes.first()).not.toHaveText(before!);
  await expectWhole();

  const panel = shown.getByRole('tabpanel', { name: 'Predictions' });
  const smoothing = await boxOf(panel.getByRole('slider', { name: 'Smoothing' }));
  expect(end(smoothing)).toBeLessThan((await boxOf(panel.getByRole('button', { name: 'Accept' }))).y);
  const unsure = queueOf(shown).getByRole('button', { name: 'unsure' });
  const [key, queue] = [await boxOf(unsure), await boxOf(queueOf(shown))];
  expect(key.x + key.width).toBeLessThanOrEqual(queue.x + queue.width);

  const legend = shown.getByRole('img', { name: /^Colours from/ });
  await expect(legend).toContainText('rollout');
  await shown.getByRole('button', { name: /^What the overlay shows/ }).press('Enter');
  await shown.getByRole('menuitemradio', { name: 'Contribution' }).press('Enter');
  await expect(legend).toContainText('contribution');
  await shown.getByRole('button', { name: /^What the overlay shows/ }).press('Enter');
  await shown.getByRole('menuitemradio', { name: 'Rollout' }).press('Enter');
  await expect(legend).toContainText('rollout');
});

test('what is undone and done again is said on the screen', async ({ shown }) => {
  const undo = shown.getByRole('banner').getByRole('button', { name: /^Undo / });
  const title = (await undo.getAttribute('aria-label'))!.replace('Undo ', '');
  await shown.keyboard.press('z');
  await expect(messageOf(shown)).toContainText(`Undone: ${title}`);
  await shown.keyboard.press('Shift+Z');
  await expect(messageOf(shown)).toContainText(`Done again: ${title}`);
  await expect(undo).toHaveAccessibleName(`Undo ${title}`);
});

test('the layout for attention shows its tab, and a patch is marked only where a patch asks', async ({ shown }) => {
  await shown.keyboard.press('Alt+Shift+2');
  await expect(shown.getByRole('tab', { name: 'Attention' })).toHaveAttribute('aria-selected', 'true');
  const view = (name: string) => shown.getByRole('radio', { name, exact: true }).check({ force: true });
  await view('Patch');
  const square = shown.locator('svg rect.query');
  await expect(square).toBeVisible();
  await view('Temporal');
  await expect(square).toBeVisible();
  await view('Rollout');
  await expect(shown.getByRole('img', { name: /^Frame .*rollout, highest at/ })).toBeVisible();
  await expect(square).toBeHidden();
  await expect(shown.getByText('mean of all patches')).toBeVisible();
  await shown.keyboard.press('Alt+Shift+1');
});

test('a queue that is done says what comes next, and export’s end has the focus', async ({ shown, reviewed }) => {
  const queue = queueOf(shown);
  const { call } = reviewed.host;
  await shown.keyboard.press('n');
  await expect(queue.getByRole('option', { selected: true })).toHaveCount(1);
  const shownQueue = (await call('queue.list', {})).find(
    ({ request: { measure, minDoubt } }) => measure === 'margin' && minDoubt !== undefined,
  );
  const { id } = shownQueue!;
  for (const { place } of await call('queue.items', { queueId: id, from: 0, count: 100 })) {
    await call('queue.mark', { queueId: id, place, state: 'decided' });
  }
  await expect(queue.getByText(/^All \d+ of this queue are decided\./)).toBeVisible();
  await queue.getByRole('button', { name: 'Draw anew' }).click();
  await expect(queue.getByText(/^[1-9]\d* left$/)).toBeVisible();

  await shown.keyboard.press('Control+e');
  const dialog = shown.getByRole('dialog', { name: 'Export' });
  await dialog.getByRole('textbox', { name: 'Folder to write to' }).fill(join(reviewed.home.folder, 'set'));
  const go = dialog.getByRole('button', { name: /^Export [1-9]\d* segments?/ });
  await expect(go).toBeEnabled();
  await go.press('Enter');
  await expect(dialog.getByText('verified', { exact: true })).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Copy path' })).toBeFocused();
});
