import { faultsForAxe } from './support/axe.ts';
import { expect, test } from './support/fixtures.ts';
import { reviewSample } from './support/reviewed-sample.ts';
import { settled, VIEWS } from './support/views.ts';

// Colours that are on their way from one state to the next are no colours of the screen.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

for (const theme of ['dark', 'light'] as const) {
  test(`axe finds nothing serious on any view, ${theme}`, async ({ shown, server }) => {
    test.slow();
    await server.host.call('settings.set', { patch: { theme } });
    await expect(shown.locator('html')).toHaveAttribute('data-theme', theme);
    expect.soft(await faultsForAxe(shown), 'first start').toEqual([]);
    await reviewSample(server.host);
    await settled(shown);
    for (const view of VIEWS) {
      await view.show(shown);
      expect.soft(await faultsForAxe(shown), view.name).toEqual([]);
      await view.hide?.(shown);
    }
  });
}

test('F6 walks through the regions in the order of the window', async ({ shown, server }) => {
  await reviewSample(server.host);
  await settled(shown);
  const seen: string[] = [];
  for (let press = 0; press < 7; press++) {
    await shown.keyboard.press('F6');
    const names = await shown.evaluate(() => {
      const region = document.activeElement?.closest('header, nav, main, footer, [aria-label]:is(section, aside, div)');
      return [region?.tagName.toLowerCase(), region?.getAttribute('aria-label')];
    });
    seen.push(names.filter(Boolean).join(' '));
  }
  expect(new Set(seen).size, seen.join(' | ')).toBe(7);
});

test('20 decisions by keyboard alone', async ({ shown, server }) => {
  await reviewSample(server.host);
  await server.host.call('settings.set', { patch: { doubtfulMargin: 1 } });
  await settled(shown);
  const queue = shown.getByRole('region', { name: 'Queue' });
  await expect(queue.getByText(/^0 of \d{2,} decided$/)).toBeVisible();
  await shown.keyboard.press('n');
  const first = queue.getByRole('listbox').getByRole('option').first();
  await expect(first).toHaveAttribute('aria-selected', 'true');
  await settled(shown);
  const keys = ['a', '3', 'x', 'a', '5'];
  const begunMs = Date.now();
  // A key is about the picture that is on the stage when it goes down: one looks at it first.
  const picture = shown.getByRole('img', { name: /^Frame / });
  for (let decision = 0; decision < 20; decision++) {
    const before = await picture.getAttribute('data-frame');
    await shown.keyboard.press(keys[decision % keys.length]!);
    await expect(queue.getByText(new RegExp(`^${decision + 1} of \\d+ decided$`))).toBeVisible();
    await expect(picture).not.toHaveAttribute('data-frame', before ?? '');
  }
  test.info().annotations.push({ type: 'time', description: `20 decisions in ${Date.now() - begunMs} ms` });
  const entries = await server.host.call('edits.history', { limit: 100 });
  expect(entries.length).toBeGreaterThanOrEqual(20);
});
