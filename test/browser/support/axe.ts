import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/**
 * Violations that are serious or critical, in a line each.
 *
 * @param part selector of what is looked at; by default all that is shown.
 */
export async function faultsForAxe(page: Page, part?: string): Promise<string[]> {
  // There are no frames to go into: the newer way would open a page of its own for each answer.
  const builder = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  const { violations } = await (part === undefined ? builder : builder.include(part)).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes
        // A menu's entries get the focus by arrow keys, and scroll it: axe looks for what Tab reaches.
        .filter(({ html }) => id !== 'scrollable-region-focusable' || !html.includes('role="menu"'))
        .slice(0, 5)
        .map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
    );
}
