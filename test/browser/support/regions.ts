import type { Page } from '@playwright/test';

/** Presses F6 again and again. @returns which region has the focus after each press. */
export async function walkRegions(page: Page, presses: number): Promise<string[]> {
  const regions: string[] = [];
  for (let press = 0; press < presses; press++) {
    await page.keyboard.press('F6');
    regions.push(
      await page.evaluate(() => {
        const parts = '.app > header, nav, main, .app > footer, aside, [aria-label=Queue], [aria-label=Timeline]';
        const region = document.activeElement?.closest(parts);
        return region?.getAttribute('aria-label') ?? region?.localName ?? 'none';
      }),
    );
  }
  return regions;
}
