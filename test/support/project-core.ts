import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Platform } from '../../src-main/core/services/platform.ts';
import { createCore } from '../../src-main/core/services/core.ts';
import { connect } from '../../src-main/shared/connect.ts';
import type { Events, Host } from '../../src-main/shared/protocol.ts';
import { scratchFolder, testPlatform } from './checkpoints.ts';

/** A core of a test's own, closed when the test is over. */
export interface TestCore {
  readonly host: Host;
  /** All events so far, in order. */
  readonly told: { readonly event: keyof Events; readonly payload: unknown }[];
  readonly close: () => Promise<void>;
}

export function testCore(platform: Platform = testPlatform(scratchFolder())): TestCore {
  const core = createCore(platform);
  const told: TestCore['told'] = [];
  core.port.on((event, payload) => told.push({ event, payload }));
  onTestFinished(() => core.close());
  return { host: connect(core.port), told, close: () => core.close() };
}

/** A core with a new project open, in a folder of its own. */
export async function testProject(): Promise<TestCore & { readonly folder: string; readonly path: string }> {
  const folder = scratchFolder();
  const path = join(folder, 'test.timeloupe');
  const core = testCore();
  await core.host.call('project.create', { path });
  return { ...core, folder, path };
}
