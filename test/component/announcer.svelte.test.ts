import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import { Announcer } from '../../src-renderer/state/announcer.svelte.ts';

test('who says something in an effect is not made to say it again', () => {
  const announcer = new Announcer();
  let runs = 0;
  const stop = $effect.root(() => {
    $effect(() => {
      runs++;
      announcer.alert('Not saved.');
      announcer.say('Next.');
    });
  });
  flushSync();
  stop();
  expect(runs).toBe(1);
  expect([announcer.assertive, announcer.polite]).toEqual(['Not saved.', 'Next.']);
});

test('regions that come later know what was said before them', () => {
  const announcer = new Announcer();
  const before = announcer.alerted;
  announcer.alert('Not saved.');
  expect(announcer.alerted).not.toBe(before);
});
