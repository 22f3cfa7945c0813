// `npm run e2e`: the screen in a real browser, on every host that can run here. Ends with "N passed, N failed, N
// skipped"; what was skipped is named, with the reason.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findChromium } from './chromium.mjs';
import { ensureBuilt, ensureInstalled, root, run, say } from './steps.mjs';

const report = join(root, '.cache', 'playwright.json');

/** @returns {Promise<{ passed: number, failed: number, skipped: string[] }>} */
export async function testScreen(args = []) {
  const chromium = await findChromium();
  if (!chromium) {
    return { passed: 0, failed: 0, skipped: ['the screen in a browser (no Chromium here; name one in CHROMIUM_PATH)'] };
  }
  say(`testing the screen in Chromium (${chromium.from})`);
  rmSync(report, { force: true });
  const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
  const status = run(process.execPath, [playwright, 'test', ...args]);
  const counts = countsFrom(report);
  // A run that broke down outside any test is a failure too.
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function countsFrom(path) {
  const counts = { passed: 0, failed: 0, skipped: [] };
  const count = ({ suites = [], specs = [] }, names) => {
    for (const suite of suites) count(suite, [...names, suite.title]);
    for (const { title, tests } of specs) {
      for (const { status, annotations } of tests) {
        if (status === 'skipped') {
          const reason = annotations.find(({ type }) => type === 'skip')?.description;
          counts.skipped.push(`${[...names, title].join(' > ')}${reason ? ` (${reason})` : ''}`);
        } else if (status === 'expected' || status === 'flaky') {
          counts.passed++;
          if (status === 'flaky') say(`passed only when tried again: ${[...names, title].join(' > ')}`);
        } else counts.failed++;
      }
    }
  };
  try {
    count(JSON.parse(readFileSync(path, 'utf8')), []);
  } catch (error) {
    say(`the tests of the screen left no report: ${error.message}`);
    counts.failed++;
  }
  return counts;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  ensureInstalled();
  ensureBuilt();
  const { passed, failed, skipped } = await testScreen(process.argv.slice(2));
  for (const name of skipped) process.stdout.write(`skipped: ${name}\n`);
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped.length} skipped\n`);
  process.exit(failed === 0 && passed + skipped.length > 0 ? 0 : 1);
}
