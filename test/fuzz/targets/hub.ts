import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { getModel, type GotModel, verifyModels } from '../../../src-main/core/services/models/model-store.ts';
import { AppError } from '../../../src-main/shared/errors.ts';
import { COMMIT, type HubModel, type HubServer, startHub } from '../../support/hub-server.ts';
import type { FuzzTarget } from '../engine/target.ts';
import { faultOf, require } from '../engine/verdict.ts';
import { type Answers, drawnAnswers, PORT, type Recorded, recordedAnswers } from './hub-answers.ts';
import { seed, seedsIn } from './seeds.ts';

type Models = Readonly<Record<string, HubModel>>;

export const hub: FuzzTarget = {
  name: 'hub',
  what: 'answers of a hub to a download: listings, redirects, ranges, sizes, hashes, bytes, and what is no HTTP; the sound hub then gives the rest',
  inputs: 40,
  async open({ root, folder }) {
    const models = soundModels(root);
    const wire = new Wire();
    const server = await startHub(models, { raw: (target) => wire.insteadOf(target) });
    wire.port = new URL(server.url).port;
    const downloads = new Downloads(join(folder, 'models'), models, { wire, server });
    const recorded = new Map<string, Recorded>();
    for (const id of Object.keys(models)) {
      await downloads.requireSound(id);
      downloads.clear();
      recorded.set(id, await recordedAnswers(wire.port, wire.begin({})));
    }
    return {
      make(random) {
        const kind = random.pick([...recorded.keys()]);
        return { kind, bytes: Buffer.from(JSON.stringify(drawnAnswers(random, recorded.get(kind)!))) };
      },
      read: ({ kind, bytes }) => downloads.read(kind, JSON.parse(bytes.toString()) as Answers),
      close: async () => {
        await server[Symbol.asyncDispose]();
      },
    };
  },
};

/** One with its weights in a file, and one with them in parts. */
function soundModels(root: string): Models {
  const parts = seedsIn(root, 'checkpoints/tiny-sharded', ['.safetensors', '.json']);
  const papers = {
    'README.md': Buffer.from('---\nlicense: mit\n---\n'),
    'config.json': seed(root, 'checkpoints/tiny/config.json').bytes,
  };
  const weights = seed(root, 'checkpoints/tiny/model.safetensors').bytes;
  return {
    'someone/whole': { files: { ...papers, 'model.safetensors': weights }, lfs: ['model.safetensors'] },
    'someone/parts': {
      files: { ...papers, ...Object.fromEntries(parts.map(({ name, bytes }) => [basename(name), bytes])) },
    },
  };
}

/** What goes over it instead of the hub's answers. */
class Wire {
  port = '';
  #answers: Answers = {};
  #asked = new Map<string, number>();

  /** @returns what was asked for since the last time. */
  begin(answers: Answers): string[] {
    const asked = [...this.#asked.keys()];
    this.#asked = new Map();
    this.#answers = answers;
    return asked;
  }

  insteadOf(target: string): Buffer | null {
    const kept = target.replaceAll(this.port, PORT);
    const turn = (this.#asked.get(kept) ?? 0) + 1;
    this.#asked.set(kept, turn);
    const answer = Object.hasOwn(this.#answers, kept) ? this.#answers[kept] : undefined;
    return answer && turn <= answer.times ? Buffer.from(answer.raw.replaceAll(PORT, this.port), 'latin1') : null;
  }
}

/** The folder that downloads go to, looked at after each. */
class Downloads {
  readonly #folder: string;
  readonly #models: Models;
  readonly #wire: Wire;
  readonly #server: HubServer;

  constructor(folder: string, models: Models, { wire, server }: { readonly wire: Wire; readonly server: HubServer }) {
    this.#folder = folder;
    this.#models = models;
    this.#wire = wire;
    this.#server = server;
  }

  clear(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async read(id: string, answers: Answers): Promise<void> {
    this.clear();
    this.#wire.begin(answers);
    try {
      await this.#requireWhole(await this.#get(id), answers);
    } catch (error) {
      if (faultOf(error) === null) {
        this.#requireNothingHalf(id, error);
        this.#wire.begin({});
        await this.requireSound(id);
      }
      throw error;
    }
  }

  /** What is left of an earlier download is gone on with, or not used. */
  async requireSound(id: string): Promise<void> {
    const got = await this.#get(id);
    await this.#requireWhole(got, {});
    for (const [name, bytes] of Object.entries(this.#models[id]!.files)) {
      require(readFileSync(join(got.path, name)).equals(Buffer.from(bytes)), () => `${name} has other bytes`);
    }
  }

  #get(id: string): Promise<GotModel> {
    const { signal } = new AbortController();
    const places = { modelsDir: join(this.#folder, 'none'), userModelsDir: this.#folder };
    return getModel(places, id, { hub: { endpoint: this.#server.url }, signal, retryDelaysMs: [0, 0] });
  }

  /** What the record names is there, with the bytes that the hub vouched for, and nothing else is. */
  async #requireWhole({ path, name, record }: GotModel, answers: Answers): Promise<void> {
    const places = { modelsDir: join(this.#folder, 'none'), userModelsDir: this.#folder };
    const checks = await verifyModels(places, name, new AbortController().signal);
    const isSound = checks.every(({ files }) => files?.every(({ state }) => state === 'ok') ?? false);
    require(isSound, () => `its record is wrong: ${JSON.stringify(checks)}`);
    const names = [...record.files.map((file) => file.name), 'hub.json'].sort();
    require(readdirSync(path).sort().join() === names.join(), () => `there is ${readdirSync(path).join()}`);
    require(readdirSync(this.#folder).join() === name, () => `beside it is ${readdirSync(this.#folder).join()}`);
    const isListed = Object.keys(answers).every((target) => !target.startsWith('/api/'));
    if (isListed) {
      const sound = this.#models[record.id]!.files;
      const other = record.files.find(
        (file) => !readFileSync(join(path, file.name)).equals(Buffer.from(sound[file.name]!)),
      );
      require(other === undefined, () => `${other?.name ?? ''} has bytes that the hub doesn't list`);
    }
  }

  /** No model, and what is kept to go on with is in its own place under the names that files have. */
  #requireNothingHalf(id: string, refusal: unknown): void {
    const name = id.replace('/', '--');
    const there = existsSync(this.#folder) ? readdirSync(this.#folder, { recursive: true, encoding: 'utf8' }) : [];
    const known = new Set(Object.keys(this.#models[id]!.files).flatMap((file) => [file, `${file}.part`]));
    const own = new RegExp(`^\\.downloads(?:/${name}(?:/[0-9a-f]{40}(?:/[^/]+)?)?)?$`);
    const strays = there.filter(
      (path) =>
        !own.test(path.replaceAll('\\', '/')) || (path.split(/[/\\]/).length === 4 && !known.has(basename(path))),
    );
    require(strays.length === 0, () => `it left ${strays.join()}`);
    const isCorrupt = refusal instanceof AppError && refusal.code === 'hub.corrupt';
    require(!isCorrupt || !there.some((path) => path.includes(COMMIT)), () => `it kept ${there.join()}`);
  }
}
