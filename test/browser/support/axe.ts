import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** Violations that are serious or critical, in a line each. */
export async function faultsForAxe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes
        // A menu's entries get the focus by script, and scroll it: axe looks for what Tab reaches.
        .filter(({ html }) => id !== 'scrollable-region-focusable' || !html.includes('role="menu"'))
        .slice(0, 5)
        .map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
    );
}
