/** Arguments of vitest for the tests that make pages of docs/ from the code, or hold them to it. */
export const GENERATED_TESTS = [
  '--config',
  'vitest.unit.config.ts',
  'test/unit/docs',
  'test/unit/renderer/state/shortcuts-document.test.ts',
];
