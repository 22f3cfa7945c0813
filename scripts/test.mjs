// `npm test`: installs, fetches, checks types and style, builds, and runs every test. Ends with "N passed, N failed".
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkDocs } from './docs-check.mjs';
import { testScreen } from './e2e.mjs';
import { ensureBuilt, ensureBundled, ensureInstalled, npmBeside, root, say, vitest } from './steps.mjs';
import { setup } from './setup.mjs';
import { vitestCounts } from './vitest-report.mjs';

ensureInstalled();
setup();

const report = join(root, '.cache', 'vitest.json');
mkdirSync(join(root, '.cache'), { recursive: true });

let passed = 0;
let failed = 0;

// A build writes a file beside its configuration, which goes again: whoever reads the whole checkout comes after it.
ensureBundled();
say('checking types and style beside the tests; what they find is told at the end');
const beside = [
  ['types', npmBeside(['run', '--silent', 'check'], join(root, '.cache', 'types.log'))],
  ['style', npmBeside(['run', '--silent', 'lint'], join(root, '.cache', 'style.log'))],
];

const skippedNames = [];
const unitsPassed = runVitest('running the tests', []);
ensureBuilt();
runVitest('packing what is shipped, and running it', ['--config', 'vitest.packaging.config.ts']);
say('checking the links and commands of the documentation');
if ((await checkDocs()) === 0) passed++;
else failed++;
const screen = await testScreen();
passed += screen.passed;
failed += screen.failed;
skippedNames.push(...screen.skipped);
for (const [what, ended] of beside) {
  say(`what the check of ${what} found`);
  if ((await ended()) === 0) passed++;
  else failed++;
}
for (const name of skippedNames) process.stdout.write(`skipped: ${name}\n`);
const skipped = skippedNames.length;

process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
process.exit(failed === 0 && unitsPassed > 0 ? 0 : 1);

/** @returns {number} how many passed. */
function runVitest(what, args) {
  say(what);
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const status = vitest([...args, ...reporters]);
  const counts = vitestCounts(report);
  passed += counts.passed;
  failed += counts.failed;
  // A run that broke down outside any test (a build error, an unhandled rejection) is a failure too.
  if (status !== 0 && counts.failed === 0) failed++;
  skippedNames.push(...counts.skipped);
  return counts.passed;
}
