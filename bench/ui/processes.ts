import type { Browser } from '@playwright/test';
import { processBytes } from '../../test/support/process-use.ts';

/** Resident bytes of each kind of Chromium's processes, shared pages divided among those that share them; null where the system doesn't tell. */
export async function chromiumBytes(browser: Browser): Promise<ReadonlyMap<string, number> | null> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const bytes = new Map<string, number>();
  for (const { id, type } of processInfo) {
    const own = processBytes(id);
    if (own === null) return null;
    bytes.set(type, (bytes.get(type) ?? 0) + own);
  }
  return bytes;
}
