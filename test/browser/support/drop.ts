import type { Page } from '@playwright/test';

/** Drags files and folders of this machine over the window and lets go of them there, as the system would. */
export async function dropPaths(page: Page, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const event = { x: 400, y: 300, data: { items: [], files: [...paths], dragOperationsMask: 1 } };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...event });
  }
  await session.detach();
}
