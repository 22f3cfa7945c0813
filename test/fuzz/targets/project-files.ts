import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCore } from '../../../src-main/core/services/core.ts';
import { checkProject } from '../../../src-main/core/store/check.ts';
import { ProjectStore } from '../../../src-main/core/store/project-store.ts';
import { repairProject } from '../../../src-main/core/store/repair.ts';
import { openSqlite } from '../../../src-main/core/store/sqlite.ts';
import type { Method } from '../../../src-main/shared/protocol.ts';
import { fillProject } from '../../support/full-project.ts';
import { mutatedBytes } from '../engine/bytes.ts';
import { Random } from '../engine/random.ts';
import type { FuzzInput, FuzzPlace, FuzzTarget } from '../engine/target.ts';
import { require } from '../engine/verdict.ts';
import { answered, Faults } from './answers.ts';
import { hostileSql, type TableColumns } from './hostile-sql.ts';
import { PROJECT_POOLS } from './project-pools.ts';
import { drawnParams } from './requests.ts';
import { MANIFEST } from './seeds.ts';

const PAGE_BYTES = 4096;

/** What a screen asks of a project that it shows, and a repair of what it left. */
const ASKED: readonly Method[] = [
  ...(['project.info', 'videos.list', 'videos.pts', 'labels.list', 'labels.mappings', 'models.list'] as const),
  ...(['segments.list', 'absences.list', 'labels.states', 'edits.history', 'edits.state', 'runs.list'] as const),
  ...(['runs.segments', 'predictions.ribbons', 'predictions.windows', 'predictions.window', 'segments.votes'] as const),
  ...(['segments.doubt', 'queue.list', 'queue.items', 'queue.step', 'stats.get', 'agreement.compare'] as const),
  ...(['predictions.nearest', 'charts.confusion', 'charts.thresholds', 'charts.drift', 'charts.pace'] as const),
  ...(['review.coverage', 'export.plan', 'export.clips', 'attention.facts', 'queue.open', 'queue.doubtful'] as const),
  ...(['edits.apply', 'edits.undo', 'edits.redo'] as const),
];

export const projectFiles: FuzzTarget = {
  name: 'project-files',
  what: 'project files with changed bytes, and sound ones with hostile rows, tables and triggers: opened, asked for everything, checked, repaired',
  inputs: 8,
  async open(place) {
    const sound = join(place.folder, 'sound.timeloupe');
    const columns = makeSound(sound);
    const bytes = readFileSync(sound);
    return Promise.resolve({
      make(random) {
        if (random.isOne(2)) return { kind: 'rows', bytes: Buffer.from(hostileSql(columns, random)) };
        const page = random.below(bytes.length / PAGE_BYTES) * PAGE_BYTES;
        const region = { from: page, to: page + (random.isOne(2) ? 100 : PAGE_BYTES) };
        return { kind: 'bytes', bytes: mutatedBytes(bytes, random, [bytes], random.isOne(8) ? undefined : region) };
      },
      read: (input) => readProject(place, sound, input),
    });
  },
};

function makeSound(path: string): TableColumns[] {
  const store = ProjectStore.create(path);
  fillProject(store, { windows: 24, segments: 8 });
  store.db.prepare('UPDATE model SET manifest = ?').run(JSON.stringify(MANIFEST));
  const tables = store.db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).all();
  const columns = (tables as { name: string }[]).map(({ name }) => ({
    table: name,
    columns: (store.db.prepare(`PRAGMA table_info("${name}")`).all() as { name: string }[]).map((one) => one.name),
  }));
  store.close();
  return columns;
}

async function readProject(place: FuzzPlace, sound: string, { kind, bytes }: FuzzInput): Promise<void> {
  const path = join(place.folder, 'tried.timeloupe');
  const repaired = join(place.folder, 'repaired.timeloupe');
  for (const name of [path, repaired])
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(name + end, { force: true });
  rmSync(`${path}-backups`, { recursive: true, force: true });
  if (kind === 'bytes') writeFileSync(path, bytes);
  else spoil(sound, path, bytes.toString());
  const refusals: unknown[] = [];
  const attempt = async <T>(work: () => Promise<T>) => {
    try {
      return await work();
    } catch (error) {
      refusals.push(error);
      return null;
    }
  };
  await attempt(() => askAll(place, path, bytes));
  const check = await attempt(() => checkProject(path));
  const report = await attempt(() => repairProject(path, repaired));
  // What a repair leaves open is among the faults that it tells of.
  if (report !== null) {
    const { faults } = await checkProject(repaired);
    require(faults.length === 0 || report.faults.length > 0, () => `its repair has faults: ${JSON.stringify(faults)}`);
  }
  if (refusals.length > 0) throw refusals.find((error) => !isRefusal(error)) ?? refusals[0];
  require(check !== null, () => 'it was not checked');
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === 'AppError';
}

async function askAll(place: FuzzPlace, path: string, bytes: Buffer): Promise<void> {
  const faults = new Faults();
  const core = createCore(faults.platform(place));
  const random = new Random(`asked ${bytes.length} ${bytes.toString('latin1', 0, 200)}`);
  try {
    const refusal = await answered(core, faults, { name: 'project.open', params: { path } });
    if (refusal !== null) throw refusal;
    for (const name of ASKED) await answered(core, faults, { name, params: drawnParams(name, random, PROJECT_POOLS) });
    await answered(core, faults, { name: 'project.close', params: {} });
  } finally {
    await core.close();
    faults.require();
  }
}

/** Statements that fail change nothing; the others do. */
function spoil(sound: string, path: string, sql: string): void {
  copyFileSync(sound, path);
  const db = openSqlite(path);
  for (const statement of sql.split('\n')) {
    try {
      db.exec(statement);
    } catch {
      // Not all that is drawn is SQL that fits.
    }
  }
  db.close();
}
