import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { levelFor, nodesOf, ribbons, window } from '../src-main/core/services/runs/predictions.ts';
import { ProjectStore } from '../src-main/core/store/project-store.ts';
import {
  createSyntheticProject,
  SIX_HOURS,
  type SyntheticProject,
  syntheticWindows,
} from '../test/support/synthetic-project.ts';
import { type Benchmark, median } from './benchmark.ts';

const BATCH = 8;
/** Columns of a wide timeline. */
const COLUMNS = 1500;
/** Places tried at each zoom. */
const PLACES = 20;
const TARGET = 'under 10 ms';
const ZOOMS = [1, 4, 16, 64, 256];

/** A project of six hours: opening it, asking for what is on the screen, and what analysis pays for keeping it so. */
export const project: Benchmark = {
  name: 'project',
  run({ runs, scratchDir, note }) {
    const folder = join(scratchDir, 'project');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'six-hours.timeloupe');
    note(`Filling a project with ${SIX_HOURS.windows} windows …`);
    const made = createSyntheticProject(path, SIX_HOURS);
    const appends = filled(made);
    made.store.close();
    const opens = Array.from({ length: runs }, () => timed(() => ProjectStore.open(path).close()));
    const screens = Array.from({ length: runs }, () => timed(() => openedScreen(path)));
    const store = ProjectStore.open(path);
    const rows = [
      row('open and close', opens, 'under 1000 ms'),
      row('open, list videos, classes, segments and runs, draw all of it, close', screens, 'under 1000 ms'),
      ...ZOOMS.flatMap((zoom) => rangeRows({ ...made, store }, zoom)),
      ...windowRows({ ...made, store }),
      row(`store ${BATCH} windows`, appends, ''),
    ];
    store.close();
    const size = statSync(path).size / 2 ** 20;
    const perSec = (SIX_HOURS.windows * 1000) / appends.reduce((sum, { ms }) => sum + ms, 0);
    return Promise.resolve({
      title: 'A project of six hours',
      note: `${SIX_HOURS.frames} frames, ${SIX_HOURS.windows} windows of ${SIX_HOURS.classes} classes with embeddings and attention summaries, ${SIX_HOURS.segments} segments: ${Math.round(size)} MiB on disk, filled at ${Math.round(perSec)} windows/s in batches of ${BATCH}. Ribbons of ${COLUMNS} columns at ${PLACES} places of each zoom; the file is in the system's cache.`,
      columns: ['what', 'median', 'worst', 'median CPU time', 'target'],
      rows,
    });
  },
};

/** @returns the time of each batch. */
function filled({ store, runVideoId }: SyntheticProject): Timing[] {
  const times: Timing[] = [];
  for (let from = 0; from < SIX_HOURS.windows; from += BATCH) {
    const batch = [...syntheticWindows(SIX_HOURS, from, Math.min(SIX_HOURS.windows, from + BATCH))];
    times.push(timed(() => store.scores.append(runVideoId, batch)));
  }
  return times;
}

/** What the screen needs of a project before anything is to be seen. */
function openedScreen(path: string): void {
  const store = ProjectStore.open(path);
  const [video] = store.videos.list();
  store.annotations.labelClasses();
  store.annotations.segments({});
  const [run] = store.runs.runs();
  const where = { runId: run!.id, videoId: video!.id };
  ribbons({ store }, { ...where, fromFrame: 0, toFrame: SIX_HOURS.frames, columns: COLUMNS, count: 4 });
  store.close();
}

function rangeRows(made: SyntheticProject, zoom: number): string[][] {
  const { store, runId, videoId, labels } = made;
  const length = Math.floor(SIX_HOURS.frames / zoom);
  const places = zoom === 1 ? 1 : PLACES;
  const times = (ask: (range: { readonly fromFrame: number; readonly toFrame: number }) => unknown) =>
    Array.from({ length: PLACES }, (_, i) => {
      const fromFrame = Math.floor(((i % places) / places) * (SIX_HOURS.frames - length));
      return timed(() => ask({ fromFrame, toFrame: fromFrame + length }));
    });
  const asked = (wanted: { readonly labels?: string[] }) =>
    times((range) => ribbons({ store }, { runId, videoId, ...range, columns: COLUMNS, count: 4, ...wanted }));
  const every = labels.map((_, k) => k);
  const read = times(({ fromFrame, toFrame }) => {
    const range = store.scores.range(made.runVideoId, { startFrame: fromFrame, endFrame: toFrame });
    const level = levelFor(range, COLUMNS);
    return store.scores.tiles.nodes(made.runVideoId, level, nodesOf(range, level), every);
  });
  const span = zoom === 1 ? 'all of it' : `1/${zoom} of it`;
  return [
    row(`4 classes over ${span}`, asked({ labels: ['class 3', 'class 99', 'class 200', 'class 398'] }), TARGET),
    row(`the 4 highest over ${span}`, asked({}), TARGET),
    row(`all ${labels.length} classes over ${span}`, read, TARGET),
    row(`all ${labels.length} classes over ${span}, as lists for a caller`, asked({ labels: [...labels] }), ''),
  ];
}

function windowRows({ store, runId, videoId }: SyntheticProject): string[][] {
  const places = Array.from({ length: PLACES }, (_, i) => i);
  const one = places.map((i) => timed(() => window({ store }, { runId, videoId, index: i * 991 })));
  return [row('one window with all scores', one, TARGET)];
}

/** CPU time beside the time that passed: it hardly changes on a machine that has other work. */
interface Timing {
  readonly ms: number;
  readonly cpuMs: number;
}

function row(what: string, timings: readonly Timing[], target: string): string[] {
  const [wall, cpu] = [timings.map(({ ms }) => ms), timings.map(({ cpuMs }) => cpuMs)];
  return [what, ...[median(wall), Math.max(...wall), median(cpu)].map((ms) => `${ms.toFixed(1)} ms`), target];
}

function timed(work: () => void): Timing {
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  work();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { ms, cpuMs: (user + system) / 1000 };
}
