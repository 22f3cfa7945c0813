import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { checkProject } from '../../src-main/core/store/check.ts';
import { ProjectStore } from '../../src-main/core/store/project-store.ts';
import { seeded } from './seeded.ts';
import { createSyntheticProject } from './synthetic-project.ts';
import type { CheckFault } from '../../src-main/shared/protocol/project-methods.ts';

export interface KillResult {
  /** What the killed processes had said was done. */
  readonly acknowledged: number;
  /** Of it, what the file does not have. */
  readonly lost: readonly string[];
  /** After the last round. */
  readonly faults: readonly CheckFault[];
}

/**
 * Again and again starts a process that writes to a project, and kills it (SIGKILL) at a random moment; each next one
 * opens what the killed one left.
 *
 * @param path a file as createProjectToWrite makes it.
 */
export async function killRounds(
  script: string,
  path: string,
  { rounds, seed }: { readonly rounds: number; readonly seed: number },
): Promise<KillResult> {
  const acknowledged: string[] = [];
  // The same moments for the same seed, as far as the machine lets it.
  const random = seeded(seed);
  for (let round = 0; round < rounds; round++) {
    const child = startWriter(script, path, `annotator ${round}`);
    const lines = createInterface({ input: child.stdout! });
    let left = 1 + random(20);
    lines.on('line', (line) => {
      acknowledged.push(line);
      if (--left === 0) void killSoon(child, random(400));
    });
    await once(lines, 'close');
    if (child.exitCode !== null) throw new Error(`The writer ended by itself in round ${round}.`);
    assertSound(path);
  }
  const { faults } = await checkProject(path);
  return { acknowledged: acknowledged.length, lost: lostOf(path, acknowledged), faults };
}

/** A project for write-project: a video, classes, and a run without windows yet. */
export function createProjectToWrite(path: string): void {
  const size = { frames: 100_000, windows: 10_000, classes: 4, segments: 0, embedding: 64, attentionBytes: 500 };
  createSyntheticProject(path, size).store.close();
}

export function startWriter(script: string, path: string, annotator: string, edits?: number): ChildProcess {
  const args = [script, path, annotator, ...(edits === undefined ? [] : [String(edits)])];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function killSoon(child: ChildProcess, turns: number): Promise<void> {
  for (let i = 0; i < turns; i++) await setImmediate();
  child.kill('SIGKILL');
}

/** What is missing of what was said to be done: lines of write-project. */
export function lostOf(path: string, acknowledged: readonly string[]): string[] {
  const store = ProjectStore.open(path, { readOnly: true });
  const segments = new Set<string>(store.annotations.segments({}).map(({ id }) => `edit ${id}`));
  const windows = store.runs
    .runs()
    .flatMap(({ id }) => store.runs.runVideos(id))
    .flatMap(({ id }) => store.scores.windows(id).map(({ index }) => `window ${index}`));
  store.close();
  const there = new Set([...segments, ...windows]);
  return acknowledged.filter((line) => !there.has(line));
}

function assertSound(path: string): void {
  const store = ProjectStore.open(path);
  const row = store.db.prepare('PRAGMA integrity_check').get() as { integrity_check: string };
  store.close();
  if (row.integrity_check !== 'ok') throw new Error(`${path}: ${row.integrity_check}`);
}
