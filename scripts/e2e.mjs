// `npm run e2e`: the screen in a real browser, on every host that can run here. Ends with "N passed, N failed, N
// skipped"; what was skipped is named, with the reason.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findChromium } from './chromium.mjs';
import { ensureBuilt, ensureInstalled, root, run, say, vitest } from './steps.mjs';
import { vitestCounts } from './vitest-report.mjs';

const report = join(root, '.cache', 'playwright.json');
const componentReport = join(root, '.cache', 'components.json');

/**
 * @param {string[]} args for Playwright; with any, only what they choose is run.
 * @returns {Promise<{ passed: number, failed: number, skipped: string[] }>}
 */
export async function testScreen(args = []) {
  const chromium = await findChromium();
  if (!chromium) {
    return { passed: 0, failed: 0, skipped: ['the screen in a browser (no Chromium here; name one in CHROMIUM_PATH)'] };
  }
  say(`testing the screen in Chromium (${chromium.from})`);
  const components = args.length > 0 ? { passed: 0, failed: 0, skipped: [] } : testComponents();
  rmSync(report, { force: true });
  const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
  const status = run(process.execPath, [playwright, 'test', ...args]);
  const counts = withFaults(countsFrom(report), status);
  return {
    passed: counts.passed + components.passed,
    failed: counts.failed + components.failed,
    skipped: [...components.skipped, ...counts.skipped],
  };
}

/** Controls by themselves, in the same browser. */
function testComponents() {
  rmSync(componentReport, { force: true });
  const options = ['--config', 'vitest.component.config.ts', '--reporter=default', '--reporter=json'];
  const status = vitest([...options, `--outputFile.json=${componentReport}`]);
  return withFaults(vitestCounts(componentReport), status);
}

/** A run that broke down outside any test is a failure too. */
function withFaults(counts, status) {
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
