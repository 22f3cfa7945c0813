import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type GetModelOptions,
  getModel,
  listModels,
  removeModel,
  verifyModels,
} from '../../../../../src-main/core/services/models/model-store.ts';
import { COMMIT, type HubFaults, type HubModel, entry, startHub } from '../../../../support/hub-server.ts';

const ID = 'someone/tiny-timesformer';
const NAME = 'someone--tiny-timesformer';
const weights = randomBytes(300_000);
const config = Buffer.from(JSON.stringify({ model_type: 'timesformer', id2label: { 0: 'a', 1: 'b', 2: 'c' } }));
const model: HubModel = {
  files: {
    'README.md': Buffer.from('---\nlicense: cc-by-nc-4.0\n---\n'),
    'config.json': config,
    'preprocessor_config.json': Buffer.from('{}'),
    'model.safetensors': weights,
    'pytorch_model.bin': Buffer.from('not wanted'),
    'training_args.bin': Buffer.from('not wanted'),
  },
  lfs: ['model.safetensors', 'pytorch_model.bin', 'training_args.bin'],
};

let folder = '';
let places = { modelsDir: '', userModelsDir: '' };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'timeloupe-models-'));
  places = { modelsDir: join(folder, 'bundled'), userModelsDir: join(folder, 'own') };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('get', () => {
  test('takes what running takes, checks it, records where it came from and shows the licence', async () => {
    await using hub = await startHub({ [ID]: model });
    const licences: (string | null)[] = [];
    const progress: number[] = [];
    const got = await get(hub.url, {
      onListing: ({ licence }) => licences.push(licence),
      onProgress: ({ doneBytes, totalBytes }) => progress.push(doneBytes / totalBytes),
    });
    expect(got).toMatchObject({ name: NAME, wasThere: false, path: join(places.userModelsDir, NAME) });
    expect(licences).toEqual(['cc-by-nc-4.0']);
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(readdirSync(places.userModelsDir)).toEqual([NAME]);
    expect(readdirSync(got.path).sort()).toEqual(
      ['README.md', 'config.json', 'hub.json', 'model.safetensors', 'preprocessor_config.json'].sort(),
    );
    expect(readFileSync(join(got.path, 'model.safetensors')).equals(weights)).toBe(true);
    const record = JSON.parse(readFileSync(join(got.path, 'hub.json'), 'utf8')) as typeof got.record;
    expect(record).toMatchObject({
      id: ID,
      revision: 'main',
      commit: COMMIT,
      licence: 'cc-by-nc-4.0',
      endpoint: hub.url,
    });
    expect(record.files.find(({ name }) => name === 'config.json')?.checkedBy).toBe('git-sha1');
    expect(record.files.find(({ name }) => name === 'model.safetensors')).toEqual({
      name: 'model.safetensors',
      sizeBytes: weights.length,
      sha256: createHash('sha256').update(weights).digest('hex'),
      checkedBy: 'sha256',
    });
  });

  test('asks for files by commit and does not fetch what is there again', async () => {
    await using hub = await startHub({ [ID]: { ...model, revisions: ['main', 'refs/pr/5'] } });
    await get(hub.url, { revision: 'refs/pr/5' });
    const resolved = hub.requests.filter(({ path }) => path.startsWith(`/${ID}/resolve/`));
    expect(resolved.every(({ path }) => path.startsWith(`/${ID}/resolve/${COMMIT}/`))).toBe(true);
    const before = hub.requests.length;
    expect(await get(hub.url, { revision: 'refs/pr/5' })).toMatchObject({ wasThere: true });
    expect(hub.requests.slice(before).every(({ path }) => path.startsWith('/api/'))).toBe(true);
  });

  test('shows the token to the hub and not to the origin it redirects to', async () => {
    await using hub = await startHub({ [ID]: model }, { token: 'secret-1' });
    await get(hub.url, { hub: { endpoint: hub.url, token: 'secret-1' } });
    const elsewhere = hub.requests.filter(({ host }) => host?.startsWith('localhost'));
    expect(elsewhere.length).toBeGreaterThan(0);
    expect(elsewhere.map(({ token }) => token)).toEqual(elsewhere.map(() => undefined));
  });

  test('goes on where a transfer broke, within a run', async () => {
    await using hub = await startHub({ [ID]: model }, { cutAfterBytes: { 'model.safetensors': [100_000, 50_000] } });
    await get(hub.url);
    expect(await sound()).toBe(true);
    const ranges = hub.requests.flatMap(({ path, range }) => (path.includes('/cdn/') ? [range ?? 'all'] : []));
    expect(ranges).toHaveLength(3);
    const starts = ranges.slice(1).map((range) => Number(/^bytes=(\d+)-$/.exec(range)?.[1]));
    expect(starts[0]).toBeGreaterThan(0);
    expect(starts[1]).toBeGreaterThan(starts[0]!);
  });

  test('goes on where an earlier run broke off', async () => {
    await using broken = await startHub({ [ID]: model }, { cutAfterBytes: { 'model.safetensors': [200_000, 0, 0] } });
    await expect(get(broken.url)).rejects.toMatchObject({ code: 'hub.unreachable' });
    expect(existsSync(join(places.userModelsDir, NAME))).toBe(false);
    const part = join(places.userModelsDir, '.downloads', NAME, COMMIT, 'model.safetensors.part');
    const keptBytes = readFileSync(part).length;
    expect(keptBytes).toBeGreaterThan(0);
    await using hub = await startHub({ [ID]: model });
    await get(hub.url);
    expect(await sound()).toBe(true);
    const files = hub.requests.filter(({ path }) => path.startsWith('/cdn/') || path.startsWith('/cache/'));
    expect(files.map(({ range }) => range)).toEqual([`bytes=${keptBytes}-`]);
  });

  test.each<[string, HubFaults]>([
    ['a server without ranges', { ignoresRanges: true, cutAfterBytes: { 'model.safetensors': [100_000] } }],
    ['passing failures', { statuses: { 'model.safetensors': [503, 200, 429] } }],
  ])('%s is no obstacle', async (_, faults) => {
    await using hub = await startHub({ [ID]: model }, faults);
    await get(hub.url);
    expect(await sound()).toBe(true);
  });

  test('what an earlier run left wrong is fetched anew', async () => {
    const staging = join(places.userModelsDir, '.downloads', NAME, COMMIT);
    mkdirSync(staging, { recursive: true });
    writeFileSync(join(staging, 'model.safetensors.part'), 'wrong from the start');
    writeFileSync(join(staging, 'config.json.part'), Buffer.alloc(config.length + 10));
    await using hub = await startHub({ [ID]: model });
    await get(hub.url);
    expect(await sound()).toBe(true);
  });

  test('reads the shards that an index names', async () => {
    const shards = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
    const index = { weight_map: { a: shards[0], b: shards[1], c: shards[0] } };
    const files = { ...shardFiles(index), [shards[0]!]: randomBytes(10), [shards[1]!]: randomBytes(20) };
    await using hub = await startHub({ [ID]: { files: { ...files, 'pytorch_model.bin': weights }, lfs: shards } });
    const got = await get(hub.url);
    expect(got.record.files.map(({ name }) => name)).toEqual([
      'config.json',
      'model.safetensors.index.json',
      ...shards,
    ]);
  });

  test('takes pytorch_model.bin where there is nothing better, and says when only the size could be checked', async () => {
    const files = { 'config.json': config, 'pytorch_model.bin': weights };
    const tree = Object.entries(files).map(([path, bytes]) => ({ type: 'file', path, size: bytes.length }));
    await using hub = await startHub({ [ID]: { files, licence: null, tags: ['license:mit'] } }, { tree });
    const got = await get(hub.url);
    expect(got.record.files.map(({ checkedBy }) => checkedBy)).toEqual(['size', 'size']);
    expect(got.record.licence).toBe('mit');
  });

  test('keeps a cancelled download for the next time', async () => {
    await using hub = await startHub({ [ID]: model });
    const stop = new AbortController();
    const cancelled = get(hub.url, {
      signal: stop.signal,
      onProgress: ({ file }) => {
        if (file === 'model.safetensors') stop.abort(new Error('stopped'));
      },
    });
    await expect(cancelled).rejects.toThrow('stopped');
    expect(existsSync(join(places.userModelsDir, NAME))).toBe(false);
    expect(existsSync(join(places.userModelsDir, '.downloads', NAME, COMMIT, 'config.json'))).toBe(true);
  });

  test('does not replace another commit', async () => {
    await using hub = await startHub({ [ID]: { ...model, commit: 'a'.repeat(40) } });
    await get(hub.url);
    await using newer = await startHub({ [ID]: model });
    await expect(get(newer.url)).rejects.toMatchObject({
      code: 'output.exists',
      message: expect.stringContaining(`timeloupe models remove ${NAME}`) as unknown,
    });
  });
});

/** An empty page of a listing, and where the next one is. */
function answerLeadingTo(next: string): string {
  const lines = ['HTTP/1.1 200 OK', 'Content-Type: application/json', `Link: <${next}>; rel="next"`];
  return [...lines, 'Content-Length: 2', 'Connection: close', '', '[]'].join('\r\n');
}

const shardFiles = (index: unknown) => ({
  'config.json': config,
  'model.safetensors.index.json': Buffer.from(JSON.stringify(index)),
});

describe('get refuses', () => {
  const tiny = entry('config.json', config);
  test.each<
    [string, { id?: string; revision?: string; model?: HubModel; faults?: HubFaults; code: string; says: string }]
  >([
    ['an unknown id', { id: 'someone/else', code: 'hub.not_found', says: 'has no model someone/else' }],
    ['an unknown revision', { revision: 'v9', code: 'hub.not_found', says: `model ${ID} at revision v9` }],
    ['a private model', { faults: { token: 'x' }, code: 'hub.forbidden', says: 'set HF_TOKEN' }],
    [
      'a gated file',
      { faults: { statuses: { 'config.json': [403] } }, code: 'hub.forbidden', says: 'file config.json' },
    ],
    [
      'a file that is gone',
      { faults: { statuses: { 'config.json': [404] } }, code: 'hub.not_found', says: 'config.json' },
    ],
    ['a hub out of order', { faults: { apiStatus: 500 }, code: 'hub.unreachable', says: 'it answered 500' }],
    ['a page that is no hub', { faults: { apiBody: '<html>' }, code: 'hub.corrupt', says: 'not JSON' }],
    ['an answer without a commit', { faults: { apiBody: '{}' }, code: 'hub.corrupt', says: 'names no commit' }],
    [
      'wrong bytes',
      { faults: { wrongBytes: { 'model.safetensors': randomBytes(300_000) } }, code: 'hub.corrupt', says: 'sha256' },
    ],
    [
      'a wrong small file',
      { faults: { wrongBytes: { 'config.json': randomBytes(config.length) } }, code: 'hub.corrupt', says: 'git-sha1' },
    ],
    [
      'too many bytes',
      { faults: { wrongBytes: { 'config.json': randomBytes(900) } }, code: 'hub.corrupt', says: 'sends more than' },
    ],
    [
      'too few bytes',
      { faults: { wrongBytes: { 'config.json': randomBytes(3) } }, code: 'hub.unreachable', says: 'ended early' },
    ],
    [
      'a range it did not ask for',
      {
        faults: { shiftsRanges: true, cutAfterBytes: { 'model.safetensors': [9000] } },
        code: 'hub.corrupt',
        says: 'another range',
      },
    ],
    [
      'no configuration',
      { model: { files: { 'a.txt': weights } }, code: 'model.unsupported', says: 'has no config.json' },
    ],
    ['no weights', { model: { files: { 'config.json': config } }, code: 'model.unsupported', says: 'has neither' }],
    [
      'a shard outside the model',
      {
        model: { files: shardFiles({ weight_map: { a: '../x.safetensors' } }) },
        code: 'hub.corrupt',
        says: '"../x.safetensors"',
      },
    ],
    ['an index of nothing', { model: { files: shardFiles([]) }, code: 'hub.corrupt', says: 'names no files' }],
    ...['../x', '/etc/passwd', 'a\\b', 'a\0b', 'C:x', './x', 'a//b', '..', ''].map(
      (path): [string, { faults: HubFaults; code: string; says: string }] => [
        `a file named ${JSON.stringify(path)}`,
        { faults: { tree: [tiny, { ...tiny, path }] }, code: 'hub.corrupt', says: 'outside the model' },
      ],
    ),
    [
      'a file without a name',
      { faults: { tree: [tiny, { ...tiny, path: null }] }, code: 'hub.corrupt', says: 'lists a file without a name' },
    ],
    ['a negative size', { faults: { tree: [{ ...tiny, size: -1 }] }, code: 'hub.corrupt', says: 'no size' }],
    [
      'more than the disk holds',
      {
        faults: { tree: [tiny, { type: 'file', path: 'model.safetensors', size: 2 ** 52 }] },
        code: 'output.unwritable',
        says: 'Make room',
      },
    ],
    ['an id with a way out', { id: '../../etc', code: 'request.invalid', says: 'not a hub id' }],
    ['an id with too many parts', { id: 'a/b/c', code: 'request.invalid', says: 'not a hub id' }],
    ['an id with a query', { id: 'a/b?x=1', code: 'request.invalid', says: 'not a hub id' }],
    ['a revision with a way out', { revision: '../main', code: 'request.invalid', says: '--revision' }],
  ])('%s', async (_, { id = ID, revision, model: other = model, faults, code, says }) => {
    await using hub = await startHub({ [ID]: other }, faults);
    const options = { hub: { endpoint: hub.url }, ...quick(), ...(revision !== undefined && { revision }) };
    await expect(getModel(places, id, options)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(says) as unknown,
    });
    expect(existsSync(join(places.userModelsDir, NAME))).toBe(false);
    if (code === 'hub.corrupt') {
      expect(existsSync(join(places.userModelsDir, '.downloads', NAME, COMMIT))).toBe(false);
    }
  });

  test('a list without an end', async () => {
    let url = '';
    const raw = (target: string) => (target.includes('/tree/') ? Buffer.from(answerLeadingTo(url + target)) : null);
    await using hub = await startHub({ [ID]: model }, { raw });
    ({ url } = hub);
    await expect(get(url)).rejects.toMatchObject({
      code: 'hub.corrupt',
      message: expect.stringContaining('its list of files has no end') as unknown,
    });
  });

  test('a file that begins anew each time and never ends', async () => {
    const cuts = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 200_000 : 100_000));
    const faults = { ignoresRanges: true, cutAfterBytes: { 'model.safetensors': cuts } };
    await using hub = await startHub({ [ID]: model }, faults);
    await expect(get(hub.url)).rejects.toMatchObject({ code: 'hub.unreachable' });
    expect(hub.requests.filter(({ path }) => path.startsWith('/cdn/')).length).toBeLessThan(cuts.length);
  });

  test('a hub that is not there, in one line', async () => {
    const hub = await startHub({});
    await hub[Symbol.asyncDispose]();
    const failure = get(hub.url);
    await expect(failure).rejects.toMatchObject({ code: 'hub.unreachable' });
    await expect(failure).rejects.toThrow(/^Cannot reach http:\/\/127\.0\.0\.1:\d+ \(ECONNREFUSED\)\. [^\n]+$/);
  });

  test.each(['ftp://x', 'huggingface.co', 'https://user@x'])('the endpoint %s', async (endpoint) => {
    await expect(get(endpoint)).rejects.toMatchObject({ code: 'request.invalid' });
  });

  test('a place that is a file', async () => {
    writeFileSync(places.userModelsDir, '');
    await using hub = await startHub({ [ID]: model });
    await expect(get(hub.url)).rejects.toMatchObject({ code: 'output.unwritable' });
  });
});

describe('the models that are there', () => {
  test('are listed with what they are and where they came from', async () => {
    await using hub = await startHub({ [ID]: model });
    await get(hub.url);
    mkdirSync(join(places.modelsDir, 'demo'), { recursive: true });
    writeFileSync(join(places.modelsDir, 'demo', 'config.json'), '{"attention_type":"space_only"}');
    mkdirSync(join(places.modelsDir, 'recipe'));
    mkdirSync(join(places.userModelsDir, 'empty'));
    writeFileSync(join(places.userModelsDir, 'a-file'), '');
    const models = await listModels(places);
    expect(models).toMatchObject([
      { name: 'demo', architecture: 'timesformer, space_only', classes: 2, source: 'bundled', problem: null },
      { name: 'empty', architecture: null, problem: expect.stringContaining('neither manifest.json') as unknown },
      { name: NAME, classes: 3, source: `${ID}@${COMMIT.slice(0, 8)}`, licence: 'cc-by-nc-4.0' },
    ]);
  });

  test('verify tells changed, missing and unrecorded from sound', async () => {
    await using hub = await startHub({ [ID]: model });
    const { path } = await get(hub.url);
    expect(await sound()).toBe(true);
    const changed = Buffer.from(weights);
    changed[1000]! ^= 1;
    writeFileSync(join(path, 'model.safetensors'), changed);
    rmSync(join(path, 'README.md'));
    mkdirSync(join(places.modelsDir, 'demo'), { recursive: true });
    const checks = await verifyModels(places, undefined, quick().signal);
    expect(checks[0]).toEqual({ name: 'demo', files: null });
    expect(checks[1]?.files).toEqual(
      expect.arrayContaining([
        { name: 'README.md', state: 'missing' },
        { name: 'model.safetensors', state: 'changed' },
        { name: 'config.json', state: 'ok' },
      ]),
    );
    await expect(verifyModels(places, NAME, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
    writeFileSync(join(path, 'hub.json'), '{}');
    await expect(verifyModels(places, ID, quick().signal)).rejects.toMatchObject({ code: 'config.invalid' });
    await expect(verifyModels(places, 'nothing', quick().signal)).rejects.toMatchObject({ code: 'model.not_found' });
  });

  test('are removed by name or id, and only those of the user', async () => {
    await using hub = await startHub({ [ID]: model });
    const { path } = await get(hub.url);
    mkdirSync(join(places.modelsDir, 'demo'), { recursive: true });
    await expect(removeModel(places, 'demo')).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(removeModel(places, 'nothing')).rejects.toMatchObject({ code: 'model.not_found' });
    for (const name of ['..', '.', '../bundled', '.downloads', '/tmp', 'a\\b', 'a\0b', `../own/${NAME}`, '']) {
      await expect(removeModel(places, name), name).rejects.toMatchObject({ code: 'request.invalid' });
    }
    expect(await removeModel(places, ID)).toBe(path);
    expect(existsSync(path)).toBe(false);
    expect(existsSync(join(places.modelsDir, 'demo'))).toBe(true);
  });

  test('removing a link leaves what it points to', async () => {
    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'config.json'), '{}');
    mkdirSync(places.userModelsDir);
    symlinkSync(elsewhere, join(places.userModelsDir, 'linked'));
    await removeModel(places, 'linked');
    expect(readdirSync(elsewhere)).toEqual(['config.json']);
    expect((await listModels(places)).map(({ name }) => name)).toEqual([]);
  });
});

const quick = () => ({ signal: new AbortController().signal, retryDelaysMs: [0, 0] });

function get(endpoint: string, options: Partial<GetModelOptions> = {}) {
  return getModel(places, ID, { hub: { endpoint }, ...quick(), ...options });
}

async function sound(): Promise<boolean> {
  const checks = await verifyModels(places, NAME, quick().signal);
  return checks.every(({ files }) => files !== null && files.every(({ state }) => state === 'ok'));
}
