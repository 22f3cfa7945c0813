import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Emitter } from '../../../src-main/core/base/emitter.ts';
import { readers } from '../../../src-main/core/import/formats/index.ts';
import { Corrections } from '../../../src-main/core/services/corrections/corrections.ts';
import { applyImport, previewImport } from '../../../src-main/core/services/import/import.ts';
import { checkProject } from '../../../src-main/core/store/check.ts';
import { ProjectStore } from '../../../src-main/core/store/project-store.ts';
import type { Events } from '../../../src-main/shared/protocol.ts';
import { CONFLICT_RULES, importRequestSchema } from '../../../src-main/shared/protocol/import-methods.ts';
import { contentsOf } from '../../support/annotation-contents.ts';
import { openProject } from '../../support/open-project.ts';
import { addVideo } from '../../support/stored-video.ts';
import { mutatedBytes } from '../engine/bytes.ts';
import { mutatedJson } from '../engine/json.ts';
import type { Random } from '../engine/random.ts';
import type { FuzzInput, FuzzSubject, FuzzTarget } from '../engine/target.ts';
import { mutatedText } from '../engine/text.ts';
import { writtenJson } from '../engine/values.ts';
import { require, requirePlain } from '../engine/verdict.ts';
import { fuzzPlatform } from './platform.ts';
import { type Seed, seedsIn } from './seeds.ts';

const ENDINGS = ['.json', '.csv', '.tsv', '.eaf', '.vtt', '.boris', '.xml', '.txt', '.jsonl', '.pbtxt'];
const PLAIN =
  'video,start,end,label,note,annotator,status,score\ncam 03.mp4,1.5,00:02.5,walk,"a ""b""\nc",Ada,accepted,0.5\n';
/** Of the golden files. */
const VIDEOS = [
  ['cam', 'cam 03.mp4'],
  ['late', 'late, "odd".mov'],
] as const;
/** The project is checked as a whole each time so many imports have been taken back. */
const CHECKED_EACH = 100;

/** Everything an import leaves in a project, and takes back. */
export const imports: FuzzTarget = {
  name: 'imports',
  what: 'the golden files of every export format, and a plain table, as JSON, as text and as bytes; each import is taken back',
  inputs: 250,
  open(place) {
    const seeds = [...seedsIn(place.root, 'export', ENDINGS), { name: 'plain/table.csv', bytes: Buffer.from(PLAIN) }];
    const imported = seeds.filter(isImported);
    const store = ProjectStore.create(join(place.folder, 'study.timeloupe'));
    for (const [id, name] of VIDEOS) {
      addVideo(store, id, 900);
      store.db.prepare('UPDATE video SET name = ? WHERE id = ?').run(name, id);
    }
    const project = openProject(store, fuzzPlatform(place));
    const corrections = new Corrections({ store, events: new Emitter<Events>() });
    const trial = new Trial(join(place.folder, 'files'), seeds, { project, corrections });
    return {
      make: (random) => madeFrom(random.pick(random.isOne(8) ? seeds : imported), seeds, random),
      read: (input) => trial.read(input),
      close() {
        corrections.close();
        store.close();
      },
    } satisfies FuzzSubject;
  },
};

/** The annotations themselves, of a format that is imported. */
function isImported({ name }: Seed): boolean {
  const isBeside = /(?:manifest\.json|classes\.(?:txt|csv)|label-config\.xml)$/.test(name);
  return !isBeside && readers.some(({ id }) => name.includes(id) || name.startsWith('plain/'));
}

function madeFrom(from: Seed, seeds: readonly Seed[], random: Random): FuzzInput {
  const options = {
    conflicts: random.pick(CONFLICT_RULES),
    ...(random.isOne(8) && { predictions: true }),
    ...(random.isOne(8) && { labels: 'tier' }),
    // Named, a format is read without a look whether the file is like it.
    ...(random.isOne(2) && { format: readers.find(({ id }) => from.name.includes(id))?.id }),
    ...(random.isOne(16) && { format: random.pick(readers).id }),
  };
  return { kind: `${from.name} ${JSON.stringify(options)}`, bytes: changed(from, seeds, random) };
}

function changed({ name, bytes }: Seed, seeds: readonly Seed[], random: Random): Buffer {
  const alike = seeds.filter((seed) => seed.name.slice(-4) === name.slice(-4)).map((seed) => seed.bytes);
  const way = random.below(5);
  if (way === 0) return mutatedBytes(bytes, random, alike);
  const json = way < 4 ? jsonOrNull(bytes) : null;
  if (json !== null) return Buffer.from(writtenJson(mutatedJson(json, random)));
  return Buffer.from(mutatedText(bytes.toString(), random, alike.map(String)));
}

function jsonOrNull(bytes: Buffer): object | null {
  try {
    return JSON.parse(bytes.toString()) as object;
  } catch {
    return null;
  }
}

interface Tried {
  readonly project: ReturnType<typeof openProject>;
  readonly corrections: Corrections;
}

/** Imports into one project, which is as before after each of them. */
class Trial {
  readonly #folder: string;
  readonly #seeds: readonly Seed[];
  readonly #tried: Tried;
  #imports = 0;

  constructor(folder: string, seeds: readonly Seed[], tried: Tried) {
    this.#folder = folder;
    this.#seeds = seeds;
    this.#tried = tried;
  }

  async read({ kind, bytes }: FuzzInput): Promise<void> {
    const [, name = '', options = ''] = /^(.*?) (\{.*)$/.exec(kind) ?? [];
    const path = this.#place(name, bytes);
    const { project, corrections } = this.#tried;
    const request = importRequestSchema.parse({ paths: [path], ...(JSON.parse(options) as object) });
    const before = this.#contents();
    try {
      const params = { annotator: 'Ada', request };
      const plan = await previewImport(project, params);
      requirePlain(plan);
      requirePlain(await applyImport(project, corrections, { ...params, digest: plan.digest }));
      corrections.undo({ annotator: 'Ada' });
    } finally {
      require(this.#contents() === before, () => 'the project is not as it was before');
    }
    if (++this.#imports % CHECKED_EACH !== 0) return;
    const { faults } = await checkProject(project.store.path);
    require(faults.length === 0, () => `the project is damaged: ${JSON.stringify(faults)}`);
  }

  /** Writes the input among the sound files that its format has beside it. */
  #place(name: string, bytes: Buffer): string {
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder);
    for (const seed of this.#seeds) {
      if (dirname(seed.name) === dirname(name)) writeFileSync(join(this.#folder, basename(seed.name)), seed.bytes);
    }
    const path = join(this.#folder, basename(name));
    writeFileSync(path, bytes);
    return path;
  }

  /** But for the journal, which grows by what is taken back. */
  #contents(): string {
    return JSON.stringify({ ...contentsOf(this.#tried.project.store), journal: 0 });
  }
}
