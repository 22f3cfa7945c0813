import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepFocus } from '../../src-renderer/parts/shell/focus-keeper.ts';

let end: () => void;
let page: HTMLElement;

beforeEach(() => {
  page = document.createElement('div');
  page.innerHTML = `
    <section aria-label="Queue"><button>Order</button><div role="listbox" tabindex="0" data-focus-home>Items</div></section>
    <aside aria-label="Inspector"><button aria-selected="true">Tab</button><button id="apply">Apply</button></aside>
    <main><button id="play">Play</button></main>`;
  document.body.append(page);
  end = keepFocus();
});
afterEach(() => {
  end();
  page.remove();
});

function find(selector: string): HTMLElement {
  return page.querySelector<HTMLElement>(selector)!;
}

test('where what had the focus is taken away, it stays in its region, at what is chosen there', async () => {
  find('#apply').focus();
  find('#apply').remove();
  await expect.poll(() => document.activeElement).toBe(find('aside button'));
});

test('where its region goes too, it goes to where it belongs', async () => {
  find('#apply').focus();
  find('aside').remove();
  await expect.poll(() => document.activeElement).toBe(find('[role=listbox]'));
});

test('what is no longer shown has no focus', async () => {
  find('#play').focus();
  find('main').style.display = 'none';
  await expect.poll(() => document.activeElement).toBe(find('[role=listbox]'));
});

test('what was left by hand, or moved on by itself, is left alone', async () => {
  find('#apply').focus();
  find('#apply').blur();
  await twoFrames();
  find('#apply').remove();
  await twoFrames();
  expect(document.activeElement).toBe(document.body);

  find('#play').focus();
  const other = find('aside button');
  find('#play').remove();
  await Promise.resolve().then(() => other.focus());
  await twoFrames();
  expect(document.activeElement).toBe(other);
});

async function twoFrames(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
}
