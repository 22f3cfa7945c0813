// Commands in the documentation that are not run, and why. Every other one is.

/** The first that fits a command line says why it isn't run. */
export const REASONS = [
  { fits: /^npm start\b/, why: 'opens the screen and stays; npm run e2e starts it on each host' },
  { fits: /^npm test\b/, why: 'is what runs this' },
  { fits: /^npm run (?!cli\b)/, why: 'works on the checkout: it would change files, or take minutes' },
  {
    fits: /^npx (playwright|vitest)\b|^TIMELOUPE_BASE_MODEL=/,
    why: 'is a test, with a model of its own to be made first',
  },
  { fits: /^npm (install|i|ci)\b|^npx timeloupe\b/, why: 'needs the network' },
  { fits: /^(pip|python)\b/, why: 'needs Python with PyTorch' },
  { fits: /^timeloupe models get\b/, why: 'needs the network; tests get models from a hub of their own' },
  {
    fits: /^timeloupe serve .*--tls-cert\b/,
    why: 'needs a certificate; test/unit/hosts/web/server.test.ts serves with one',
  },
  { fits: /^ssh\b/, why: 'needs a second machine' },
  { fits: /^curl\b/, why: 'needs curl and the server before it; test/unit/hosts/web/server.test.ts asks the same' },
  { fits: /^sudo\b|^systemctl\b/, why: 'needs an administrator' },
];

/** @returns {string | null} */
export function reasonFor(command) {
  return REASONS.find(({ fits }) => fits.test(command))?.why ?? null;
}
