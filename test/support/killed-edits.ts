import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'vite';
import { checkProject } from '../../src-main/core/store/check.ts';
import { ProjectStore } from '../../src-main/core/store/project-store.ts';

/** What a killed process had been told was durable. */
export interface KilledRound {
  readonly acknowledged: number;
  /** What is missing or damaged, in sentences; empty when all is well. */
  readonly losses: readonly string[];
}

/**
 * Bundles the stream of edits for a process of its own.
 *
 * @param root the repository: packages are found from there.
 * @returns the script.
 */
export async function bundleEditStream(root: string): Promise<string> {
  const outDir = join(root, 'out', 'edit-stream');
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: { ssr: 'test/support/edit-stream.ts', outDir, emptyOutDir: false },
  });
  return join(outDir, 'edit-stream.js');
}

/**
 * Lets a process edit and analyze, kills it (SIGKILL) at a random moment, and looks for what it had acknowledged.
 *
 * @param random in [0, 1): decides how many acknowledgements are waited for, and how long after them is killed.
 */
export async function killedRound(script: string, path: string, random: () => number): Promise<KilledRound> {
  const before = ProjectStore.open(path);
  const known = before.annotations.journal.newestId();
  before.close();
  const child = spawn(process.execPath, [script, path, String(Math.floor(random() * 2 ** 31))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const patience = 1 + Math.floor(random() * 12);
  const delayMs = random() * 12;
  let said = '';
  let isDoomed = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (isDoomed || said.split('\n').length <= patience) return;
    isDoomed = true;
    setTimeout(() => child.kill('SIGKILL'), delayMs);
  });
  const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  // A line that the kill cut short was not acknowledged.
  const lines = said.split('\n').slice(0, -1);
  const early = signal === 'SIGKILL' ? [] : ['the process ended before it was killed'];
  return { acknowledged: lines.length, losses: [...early, ...(await lossesOf(path, { known, lines }))] };
}

async function lossesOf(
  path: string,
  { known, lines }: { readonly known: number; readonly lines: readonly string[] },
): Promise<string[]> {
  const store = ProjectStore.open(path);
  const entries = new Set(store.annotations.journal.since(known as never, 1_000_000).map(({ id }) => id as number));
  const [runVideo] = store.runs.runVideos(store.runs.runs()[0]!.id);
  const nextIndex = store.scores.nextIndex(runVideo!.id);
  store.close();
  const lost = lines.filter((line) => {
    const [what, number] = line.split(' ');
    return what === 'edit' ? !entries.has(Number(number)) : Number(number) > nextIndex;
  });
  const { faults } = await checkProject(path);
  return [...lost.map((line) => `lost: ${line}`), ...faults.map(({ where, what }) => `${where} ${what}`)];
}
