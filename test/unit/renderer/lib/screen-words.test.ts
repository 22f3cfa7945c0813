import { expect, test } from 'vitest';
import { screenWords } from '../../../../src-renderer/lib/screen-words.ts';

test.each([
  [
    'model.pyth has 4 classes and no names for them. Give --labels FILE with 4 lines.',
    'model.pyth has 4 classes and no names for them. Put a labels.txt with 4 lines beside it, one name a line.',
  ],
  [
    'https://hub.example has no a/b. Check the spelling of the id and of --revision.',
    'https://hub.example has no a/b. Check the spelling of the name.',
  ],
  [
    "a/b at 1f2e3d has no weights. It is not a checkpoint in Hugging Face's format; try another --revision.",
    "a/b at 1f2e3d has no weights. It is not a checkpoint in Hugging Face's format.",
  ],
  [
    'Copy that file from the model this one was trained from, or name it with --preprocessor.',
    'Copy that file from the model this one was trained from.',
  ],
  [
    "x.pyth doesn't say how many frames its clips have. Give --num-frames.",
    "x.pyth doesn't say how many frames its clips have. The command line takes what is missing.",
  ],
  [
    '/models/b holds commit 1f2e. To have commit 3a4b instead, first run: timeloupe models remove b',
    '/models/b holds commit 1f2e. To have commit 3a4b instead, remove that folder first.',
  ],
  [
    '/out can not be written: it holds other files. Give --out a new or empty folder',
    '/out can not be written: it holds other files. Choose a new or empty folder.',
  ],
])('what the core says for the command line, %j, is said for the screen', (said, shown) => {
  expect(screenWords(said)).toBe(shown);
});

test('a message without options stays as it is', () => {
  const message = 'config.json is missing beside model.safetensors. Copy it from where the weights are from.';
  expect(screenWords(message)).toBe(message);
});
