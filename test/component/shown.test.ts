import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { userEvent } from 'vitest/browser';
import Figures from '../../src-renderer/components/Figures.svelte';
import Sparkline from '../../src-renderer/components/Sparkline.svelte';
import TipHost from './hosts/TipHost.svelte';

test('a tooltip comes with the keyboard’s focus and the pointer, with name and key; Escape takes it away', async () => {
  const onclick = vi.fn();
  const screen = await render(TipHost, { onclick });
  const button = screen.getByRole('button', { name: 'Loop the segment' });
  await expect.element(button).toHaveAttribute('aria-pressed', 'false');
  await userEvent.tab();
  await expect.element(button).toHaveFocus();
  const tip = screen.getByText('Loop the segment');
  await expect.element(tip).toBeVisible();
  await expect.element(tip).toHaveTextContent('C');
  await userEvent.keyboard('{Escape}');
  await expect.element(tip).not.toBeInTheDocument();
  await button.hover();
  await expect.element(tip).toBeVisible();
  await button.click();
  expect(onclick).toHaveBeenCalledOnce();
});

test('any key takes a tooltip away', async () => {
  const screen = await render(TipHost, { onclick: vi.fn() });
  await userEvent.tab();
  const tip = screen.getByText('Loop the segment');
  await expect.element(tip).toBeVisible();
  await userEvent.keyboard('n');
  await expect.element(tip).not.toBeInTheDocument();
});

test('each figure is told with what it is of', async () => {
  const figures = [
    { value: '.04', of: 'margin', isWarning: true },
    { value: '1.8', of: 'entropy, nats' },
  ];
  const screen = await render(Figures, { figures });
  const pairs = [...screen.container.querySelectorAll('dl > div')].map((pair) => [
    pair.querySelector('dt')?.textContent,
    pair.querySelector('dd')?.textContent,
  ]);
  expect(pairs).toEqual([
    ['margin', '.04'],
    ['entropy, nats', '1.8'],
  ]);
  await expect.element(screen.getByText('.04')).toHaveClass('warning');
  await expect.element(screen.getByText('1.8')).not.toHaveClass('warning');
});

test('a sparkline has a name, and its scale ends at a round number above all values', async () => {
  const screen = await render(Sparkline, { label: 'Windows a second, now 0.71', values: [0.2, 0.9, 1.3] });
  await expect.element(screen.getByRole('img', { name: 'Windows a second, now 0.71' })).toBeVisible();
  await expect.element(screen.getByText('2.0')).toBeVisible();
  expect(heights(screen.container).every((y) => y > 0 && y < 32)).toBe(true);
  await screen.rerender({ values: [180, 20] });
  await expect.element(screen.getByText('200')).toBeVisible();
  const [first, last] = heights(screen.container);
  // Up is small.
  expect(first).toBeLessThan(last!);
});

test('a sparkline without values draws nothing', async () => {
  const screen = await render(Sparkline, { label: 'Speed', values: [] });
  expect(screen.container.querySelector('path')?.getAttribute('d')).toBe('');
});

function heights(container: Element): number[] {
  const path = container.querySelector('path')?.getAttribute('d') ?? '';
  return [...path.matchAll(/[ML]\S+ (\S+?)(?=[ML]|$)/g)].map(([, y]) => Number(y));
}
