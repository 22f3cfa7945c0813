import { afterEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Field from '../../src-renderer/components/Field.svelte';

afterEach(() => document.documentElement.removeAttribute('data-theme'));

test('a field that can be written in is the lightest thing of the light theme, and one that can’t is not', async () => {
  document.documentElement.setAttribute('data-theme', 'light');
  const screen = await render(Field, { label: 'Folder', value: '/clips' });
  const colour = () => getComputedStyle(screen.container.querySelector('.field')!).backgroundColor;
  expect(colour()).toBe('rgb(255, 255, 255)');
  await screen.rerender({ disabled: true });
  expect(colour()).not.toBe('rgb(255, 255, 255)');
});
