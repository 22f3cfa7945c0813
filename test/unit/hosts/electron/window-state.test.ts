import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readWindowState, sizeFrom, writeWindowState } from '../../../../src-main/hosts/electron/window-state.ts';
import { scratchFolder } from '../../../support/checkpoints.ts';

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 };
const SECOND = { x: 1920, y: 0, width: 1280, height: 1024 };

test('a window comes back where it was, while that screen is there', () => {
  const file = join(scratchFolder(), 'deep', 'window.json');
  const bounds = { x: 2000, y: 100, width: 1100, height: 800 };
  writeWindowState(file, { bounds, isMaximized: true });
  expect(readWindowState(file, [SCREEN, SECOND])).toEqual({ bounds, isMaximized: true });
  expect(readWindowState(file, [SCREEN])).toEqual({ bounds: null, isMaximized: true });
});

test('it never comes back smaller than the screen is made for', () => {
  const file = join(scratchFolder(), 'window.json');
  writeWindowState(file, { bounds: { x: 0, y: 0, width: 10, height: 10 }, isMaximized: false });
  expect(readWindowState(file, [SCREEN]).bounds).toMatchObject({ width: 960, height: 600 });
});

test('a state that is missing or broken is none', () => {
  const file = join(scratchFolder(), 'window.json');
  const none = { bounds: null, isMaximized: false };
  expect(readWindowState(file, [SCREEN])).toEqual(none);
  writeFileSync(file, '{"bounds": 7}');
  expect(readWindowState(file, [SCREEN])).toEqual(none);
  expect(sizeFrom(none)).toEqual({ width: 1440, height: 900 });
  // The folder of the file is a file.
  expect(() => writeWindowState(join(file, 'window.json'), none)).not.toThrow();
});
