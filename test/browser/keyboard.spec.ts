import type { Locator, Page } from '@playwright/test';
import { test as alone } from './support/fixtures.ts';
import { timelineOf } from './support/parts.ts';
import { walkRegions } from './support/regions.ts';
import { expect, test } from './support/reviewed.ts';
import { reviewSample } from './support/reviewed-sample.ts';
import type { RunningServer } from './support/server.ts';
import { tabStops } from './support/tab-stops.ts';
import { settled, showDialog, VIEWS } from './support/views.ts';

// Frames that are on their way are where they will be: a stop is looked at once.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** Commands that the palette leaves out, and how keys reach them instead. */
const NOT_IN_PALETTE = {
  'app.palette': 'it is the palette itself: Ctrl+K',
  'library.open': 'of the row that has the focus: Enter',
  'library.rename': 'of the row that has the focus: F2',
  'library.analyze': 'of the row that has the focus, in its menu: Shift+F10',
  'library.remove': 'of the row that has the focus: Delete',
};

test('every command is in the palette, but for some that other keys reach', async ({ shown }) => {
  // Every map that a command is put into tells of it.
  await shown.addInitScript(() => {
    const found = new Map<string, string>();
    // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its map
    const { set } = Map.prototype;
    Map.prototype.set = function (this: Map<unknown, unknown>, key: unknown, value: unknown) {
      const { id, run, group } = (value ?? {}) as Record<string, unknown>;
      if (typeof id === 'string' && typeof run === 'function' && typeof group === 'string') set.call(found, id, group);
      return set.call(this, key, value);
    };
    window.found = [found];
  });
  await shown.reload();
  await settled(shown);
  await showDialog(shown, 'Control+k');
  const all = await shown.evaluate(() => [...(window.found![0] as Map<string, string>).keys()]);
  const ids = await shown.getByRole('option').evaluateAll((rows) => rows.map(({ id }) => id.replace(/^[^-]*-/, '')));
  expect(all.length).toBeGreaterThan(80);
  expect(all.filter((id) => !ids.includes(id)).sort()).toEqual(Object.keys(NOT_IN_PALETTE).sort());
});

test('the menu of a row is opened by keys, and gives the focus back', async ({ shown }) => {
  const row = shown.getByRole('navigation').getByRole('option').first();
  await row.focus();
  await shown.keyboard.press('Shift+F10');
  const menu = shown.getByRole('menu');
  await expect(menu.getByRole('menuitem', { name: 'Analyze' })).toBeVisible();
  await shown.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
  await expect(row).toBeFocused();
});

/** Selects the first segment that the keys come to. @returns what tells its span as it is now. */
async function selectSegment(page: Page, { host }: RunningServer) {
  const lane = timelineOf(page).getByRole('listbox').first();
  await lane.focus();
  await page.keyboard.press('Enter');
  await expect(lane.getByRole('option', { selected: true })).toHaveCount(1);
  const words = (await lane.getByRole('option', { selected: true }).getAttribute('aria-label'))!;
  const [startFrame, endFrame] = /frames ([\d,]+) to ([\d,]+)/
    .exec(words)!
    .slice(1)
    .map((text) => Number(text.replace(',', '')));
  const segments = await host.call('segments.list', {});
  const { id } = segments.find((one) => one.startFrame === startFrame && one.endFrame === endFrame)!;
  const shownAt = async (edge: 'Start' | 'End') =>
    Number(await page.getByRole('slider', { name: `${edge} of the segment` }).getAttribute('aria-valuenow'));
  return async () => {
    const now = (await host.call('segments.list', {})).find((one) => one.id === id)!;
    // The screen is told after the project has it: until then the next key would be about the segment as it was.
    const isShown = now.startFrame === (await shownAt('Start')) && now.endFrame === (await shownAt('End'));
    return isShown ? [now.startFrame - startFrame!, now.endFrame - endFrame!] : [];
  };
}

/** What stands for dragging, drawing and the wheel; docs/keyboard.md has the whole list. */
test('edges and segments are moved by keys, and from the palette', async ({ shown, reviewed }) => {
  const moved = await selectSegment(shown, reviewed);
  const undo = async () => {
    await shown.keyboard.press('z');
    await expect.poll(moved).toEqual([0, 0]);
  };
  await shown.keyboard.press('Alt+ArrowUp');
  await shown.keyboard.press('Alt+ArrowLeft');
  await expect.poll(moved).toEqual([0, -1]);
  await undo();
  await shown.keyboard.press('Alt+ArrowDown');
  await shown.keyboard.press('Alt+ArrowRight');
  await expect.poll(moved).toEqual([1, 0]);
  await undo();
  await showDialog(shown, 'Control+k');
  await shown.keyboard.type('Edge one frame later');
  await shown.keyboard.press('Enter');
  await expect.poll(moved).toEqual([1, 0]);
  await undo();
  await shown.keyboard.press('Alt+]');
  await expect.poll(moved).toEqual([1, 1]);
  await undo();
});

test('a segment is drawn by keys: its lane and a range', async ({ shown, reviewed }) => {
  const count = async () => (await reviewed.host.call('segments.list', {})).length;
  const before = await count();
  await shown.keyboard.press('ArrowDown');
  await shown.keyboard.press('Home');
  await shown.keyboard.press('i');
  for (let frame = 0; frame < 4; frame++) await shown.keyboard.press('ArrowRight');
  await shown.keyboard.press('o');
  await shown.keyboard.press('Shift+N');
  await expect.poll(count).toBe(before + 1);
  const drawn = (await reviewed.host.call('segments.list', {})).find(({ startFrame }) => startFrame === 0);
  expect(drawn).toMatchObject({ startFrame: 0, endFrame: 5, source: 'person' });
  await shown.keyboard.press('z');
  await expect.poll(count).toBe(before);
});

test('lanes get higher and lower by keys, each kind by one stop', async ({ shown }) => {
  const timeline = timelineOf(shown);
  for (const [name, heightPx] of [
    ['Height of the frames', 34],
    ['Height of the ribbons', 21],
    ['Height of the labels', 20],
  ] as const) {
    const grip = timeline.getByRole('separator', { name });
    await expect(grip).toHaveCount(1);
    await grip.focus();
    await shown.keyboard.press('ArrowDown');
    await expect(grip).toHaveAttribute('aria-valuenow', String(heightPx + 8));
    await shown.keyboard.press('Enter');
    await expect(grip).toHaveAttribute('aria-valuenow', String(heightPx));
  }
});

test('the picture and the timeline are zoomed and moved by keys; a patch is asked by keys', async ({ shown }) => {
  const picture = shown.getByRole('application', { name: /^Picture/ });
  await runByPalette(shown, 'Picture: 200 %');
  for (const side of ['Right', 'Left', 'Down', 'Up']) {
    const isLike = await remembered(picture);
    await shown.keyboard.press(`Control+Shift+Arrow${side}`);
    await expect.poll(isLike, side).toBe(false);
  }
  await runByPalette(shown, 'Picture: fit');

  const part = () => timelineOf(shown).locator('.span').textContent();
  const whole = await part();
  await shown.keyboard.press('+');
  await shown.keyboard.press('+');
  await expect.poll(part).not.toBe(whole);
  const near = await part();
  await shown.keyboard.press('Alt+PageDown');
  await expect.poll(part).not.toBe(near);
  await shown.keyboard.press('Alt+PageUp');
  await expect.poll(part).toBe(near);
  await shown.keyboard.press('Shift+F');
  await expect.poll(part).toBe(whole);

  await runByPalette(shown, 'Attention: patch');
  await picture.focus();
  await shown.keyboard.press('ArrowRight');
  await expect(shown.getByText(/^Patch \d+, \d+$/)).toBeAttached();
  await shown.keyboard.press('Escape');
});

test('the playhead goes by keys as by scrubbing', async ({ shown }) => {
  const picture = shown.getByRole('img', { name: /^Frame / });
  const isAt = (frame: number) => expect(picture).toHaveAttribute('data-frame', String(frame));
  await shown.keyboard.press('Home');
  await isAt(0);
  await shown.keyboard.press('ArrowRight');
  await isAt(1);
  await shown.keyboard.press('g');
  await shown.keyboard.type('77');
  await shown.keyboard.press('Enter');
  await isAt(77);
  const clip = shown.getByRole('listbox', { name: 'Frames the model took' });
  await clip.getByRole('option').first().focus();
  await shown.keyboard.press('End');
  await expect(clip.getByRole('option').last()).toBeFocused();
});

for (const [group, views] of Object.entries(VIEWS)) {
  test(`Tab comes to nothing that is out of sight or shows no focus: ${group}`, async ({ shown }) => {
    for (const view of views) {
      // Arrow keys go through a menu, and Tab leaves it.
      if (view.name.startsWith('menu')) continue;
      await view.show(shown);
      const stops = await tabStops(shown);
      expect.soft(stops.length, view.name).toBeGreaterThan(1);
      const names = (has: 'isMarked' | 'isSeen') => stops.filter((stop) => !stop[has]).map(({ name }) => name);
      expect.soft(names('isMarked'), `${view.name}: no focus to be seen`).toEqual([]);
      expect.soft(names('isSeen'), `${view.name}: out of sight`).toEqual([]);
      await view.hide?.(shown);
    }
  });
}

test('what has the focus on the lanes is drawn there', async ({ shown, reviewed }) => {
  const timeline = timelineOf(shown);
  await selectSegment(shown, reviewed);
  const elsewhere = shown.getByRole('main').getByRole('application');
  await elsewhere.focus();
  const isLike = await remembered(timeline.getByRole('img', { name: /^Timeline of/ }));
  for (const focused of [
    timeline.getByRole('slider', { name: 'End of the segment' }),
    timeline.getByRole('slider', { name: 'Start of the segment' }),
    timeline.getByRole('listbox').first(),
    timeline.getByRole('listbox').nth(1),
  ]) {
    await focused.focus();
    await expect.poll(isLike).toBe(false);
    await elsewhere.focus();
    await expect.poll(isLike).toBe(true);
  }
});

test('F6 walks through the regions in the order of the window, and comes round', async ({ shown }) => {
  const regions = ['header', 'Library', 'Queue', 'Stage', 'Inspector', 'Timeline', 'Status'];
  expect(await walkRegions(shown, 8)).toEqual([...regions, 'header']);
});

alone('20 decisions by keyboard alone', async ({ shown, server }) => {
  await reviewSample(server.host);
  await server.host.call('settings.set', { patch: { doubtfulMargin: 1 } });
  await settled(shown);
  const queue = shown.getByRole('region', { name: 'Queue' });
  const waiting = queue.getByText(/^0 of \d{2,} decided$/);
  await expect(waiting).toBeVisible();
  const doubtful = Number((await waiting.textContent())!.match(/of (\d+)/)![1]);
  const video = shown.getByRole('navigation').getByRole('option').first();
  await expect(video).toHaveAccessibleName(new RegExp(`, ${doubtful} doubtful$`));
  await shown.keyboard.press('n');
  const first = queue.getByRole('listbox').getByRole('option').first();
  await expect(first).toHaveAttribute('aria-selected', 'true');
  await settled(shown);
  const keys = ['a', '3', 'x', 'a', '5'];
  const begunMs = Date.now();
  // A key is about the picture that is on the stage when it goes down: one looks at it first.
  const picture = shown.getByRole('img', { name: /^Frame / });
  for (let decision = 0; decision < 20; decision++) {
    const before = await picture.getAttribute('data-frame');
    await shown.keyboard.press(keys[decision % keys.length]!);
    await expect(queue.getByText(new RegExp(`^${decision + 1} of \\d+ decided$`))).toBeVisible();
    await expect(picture).not.toHaveAttribute('data-frame', before ?? '');
  }
  test.info().annotations.push({ type: 'time', description: `20 decisions in ${Date.now() - begunMs} ms` });
  const entries = await server.host.call('edits.history', { limit: 100 });
  expect(entries.length).toBeGreaterThanOrEqual(20);
  // Not 20 fewer: a segment that is accepted decides the windows that it covers as well.
  const left = async () => (await server.host.call('queue.doubtful', { margin: 1 }))[0]!.windows;
  await expect.poll(left).toBeLessThanOrEqual(doubtful - 20);
  await expect
    .poll(async () => (await video.getAttribute('aria-label'))?.endsWith(`, ${await left()} doubtful`))
    .toBe(true);
});

async function runByPalette(page: Page, words: string): Promise<void> {
  await showDialog(page, 'Control+k');
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

/** What something looks like now. @returns whether it still looks so. */
async function remembered(shown: Locator): Promise<() => Promise<boolean>> {
  const before = await shown.screenshot();
  return async () => before.equals(await shown.screenshot());
}
