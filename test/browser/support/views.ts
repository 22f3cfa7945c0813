import { expect, type Locator, type Page } from '@playwright/test';

/** One thing that the screen can show of an open, analyzed project; the screen is left as it was found. */
export interface View {
  readonly name: string;
  /** Selector of what is other than in the views before; by default all of it. */
  readonly part?: string;
  /** Shows it and waits until it stands still. */
  show(page: Page): Promise<void>;
  hide?(page: Page): Promise<void>;
}

/** Frames that are on their way keep the page from being quiet for less. */
const QUIET_MS = 500;

const escape = (page: Page) => page.keyboard.press('Escape');

const INSPECTOR = '[aria-label="Inspector"]:not(button)';

/** What the window shows beside dialogs and menus. */
const PANELS: readonly View[] = [
  {
    name: 'review',
    async show(page) {
      await page.keyboard.press('Alt+Shift+1');
      await page.keyboard.press('Alt+1');
      await expect(page.getByRole('img', { name: /^Frame .*highest at/ })).toBeVisible();
    },
  },
  { name: 'segment', part: INSPECTOR, show: showSegment, hide: (page) => page.keyboard.press('Alt+1') },
  {
    name: 'model',
    part: INSPECTOR,
    show: (page) => page.keyboard.press('Alt+4'),
    hide: (page) => page.keyboard.press('Alt+1'),
  },
  {
    name: 'several segments',
    part: INSPECTOR,
    async show(page) {
      await showSegment(page);
      await page.getByRole('region', { name: 'Timeline' }).getByRole('listbox').first().focus();
      await page.keyboard.press('Control+a');
    },
    hide: (page) => page.keyboard.press('Alt+1'),
  },
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
  {
    name: 'blind pass',
    show: (page) => showQueue(page, 'Blind pass', page.getByRole('heading', { name: 'Blind pass' })),
    hide: (page) => showQueue(page, 'Margin', page.getByRole('tab', { name: 'Predictions' })),
  },
];

/** Dialogs as they open. */
const DIALOGS = inDialogs([
  { name: 'palette', show: (page) => showDialog(page, 'Control+k') },
  { name: 'shortcuts', show: (page) => showDialog(page, '?') },
  { name: 'settings', show: (page) => showDialog(page, 'Control+,') },
  {
    name: 'export',
    async show(page) {
      await showDialog(page, 'Control+e');
      await expect(page.getByRole('button', { name: /^Export [1-9]\d* segments?/ })).toBeEnabled();
    },
  },
  { name: 'import', show: (page) => showByPalette(page, 'Import annotations') },
  { name: 'charts', show: (page) => showByPalette(page, 'Charts') },
  { name: 'add-model', show: (page) => showByPalette(page, 'Add model') },
  { name: 'files', show: (page) => showByPalette(page, 'Open project') },
  { name: 'new project', show: (page) => showByPalette(page, 'New project') },
  { name: 'name of the annotator', show: (page) => showByPalette(page, 'Set your name') },
]);

/** The other pages of those that have several. */
const PAGES = inDialogs([
  ...['Analysis', 'Overlay', 'Labels', 'Shortcuts', 'Models'].map((title) => ({
    name: `settings: ${title}`,
    show: (page: Page) => showPage(page, title, 'Settings', () => showDialog(page, 'Control+,')),
  })),
  ...['Confusion', 'Precision and recall', 'Agreement', 'Pace', 'Coverage'].map((title) => ({
    name: `charts: ${title}`,
    show: (page: Page) => showPage(page, title, 'Charts', () => showByPalette(page, 'Charts')),
  })),
]);

/** What floats over a part of the window. */
const MENUS: readonly View[] = [
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
];

/** Every view of an open project, in groups that each begin and end with the window as it was. */
export const VIEWS = { panels: PANELS, dialogs: DIALOGS, pages: PAGES, menus: MENUS } as const;

function inDialogs(views: readonly Pick<View, 'name' | 'show'>[]): readonly View[] {
  return views.map((view) => ({ ...view, part: 'dialog[open]', hide: escape }));
}

/** Waits until pictures have come and nothing moves any more. */
export async function settled(page: Page): Promise<void> {
  await expect(page.getByText('Exact frame')).toBeVisible();
  await quiet(page);
  await page.evaluate(() =>
    Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => null),
  );
}

/** Waits until nothing has been asked of the host, and nothing answered, for half a second. */
async function quiet(page: Page): Promise<void> {
  const kinds = ['request', 'requestfinished', 'requestfailed'] as const;
  await new Promise<void>((resolve) => {
    const end = () => {
      for (const kind of kinds) page.off(kind as 'request', again);
      resolve();
    };
    let timer = setTimeout(end, QUIET_MS);
    const again = () => {
      clearTimeout(timer);
      timer = setTimeout(end, QUIET_MS);
    };
    for (const kind of kinds) page.on(kind as 'request', again);
  });
}

export async function showDialog(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key);
  await expect(page.getByRole('dialog')).toBeVisible();
}

export async function showByPalette(page: Page, words: string): Promise<void> {
  await showDialog(page, 'Control+k');
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByRole('heading').first()).toBeVisible();
}

async function showPage(page: Page, title: string, dialog: string, open: () => Promise<void>): Promise<void> {
  await open();
  const shown = page.getByRole('dialog', { name: dialog });
  await shown.getByRole('tab', { name: title, exact: true }).click();
  await expect(shown.getByRole('tabpanel', { name: title })).toBeVisible();
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
