import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { OpenProject } from '../src-main/core/services/project/open-project.ts';
import { compareRaters } from '../src-main/core/services/review/agreement-report.ts';
import { openQueue, queueItems, stepQueue } from '../src-main/core/services/review/queue.ts';
import { statistics } from '../src-main/core/services/review/statistics.ts';
import { platformHere } from '../src-main/cli/platform.ts';
import { queueRequestSchema } from '../src-main/shared/protocol/review-methods.ts';
import type { QueueId } from '../src-main/shared/records.ts';
import { openProject } from '../test/support/open-project.ts';
import {
  createSyntheticProject,
  SIX_HOURS,
  type SyntheticProject,
  syntheticWindows,
} from '../test/support/synthetic-project.ts';
import { type Benchmark, median } from './benchmark.ts';

const BATCH = 500;
/** The windows alone decide; what lies beside them isn't read. */
const SIZE = { ...SIX_HOURS, embedding: 0, attentionBytes: 0 };
const REQUESTS = [
  { measure: 'confidence', target: 'windows' },
  { measure: 'margin', target: 'windows' },
  { measure: 'entropy', target: 'windows' },
  { measure: 'random', target: 'windows' },
  { measure: 'confidence', target: 'segments' },
  { measure: 'boundary', target: 'segments' },
] as const;

/** What it costs to draw a queue over six hours of video, to work through it, and to count a review. */
export const queues: Benchmark = {
  name: 'queues',
  async run({ runs, scratchDir, note }) {
    const folder = join(scratchDir, 'queues');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    note(`Filling a project with ${SIZE.windows} windows …`);
    const made = createSyntheticProject(join(folder, 'six-hours.timeloupe'), SIZE);
    for (let from = 0; from < SIZE.windows; from += BATCH) {
      made.store.scores.append(made.runVideoId, [
        ...syntheticWindows(SIZE, from, Math.min(SIZE.windows, from + BATCH)),
      ]);
    }
    made.store.runs.setState(made.runVideoId, 'complete', null);
    const project = openProject(made.store, platformHere());
    const rows = [...(await drawRows(project, made, runs)), ...(await workRows(project, made, runs))];
    made.store.close();
    return {
      title: 'Queues and statistics of six hours',
      note: `${SIZE.windows} windows of ${SIZE.classes} classes, ${SIZE.segments} segments. Others waited: the longest the event loop was kept.`,
      columns: ['what', 'median', 'worst', 'others waited'],
      rows,
    };
  },
};

async function drawRows(project: OpenProject, { runId }: SyntheticProject, runs: number): Promise<string[][]> {
  const rows: string[][] = [];
  for (const fields of REQUESTS) {
    const statuses = fields.target === 'segments' ? { statuses: ['unreviewed', 'accepted', 'corrected'] } : {};
    const timed = await repeated(runs, (i) => {
      // Another limit is another request: each is drawn anew.
      const request = queueRequestSchema.parse({ ...fields, ...statuses, runId, limit: 1000 + i });
      return openQueue(project, { annotator: 'bench', request });
    });
    rows.push([`draw 1000 ${fields.target} by ${fields.measure}`, ...timed]);
  }
  return rows;
}

async function workRows(project: OpenProject, { runId }: SyntheticProject, runs: number): Promise<string[][]> {
  const queueId = 1 as QueueId;
  const run = { kind: 'run', runId } as const;
  return [
    ['next item', ...(await repeated(runs, () => stepQueue(project, { queueId, direction: 'next' })))],
    ['50 items', ...(await repeated(runs, (i) => queueItems(project, { queueId, from: 10 * i, count: 50 })))],
    ['statistics', ...(await repeated(runs, () => statistics(project, {})))],
    [
      'agreement of a run with itself',
      ...(await repeated(1, () => compareRaters(project, { a: run, b: run, ious: [0.1, 0.25, 0.5] }))),
    ],
  ];
}

/** @returns the median, the worst, and the longest that other work had to wait. */
async function repeated(runs: number, work: (i: number) => unknown): Promise<string[]> {
  const times: number[] = [];
  let waitedMs = 0;
  for (let i = 0; i < runs; i++) {
    const ended = new AbortController();
    const waited = longestTurn(ended.signal);
    const start = performance.now();
    await work(i);
    times.push(performance.now() - start);
    ended.abort();
    waitedMs = Math.max(waitedMs, await waited);
  }
  return [median(times), Math.max(...times), waitedMs].map((ms) => `${ms.toFixed(1)} ms`);
}

/** The longest that a turn of the event loop took until the signal. */
async function longestTurn(ended: AbortSignal): Promise<number> {
  let longestMs = 0;
  while (!ended.aborted) {
    const start = performance.now();
    await turn();
    longestMs = Math.max(longestMs, performance.now() - start);
  }
  return longestMs;
}
