import { expect, type Locator, type Page } from '@playwright/test';

/** One thing that the screen can show of an open, analyzed project; the screen is left as it was found. */
export interface View {
  readonly name: string;
  /** Shows it and waits until it stands still. */
  show(page: Page): Promise<void>;
  hide?(page: Page): Promise<void>;
}

const escape = (page: Page) => page.keyboard.press('Escape');

/** Every view of an open project. */
export const VIEWS: readonly View[] = [
  {
    name: 'review',
    async show(page) {
      await page.keyboard.press('Alt+Shift+1');
      await page.keyboard.press('Alt+1');
      await expect(page.getByRole('img', { name: /^Frame .*highest at/ })).toBeVisible();
    },
  },
  { name: 'segment', show: (page) => showSegment(page), hide: (page) => page.keyboard.press('Alt+1') },
  { name: 'model', show: (page) => page.keyboard.press('Alt+4'), hide: (page) => page.keyboard.press('Alt+1') },
  {
    name: 'attention',
    async show(page) {
      await page.keyboard.press('Alt+Shift+2');
      await page.keyboard.press('Alt+2');
      await expect(page.getByRole('tab', { name: 'Attention' })).toHaveAttribute('aria-selected', 'true');
    },
    hide: (page) => page.keyboard.press('Alt+Shift+1'),
  },
  {
    name: 'overview',
    show: (page) => page.keyboard.press('Alt+Shift+3'),
    hide: (page) => page.keyboard.press('Alt+Shift+1'),
  },
  { name: 'palette', show: (page) => showDialog(page, 'Control+k'), hide: escape },
  { name: 'shortcuts', show: (page) => showDialog(page, '?'), hide: escape },
  { name: 'settings', show: (page) => showDialog(page, 'Control+,'), hide: escape },
  ...['Analysis', 'Overlay', 'Labels', 'Shortcuts', 'Models'].map((title) => ({
    name: `settings: ${title}`,
    show: (page: Page) => showPage(page, title, showDialog(page, 'Control+,')),
    hide: escape,
  })),
  {
    name: 'export',
    async show(page) {
      await showDialog(page, 'Control+e');
      await expect(page.getByRole('button', { name: /^Export [1-9]\d* segments?/ })).toBeEnabled();
    },
    hide: escape,
  },
  { name: 'import', show: (page) => showByPalette(page, 'Import annotations'), hide: escape },
  ...['Confusion', 'Precision and recall', 'Agreement', 'Pace', 'Coverage'].map((title) => ({
    name: `charts: ${title}`,
    show: (page: Page) => showPage(page, title, showByPalette(page, 'Charts')),
    hide: escape,
  })),
  { name: 'add-model', show: (page) => showByPalette(page, 'Add model'), hide: escape },
  { name: 'files', show: (page) => showByPalette(page, 'Open project'), hide: escape },
  { name: 'new project', show: (page) => showByPalette(page, 'New project'), hide: escape },
  { name: 'name of the annotator', show: (page) => showByPalette(page, 'Set your name'), hide: escape },
  {
    name: 'any label',
    async show(page) {
      await page.keyboard.press('`');
      await expect(page.getByRole('combobox', { name: /label/i })).toBeFocused();
    },
    hide: escape,
  },
  {
    name: 'menu of the queue',
    async show(page) {
      await page.getByRole('button', { name: /^Order of the queue/ }).press('Enter');
      await expect(page.getByRole('menu').getByRole('menuitemradio').first()).toBeFocused();
    },
    hide: escape,
  },
  {
    name: 'menu of the library',
    async show(page) {
      await page.getByRole('navigation').getByRole('option').first().click({ button: 'right' });
      await expect(page.getByRole('menu')).toBeVisible();
    },
    hide: escape,
  },
  {
    name: 'several segments',
    async show(page) {
      await showSegment(page);
      await page.getByRole('region', { name: 'Timeline' }).getByRole('listbox').first().focus();
      await page.keyboard.press('Control+a');
    },
    hide: (page) => page.keyboard.press('Alt+1'),
  },
  {
    name: 'blind pass',
    show: (page) => showQueue(page, 'Blind pass', page.getByRole('heading', { name: 'Blind pass' })),
    hide: (page) => showQueue(page, 'Margin', page.getByRole('tab', { name: 'Predictions' })),
  },
];

/** Waits until pictures have come and nothing moves any more. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await expect(page.getByText('Exact frame')).toBeVisible();
  await page.evaluate(() =>
    Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => null),
  );
}

async function showDialog(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key);
  await expect(page.getByRole('dialog')).toBeVisible();
}

async function showByPalette(page: Page, words: string): Promise<void> {
  await showDialog(page, 'Control+k');
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByRole('heading').first()).toBeVisible();
}

async function showPage(page: Page, title: string, opened: Promise<void>): Promise<void> {
  await opened;
  await page.getByRole('dialog').getByRole('tab', { name: title, exact: true }).click();
  await expect(page.getByRole('dialog').getByRole('tabpanel', { name: title })).toBeVisible();
  await page.waitForLoadState('networkidle');
}

/** Asks for another order of the queue, until what belongs to it is there. */
export async function showQueue(page: Page, order: string, shown: Locator): Promise<void> {
  await page.getByRole('button', { name: /^Order of the queue/ }).click();
  await page.getByRole('menu').getByText(order, { exact: true }).click();
  await expect(shown).toBeVisible();
}

async function showSegment(page: Page): Promise<void> {
  await page.getByRole('region', { name: 'Timeline' }).getByRole('listbox').first().focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Alt+3');
}
