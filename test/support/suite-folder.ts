import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** An empty folder that lasts as long as the test file. */
export function suiteFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'timeloupe-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
