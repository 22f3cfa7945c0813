import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { type Core, createCore } from '../../../src-main/core/services/core.ts';
import { checkProject } from '../../../src-main/core/store/check.ts';
import { ProjectStore } from '../../../src-main/core/store/project-store.ts';
import { fillProject } from '../../support/full-project.ts';
import { mutatedJson } from '../engine/json.ts';
import type { Random } from '../engine/random.ts';
import type { FuzzInput, FuzzPlace, FuzzTarget } from '../engine/target.ts';
import { hostileValue, TEXTS } from '../engine/values.ts';
import { require } from '../engine/verdict.ts';
import { answered, Faults } from './answers.ts';
import { PROJECT_POOLS } from './project-pools.ts';
import { drawnParams, METHODS, type Pools } from './requests.ts';

/** A new project and a new core each time so many requests were made. */
const RENEWED_EACH = 150;
/** What starts processes or reads whole folders, for many inputs of which there is no time. */
const SLOW: ReadonlySet<string> = new Set(['app.provider', 'project.sample', 'models.available', 'models.add']);

export const protocol: FuzzTarget = {
  name: 'protocol',
  what: 'every method of the core over a project with something in every table: parameters drawn from its schema, changed ones, and any value',
  inputs: 300,
  open(place) {
    const service = new Service(place);
    const pools = { ...PROJECT_POOLS, ...pathPools(place.folder) };
    return {
      make: (random) => request(random, pools, place.folder),
      read: (input) => service.read(input),
      close: () => service.close(),
    };
  },
};

/** Files and folders that may be named, all of them below the target's own. */
function pathPools(folder: string): Pools {
  const named = (...names: readonly string[]) => names.map((name) => join(folder, name));
  const projects = named('open.timeloupe', 'other.timeloupe', 'new.timeloupe', 'none/p.timeloupe', 'files');
  return {
    path: [...projects, ...named('files/a.mp4')],
    out: named('repaired.timeloupe', 'open.timeloupe'),
    from: [...named('files', 'files/a.bin'), 0, 3],
    folder: named('files', 'none', '.'),
    target: named('exported', 'files', 'none/x'),
    format: ['timeloupe-json', 'elan', 'via', 'csv', 'mmaction2-lists'],
    kind: ['create', 'remove', 'relabel', 'displayed', 'decided'],
  };
}

function request(random: Random, pools: Pools, folder: string): FuzzInput {
  const name = random.pick(METHODS.filter((method) => !SLOW.has(method) || random.isOne(200)));
  const drawn = drawnParams(name, random, pools);
  const way = random.below(6);
  const params = way === 0 ? hostileValue(random) : way < 4 ? mutatedJson(drawn, random) : drawn;
  const text = JSON.stringify({ name: random.isOne(100) ? random.pick(TEXTS) : name, params }, (_, value: unknown) =>
    typeof value === 'string' ? kept(value, folder) : value,
  );
  return { kind: name, bytes: Buffer.from(text) };
}

/** Whoever may call the core may name any file: those that are named here lie in the target's folder. */
function kept(text: string, folder: string): string {
  const isPath = /^[/~]|\.\.|^[a-z]:/i.test(text);
  return isPath && !resolve(folder, text).startsWith(folder + sep) ? join(folder, 'files', 'x') : text;
}

/** A core that goes on from request to request. */
class Service {
  readonly #place: FuzzPlace;
  readonly #faults = new Faults();
  readonly #cwd = process.cwd();
  readonly #endpoint = process.env['HF_ENDPOINT'];
  #core: Core | null = null;
  #requests = 0;

  constructor(place: FuzzPlace) {
    this.#place = place;
    // Paths without a root are the process's: they must not lead into this checkout. Nothing is asked of a hub.
    process.chdir(place.folder);
    process.env['HF_ENDPOINT'] = 'http://127.0.0.1:9';
    const store = ProjectStore.create(this.#path('sound.timeloupe'));
    fillProject(store, { windows: 24, segments: 8 });
    store.close();
    mkdirSync(this.#path('files'));
  }

  async read({ bytes }: FuzzInput): Promise<void> {
    const core = await this.#current();
    const { name, params } = JSON.parse(bytes.toString()) as { name: string; params: unknown };
    const before = await this.#counts(core);
    const refusal = await answered(core, this.#faults, { name, params });
    if (refusal === null) return;
    const after = await this.#counts(core);
    require(before === after, () => `${name} refused (${refusal.message}) and changed ${before} to ${after}`);
    throw refusal;
  }

  async close(): Promise<void> {
    try {
      await this.#end();
    } finally {
      process.chdir(this.#cwd);
      if (this.#endpoint === undefined) delete process.env['HF_ENDPOINT'];
      else process.env['HF_ENDPOINT'] = this.#endpoint;
    }
  }

  async #current(): Promise<Core> {
    if (this.#core && ++this.#requests % RENEWED_EACH !== 0) return this.#core;
    await this.#end();
    for (const name of ['open', 'other']) {
      for (const end of ['', '-wal', '-shm']) rmSync(this.#path(`${name}.timeloupe${end}`), { force: true });
      copyFileSync(this.#path('sound.timeloupe'), this.#path(`${name}.timeloupe`));
    }
    const core = createCore(this.#faults.platform(this.#place));
    this.#core = core;
    await core.port.send('project.open', { path: this.#path('open.timeloupe') });
    return core;
  }

  /** What a refused request must not change. */
  async #counts({ port }: Core): Promise<string> {
    const reply = await port.send('project.info', {});
    if (!reply.ok) return reply.error.code;
    const { path, videos, classes, segments, runs, journalEntries } = reply.value as Record<string, unknown>;
    return JSON.stringify({ path, videos, classes, segments, runs, journalEntries });
  }

  /** Whatever was asked, the project is in order. */
  async #end(): Promise<void> {
    if (!this.#core) return;
    await this.#core.close();
    this.#core = null;
    this.#faults.require();
    const { faults } = await checkProject(this.#path('open.timeloupe'));
    require(faults.length === 0, () => `the project is damaged: ${JSON.stringify(faults)}`);
  }

  #path(name: string): string {
    return join(this.#place.folder, name);
  }
}
