import { readFileSync } from 'node:fs';
import { say } from './steps.mjs';

/**
 * What a run of Vitest has written with its JSON reporter.
 *
 * @returns {{ passed: number, failed: number, skipped: string[] }} nothing passed where there is no report.
 */
export function vitestCounts(path) {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(path, 'utf8'));
    const skipped = testResults
      .flatMap((file) => file.assertionResults)
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ fullName }) => fullName);
    return { passed: numPassedTests, failed: numFailedTests, skipped };
  } catch (error) {
    say(`the tests left no report: ${error.message}`);
    return { passed: 0, failed: 0, skipped: [] };
  }
}
