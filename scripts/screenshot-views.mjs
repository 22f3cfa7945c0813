// What the pictures of docs/screenshots show, in order: each view, how it is reached, and what takes it back.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FILMS, LAST_FILM } from './screenshot-study.mjs';

/** For what computes: an analysis, a check of a map. */
const LONG_MS = 180_000;
/** Of the first items of the queue. */
const DECISIONS = [...'aa9auaxa'];

/**
 * @typedef {object} View
 * @property {string} name of the picture's file
 * @property {(page: import('@playwright/test').Page, home: string) => Promise<void>} [open] from the review, or from
 *   where the view before has left the screen
 * @property {(page: import('@playwright/test').Page) => Promise<void>} [close] back to the review
 * @property {number} [settleMs] until what it shows has been computed
 */

/** Before a project is open. @type {View[]} */
export const FIRST_VIEWS = [
  { name: 'start' },
  { name: 'files', open: openPicker, close: (page) => press(page, 'Escape') },
];

/** Of the sample, analyzed and partly reviewed. @type {View[]} */
export const REVIEW_VIEWS = [
  { name: 'review' },
  { name: 'queue-menu', open: openQueueMenu, close: escape },
  { name: 'labels', open: (page) => press(page, '`'), close: escape },
  { name: 'segment', open: showSegment },
  { name: 'model', open: (page) => press(page, 'Alt+4'), close: (page) => press(page, 'Alt+1') },
  {
    name: 'overview',
    open: (page) => press(page, 'Alt+Shift+3', 'Shift+F'),
    close: async (page) => {
      await press(page, 'Alt+Shift+1');
      await zoomIn(page);
    },
  },
  { name: 'attention', open: lookAtAttention },
  { name: 'attention-patch', open: askPatch, close: (page) => press(page, 'Escape', 'Alt+1', 'Alt+Shift+1') },
  { name: 'export', open: (page) => press(page, 'Control+e'), close: escape, settleMs: 4000 },
  { name: 'palette', open: (page) => search(page, 'att'), close: escape },
  { name: 'shortcuts', open: (page) => press(page, '?'), close: escape },
  { name: 'settings', open: (page) => press(page, 'Control+,') },
  { name: 'settings-labels', open: (page) => showPage(page, 'Labels') },
  { name: 'settings-models', open: (page) => showPage(page, 'Models'), close: escape },
  { name: 'add-model', open: (page) => command(page, 'Add model'), close: escape },
  { name: 'import', open: previewImport, settleMs: 1500 },
  // With the labels of a second person, which the charts compare.
  { name: 'imported', open: applyImport, close: (page) => page.getByRole('button', { name: 'Done' }).click() },
  { name: 'charts', open: (page) => command(page, 'Charts'), settleMs: 2500 },
  { name: 'charts-thresholds', open: (page) => showPage(page, 'Precision and recall'), settleMs: 2500 },
  { name: 'charts-agreement', open: (page) => showPage(page, 'Agreement'), settleMs: 1500 },
  { name: 'charts-pace', open: (page) => showPage(page, 'Pace') },
  { name: 'charts-coverage', open: (page) => showPage(page, 'Coverage'), close: escape },
  { name: 'blind', open: beginBlindPass, settleMs: 1500 },
  { name: 'blind-result', open: endBlindPass },
];

/**
 * Analyzes the study's last film and decides on some items of its queue. `atWork` is called while the analysis runs.
 *
 * @param {string} project file of the study.
 */
export async function review(page, project, atWork) {
  await press(page, 'Control+o');
  await goTo(page, dirname(project));
  await page.getByRole('option', { name: basename(project) }).dblclick();
  await film(page, LAST_FILM.name).click();
  await page.getByText('Exact frame').waitFor({ timeout: LONG_MS });
  await press(page, 'Alt+4');
  await page.getByRole('banner').getByRole('button', { name: 'Analyze' }).first().click();
  await page
    .getByText(/^(1[5-9]\d|[2-9]\d\d) of \d+ windows · .*\/s/)
    .first()
    .waitFor({ timeout: LONG_MS });
  // To what has just been done.
  await press(page, '+', '+', '+', 'g');
  await page.keyboard.type('2300');
  await press(page, 'Enter');
  await leave(page);
  await page.waitForTimeout(2500);
  await atWork();
  await page.getByRole('banner').getByRole('button', { name: 'Analyze' }).first().waitFor({ timeout: LONG_MS });
  await set(page, { doubtfulMargin: 0.3 });
  await film(page, FILMS[0].name).click();
  await page.waitForTimeout(6000);
  await press(page, 'Alt+1');
  await page.mouse.move(300, 4);
  await press(page, 'n');
  for (const key of DECISIONS) {
    await page.waitForTimeout(1200);
    await press(page, key);
  }
  const isFirstFilm = () => page.getByRole('main').getByText(FILMS[0].name).isVisible();
  for (let i = 0; i < 30 && (i === 0 || !(await isFirstFilm())); i++) {
    await press(page, 'n');
    await page.waitForTimeout(1200);
  }
  await (await markedMost(page)).click();
  await page.mouse.move(300, 4);
  await zoomIn(page);
  // Messages go by themselves.
  await page.waitForTimeout(6500);
}

/** Changes settings, as the settings' page does. */
export async function set(page, patch) {
  await page.evaluate((params) => globalThis.host.send('settings.set', params), { patch });
}

/** Of the frames of the window, the one with the largest share of the map. */
async function markedMost(page) {
  const frames = page.getByRole('listbox', { name: 'Frames the model took' }).getByRole('option');
  const names = await frames.evaluateAll((all) => all.map((option) => option.getAttribute('aria-label')));
  const weights = names.map((name) => Number(/weight (\S+)/.exec(name)?.[1] ?? 0));
  return frames.nth(weights.indexOf(Math.max(...weights)));
}

function film(page, name) {
  return page.getByRole('navigation').getByRole('option', { name: new RegExp(`^${name}`) });
}

async function openPicker(page, home) {
  const study = join(home, 'study');
  for (const folder of ['2026-09', '2026-10', 'pilot']) mkdirSync(join(study, folder), { recursive: true });
  for (const name of ['grooming', 'open field', 'pilot']) writeFileSync(join(study, `${name}.timeloupe`), '');
  await page.getByRole('button', { name: 'Open project' }).click();
  await goTo(page, study);
}

/** Of a window in which something moves: what the map marks there decides the score. */
async function lookAtAttention(page) {
  await press(page, 'g');
  await page.keyboard.type('1085');
  await press(page, 'Enter');
  await page.waitForTimeout(2000);
  await (await markedMost(page)).click();
  await press(page, 'Alt+2', 'Alt+Shift+2');
  await page.waitForTimeout(3000);
  await press(page, 'h');
  await page.mouse.move(300, 4);
  await page.getByText(/^(Holds|Weak|Does not hold)/).waitFor({ timeout: LONG_MS });
}

/** Asks the patch that the map marks most, of the 8 x 8 within the square in the middle of the picture. */
async function askPatch(page) {
  const picture = page.getByRole('img', { name: /^Frame .*highest at/ }).first();
  const [column, row] = /patch (\d+), (\d+)/
    .exec(await picture.getAttribute('aria-label'))
    .slice(1)
    .map(Number);
  const { x, y, width, height } = await picture.boundingBox();
  const patchPx = height / 8;
  await page.mouse.click(x + width / 2 + (column - 3.5) * patchPx, y + (row + 0.5) * patchPx);
  await page.waitForTimeout(2500);
}

/** The labels of another observer, who sees some edges elsewhere, some things as something else, and wrote a table. */
async function previewImport(page, home) {
  const sample = join(import.meta.dirname, '..', 'resources', 'sample', 'motions.segments.json');
  const { fps, segments } = JSON.parse(readFileSync(sample, 'utf8'));
  const rows = segments.map(({ startFrame, endFrame, label }, i) => {
    const start = Math.max(0, startFrame + ((i * 5) % 7) - 3);
    const said = i % 9 === 4 ? 'still' : i % 11 === 6 ? 'tremble' : label;
    return [FILMS[0].name, (start / fps).toFixed(3), (endFrame / fps).toFixed(3), said, 'Kim'].join(',');
  });
  writeFileSync(join(home, 'kim.csv'), ['video,start,end,label,annotator', ...rows, ''].join('\n'));
  await command(page, 'Import annotations');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Choose/ })
    .first()
    .click();
  await goTo(page, home);
  await page.getByRole('option', { name: 'kim.csv' }).dblclick();
  await page.getByRole('button', { name: /^Import \d+ segments/ }).waitFor({ timeout: LONG_MS });
}

async function applyImport(page) {
  await page.getByRole('button', { name: /^Import \d+ segments/ }).click();
  await page.getByText('imported', { exact: true }).waitFor({ timeout: LONG_MS });
}

/** The one nearest to the playhead. */
async function showSegment(page) {
  // On the menu's button, which has the focus back, the arrow would open the menu.
  await leave(page);
  await press(page, 'ArrowDown', 'Alt+3');
}

async function openQueueMenu(page) {
  await page.getByRole('button', { name: /^Order of the queue/ }).click();
  await page.getByRole('menu').waitFor();
  await page.waitForTimeout(250);
}

async function beginBlindPass(page) {
  await openQueueMenu(page);
  await page.getByRole('menuitemradio', { name: 'Blind pass' }).click();
  await page.getByRole('heading', { name: 'Blind pass' }).waitFor({ timeout: LONG_MS });
  await press(page, 'n');
}

/** Says of each window what the one before was, or something else: as somebody would who looks away at times. */
async function endBlindPass(page) {
  const result = page.getByText('The blind pass is done.');
  for (let i = 0; i < 60 && !(await result.isVisible()); i++) {
    await press(page, String(1 + (i % 9)));
    await page.waitForTimeout(700);
  }
  await result.waitFor();
}

/** About half a minute around the playhead. */
async function zoomIn(page) {
  await press(page, 'Shift+F', '+', '+');
}

/** Takes pointer and focus from what they are on. */
async function leave(page) {
  await page.mouse.move(300, 4);
  await page.evaluate(() => globalThis.document.activeElement.blur());
}

async function goTo(page, folder) {
  await page.getByRole('textbox', { name: 'Folder' }).fill(folder);
  await page.keyboard.press('Enter');
  await page.waitForTimeout(800);
}

async function showPage(page, name) {
  await page.getByRole('dialog').getByRole('tab', { name }).click();
}

async function press(page, ...keys) {
  for (const key of keys) {
    await page.keyboard.press(key);
    await page.waitForTimeout(250);
  }
}

function escape(page) {
  return press(page, 'Escape');
}

async function search(page, text) {
  await press(page, 'Control+k');
  await page.keyboard.type(text);
}

async function command(page, title) {
  await search(page, title);
  await press(page, 'Enter');
}
