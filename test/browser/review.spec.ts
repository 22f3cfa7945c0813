import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './support/fixtures.ts';
import { faultsForAxe } from './support/axe.ts';
import { messageOf, timelineOf } from './support/parts.ts';
import { analyzeSample, reviewSample } from './support/reviewed-sample.ts';
import { settled, showQueue } from './support/views.ts';
import { goToFrame } from './support/stage.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('a blind pass hides what the model says, and tells at its end how often one agreed', async ({ shown, server }) => {
  test.slow();
  await analyzeSample(server.host);
  await settled(shown);
  await showQueue(shown, 'Blind pass', shown.getByRole('heading', { name: 'Blind pass' }));
  const queue = shown.getByRole('region', { name: 'Queue' });
  const waiting = queue.getByText(/^\d+ left$/);
  await expect(waiting).toBeVisible();
  const picture = shown.getByRole('img', { name: /^Frame / });
  await expect(queue.getByRole('option', { selected: true })).toHaveCount(1);
  // Neither a score in the list, nor a map over the picture, nor a ribbon in the timeline.
  for (const option of await queue.getByRole('option').all()) expect(await option.textContent()).not.toMatch(/\.\d\d/);
  await expect(picture).not.toHaveAccessibleName(/highest at/);
  const timeline = timelineOf(shown);
  await expect(timeline.getByRole('listbox', { name: /^(model|ribbon)/i })).toHaveCount(0);
  await expect(shown.getByLabel('What the overlay shows')).toHaveCount(0);
  const count = Number((await waiting.textContent())!.split(' ')[0]);
  for (let decided = 1; decided <= count; decided++) {
    const before = await picture.getAttribute('data-frame');
    await shown.keyboard.press('1');
    if (decided === count) break;
    await expect(queue.getByText(new RegExp(`^${decided} of ${count} decided$`))).toBeVisible();
    await expect(picture).not.toHaveAttribute('data-frame', before ?? '');
  }
  const result = queue.getByRole('table');
  await expect(queue.getByText('The blind pass is done.')).toBeVisible();
  await expect(
    result
      .getByRole('row', { name: /^clear/ })
      .getByRole('cell')
      .first(),
  ).toHaveText(/\d+ of \d+/);
  const windows = async () => {
    const said = (await result.getByRole('row').allTextContents()).join(' ');
    return [...said.matchAll(/\d+ of (\d+)/g)].reduce((sum, [, of]) => sum + Number(of), 0);
  };
  await expect.poll(windows).toBe(count);
  expect(await faultsForAxe(shown)).toEqual([]);
});

test('neighbours with the same wrong label are set right as one edit, and one undo brings all back', async ({
  shown,
  server,
}) => {
  const before = await analyzeSample(server.host);
  await settled(shown);
  // Nothing happens in it, as in a dozen others.
  await goToFrame(shown, 100);
  const tab = shown.getByRole('tabpanel', { name: 'Predictions' });
  await expect(tab.getByText('still').first()).toBeVisible();
  await expect(tab.getByRole('button', { name: /^Window of motions\.mp4, .*, distance/ })).toHaveCount(5);
  const fixAll = tab.getByRole('button', { name: /^Fix all like this/ });
  await expect(fixAll).toHaveAttribute('aria-disabled', 'true');
  await shown.keyboard.press('2');
  const segments = () => server.host.call('segments.list', {});
  await expect.poll(async () => (await segments()).filter(({ status }) => status === 'corrected').length).toBe(1);
  const afterOne = await segments();
  const corrected = afterOne.find(({ status }) => status === 'corrected')!;
  const still = before.find(({ id }) => id === corrected.id)!.classId;
  expect(corrected.classId).not.toBe(still);

  await shown.keyboard.press('y');
  const preview = tab.getByRole('group', { name: 'Fix all like this' });
  const relabel = preview.getByRole('button', { name: /^Relabel \d+ segments$/ });
  await expect(relabel).toBeVisible();
  const count = Number(/\d+/.exec((await relabel.textContent())!)![0]);
  expect(count).toBeGreaterThan(1);
  const edits = async () => (await server.host.call('edits.history', { limit: 100 })).length;
  const editsBefore = await edits();
  await shown.keyboard.press('Enter');
  await expect(messageOf(shown)).toContainText(`${count} segments relabelled`);
  expect(await edits()).toBe(editsBefore + 1);
  const changed = (await segments()).filter((now) => afterOne.find(({ id }) => id === now.id)?.classId !== now.classId);
  expect(changed).toHaveLength(count);
  for (const { id, classId, status } of changed) {
    expect([classId, status]).toEqual([corrected.classId, 'corrected']);
    expect(afterOne.find((segment) => segment.id === id)).toMatchObject({ classId: still, status: 'unreviewed' });
  }
  await shown.keyboard.press('Control+z');
  await expect.poll(segments).toEqual(afterOne);
});

test('an export to where nothing can be written says so, and is tried again elsewhere', async ({ shown, server }) => {
  await reviewSample(server.host);
  await settled(shown);
  const before = await server.host.call('segments.list', {});
  writeFileSync(join(server.home.folder, 'taken'), 'a file');
  await shown.keyboard.press('Control+e');
  const dialog = shown.getByRole('dialog', { name: 'Export' });
  const target = dialog.getByRole('textbox', { name: 'Folder to write to' });
  const go = dialog.getByRole('button', { name: /^Export [1-9]\d* segments?/ });
  await expect(go).toBeEnabled();
  await target.fill(join(server.home.folder, 'taken', 'set'));
  await go.click();
  await expect(dialog.getByRole('alert')).toContainText(/taken.*\./);
  expect(await dialog.getByRole('alert').textContent()).not.toMatch(/ENOTDIR|EACCES|at .*\.js/);
  expect(await faultsForAxe(shown)).toEqual([]);
  // Nothing is lost: what was chosen stands there, and what people said is as it was.
  await expect(go).toBeEnabled();
  expect(await server.host.call('segments.list', {})).toEqual(before);
  await target.fill(join(server.home.folder, 'set'));
  await go.click();
  await expect(dialog.getByText('verified', { exact: true })).toBeVisible();
  expect(existsSync(join(server.home.folder, 'set', 'manifest.json'))).toBe(true);
});

test('an analysis pauses, goes on where it was, and is stopped with what is done', async ({ shown, server }) => {
  await server.host.call('settings.set', { patch: { stride: 0.25 } });
  await shown.getByRole('button', { name: 'Open sample' }).click();
  await settled(shown);
  // Of the two ways to begin, one calls.
  await expect(shown.getByRole('button', { name: 'Analyze' })).toHaveCount(2);
  await shown.keyboard.press('Alt+4');
  await shown.getByRole('banner').getByRole('button', { name: 'Analyze' }).first().click();
  const model = shown.getByRole('tabpanel', { name: 'Model' });
  await expect(model.getByRole('button', { name: /^Cancel, keep [1-9]/ })).toBeVisible();
  await model.getByRole('button', { name: 'Pause' }).click();
  const goOn = model.getByRole('button', { name: 'Continue' });
  await expect(goOn).toBeVisible();
  const done = async () => (await server.host.call('runs.list', {})).map(({ videos }) => videos[0]!.doneWindows);
  const [paused] = await done();
  expect(paused).toBeGreaterThan(0);
  expect(await faultsForAxe(shown)).toEqual([]);
  await goOn.click();
  await expect(model.getByRole('button', { name: /^Cancel, keep/ })).toBeVisible();
  await expect.poll(async () => (await done())[0]).toBeGreaterThan(paused!);
  await model.getByRole('button', { name: /^Cancel, keep/ }).click();
  await expect(messageOf(shown)).toContainText(/Stopped at .* The run is partial/);
  await expect(goOn).toBeVisible();
  // The same run, not another one.
  expect(await done()).toHaveLength(1);
  // And how fast it was is known at once.
  await shown.keyboard.press('Control+,');
  await shown.getByRole('tab', { name: 'Models' }).click();
  await expect(shown.getByRole('row', { name: /demo-motion/ })).toContainText(/\d windows\/s/);
});
