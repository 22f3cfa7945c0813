import type { Locator, Page } from '@playwright/test';

/** The lanes with what stands before and above them. */
export function timelineOf(page: Page): Locator {
  return page.getByRole('region', { name: 'Timeline' });
}

/** What a toast says. */
export function messageOf(page: Page): Locator {
  return page.getByRole('group', { name: 'Message' });
}
