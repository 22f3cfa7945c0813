import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inspectCommand } from '../../../../src-main/cli/commands/inspect.ts';
import type { Inspection } from '../../../../src-main/core/services/inspection/inspection.ts';
import { readFrame } from '../../../../src-main/core/video/decode.ts';
import { probeVideo } from '../../../../src-main/core/video/probe.ts';
import { EXIT_CODES } from '../../../../src-main/shared/errors.ts';
import { checkpointFixture, testPlatform } from '../../../support/checkpoints.ts';
import { runCli } from '../../../support/cli.ts';
import { drawVideo } from '../../../support/drawn-video.ts';
import { checkpointFolder } from '../../../support/timesformer-folder.ts';

const LABELS = ['wave', 'nod', 'Turn', 'jump', 'still'];
let folder = '';
let video = '';
let models: Record<string, string> = {};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'timeloupe-inspect-'));
  video = await drawVideo(folder, 'drawn.mkv', { widthPx: 64, heightPx: 36, count: 40 });
  for (const name of ['divided', 'joint', 'space'])
    models = { ...models, [name]: checkpointFolder(folder, name, LABELS) };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a person types, as a process of its own. */
const inspectCli = (...args: string[]) => runCli(['inspect', ...args], { TIMELOUPE_CACHE: join(folder, 'cache') });

/** The same without a new process. @returns what it prints. */
async function run(...args: string[]): Promise<string> {
  const { values, positionals } = parseArgs({ args, options: inspectCommand.options, allowPositionals: true });
  const platform = testPlatform(folder);
  const places = { modelsDir: folder, resourcesDir: folder, cacheDir: join(folder, 'cache') };
  const printed: string[] = [];
  const nothing = () => undefined;
  await inspectCommand.run({
    positionals,
    values,
    platform: { ...platform, ...places },
    signal: new AbortController().signal,
    json: values['json'] === true,
    print: (text) => printed.push(text),
    note: nothing,
    progress: nothing,
  });
  return printed.join('\n');
}

/** Inspects frame 17 (or what the arguments say) and gives what was said and written. */
async function inspected(name: string, ...args: string[]): Promise<{ found: Inspection; array: typeof npy }> {
  const out = join(mkdtempSync(join(folder, 'out-')), 'maps');
  const moment = args.includes('--time') ? [] : ['--frame', '17'];
  const stdout = await run(video, '--model', models[name]!, '--out', out, '--json', ...moment, ...args);
  const found = JSON.parse(stdout) as Inspection;
  expect(JSON.parse(readFileSync(join(out, 'inspection.json'), 'utf8'))).toEqual(found);
  expect(readdirSync(out).sort()).toEqual(['inspection.json', ...found.files.map((file) => file.name)].sort());
  return { found, array: (file) => npy(join(out, file)) };
}

/** Values of a float32 .npy file. */
function npy(path: string): number[] {
  const bytes = readFileSync(path);
  const start = 10 + bytes.readUInt16LE(8);
  return [...new Float32Array(new Uint8Array(bytes.subarray(start)).buffer)];
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe('what is written', () => {
  test('the window around the frame, rollout by default, every file named', async () => {
    const { found, array } = await inspected('divided');
    // Span 12, stride 6: [12, 24) is nearest to 17 with its middle; its samples are 12, 16, 20.
    expect(found).toMatchObject({
      frame: 17,
      position: 1,
      window: { startFrame: 12, endFrame: 24, frames: [12, 16, 20], repeatsLastFrame: false },
      missing: [],
      view: 'rollout',
      layer: 'all',
      head: 'mean',
      query: null,
      classLabel: null,
      colourMap: 'magma',
      provider: 'cpu',
      files: [
        { kind: 'overlay', name: 'overlay-00-frame-000012.png', frame: 12, position: 0 },
        { kind: 'overlay', name: 'overlay-01-frame-000016.png', frame: 16, position: 1 },
        { kind: 'overlay', name: 'overlay-02-frame-000020.png', frame: 20, position: 2 },
        { kind: 'contact-sheet', name: 'contact-sheet.png' },
        { kind: 'array', name: 'map.npy', shape: [3, 3, 3] },
        { kind: 'array', name: 'frames.npy', shape: [3] },
        { kind: 'array', name: 'times-sec.npy', shape: [3] },
        { kind: 'array', name: 'frame-weights.npy', shape: [3] },
      ],
    });
    expect(found.top.map(({ label }) => LABELS.includes(label))).toEqual([true, true, true]);
    const weights = array('frame-weights.npy');
    expect(sum(array('map.npy'))).toBeCloseTo(sum(weights), 5);
    expect(sum(weights)).toBeLessThan(1);
  });

  test('overlays are the true frames: without opacity, what the model saw is the decoded frame', async () => {
    const { found } = await inspected('divided', '--opacity', '0');
    const decoded = await readFrame(await probeVideo(video, { cacheDir: join(folder, 'cache') }), 16);
    const png = decode(readFileSync(join(found.folder, 'overlay-01-frame-000016.png')));
    expect([png.width, png.height]).toEqual([64, 36]);
    for (let y = 1; y < 35; y++) {
      for (let x = 16; x < 48; x++) {
        const p = (y * 64 + x) * 3;
        expect([...png.data.slice(p, p + 3)]).toEqual([...decoded.rgb.subarray(p, p + 3)]);
      }
    }
    expect(png.data[0]).toBeLessThan(decoded.rgb[0]! / 2 + 45);
  });

  test('paths, the scores and the place for a person', async () => {
    const out = join(folder, 'text');
    const args = [video, '--model', models['divided']!, '--time', '0.64', '--out', out];
    const { code, stdout } = await inspectCli(...args);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.slice(0, 2)).toEqual([
      'rollout through 2 layers, mean of heads',
      'frame 16: sample 1 of the window [12, 24)',
    ]);
    expect(lines.slice(3).every((path) => existsSync(path))).toBe(true);
    const again = await inspectCli(...args);
    expect(again).toMatchObject({ code: EXIT_CODES['output.exists'], stdout: '' });
    expect(again.stderr).toContain('it holds the output of an earlier run. --force replaces it.');
    expect((await inspectCli(...args, '--force')).code).toBe(0);
  });
});

describe('options', () => {
  test.each<[string, string[], Partial<Inspection>]>([
    ['divided', ['--layer', '1', '--head', '3'], { view: 'class-token', layer: 1, head: 3 }],
    ['divided', ['--layer', 'rollout', '--head', '0'], { view: 'rollout', head: 0 }],
    ['divided', ['--query', '2,1', '--layer', '0'], { view: 'patch', query: { x: 2, y: 1 }, layer: 0 }],
    ['divided', ['--layer', 'all', '--colour-map', 'cividis', '--patches'], { layer: 'all', colourMap: 'cividis' }],
    ['divided', ['--kind', 'contribution', '--class', 'turn'], { classLabel: 'Turn', colourMap: 'blue-red' }],
    ['divided', ['--rate', '2', '--stride', '6'], { window: window([12, 14, 16], 18) }],
    ['divided', ['--fps', '5'], { window: window([10, 15, 20], 25) }],
    ['joint', ['--layer', 'rollout'], { view: 'rollout' }],
    ['joint', ['--query', '0,0'], { title: 'patch (0, 0) of sample 1 to patches, mean of layers, mean of heads' }],
    ['joint', ['--kind', 'contribution'], { view: 'contribution' }],
    ['space', ['--layer', '0'], { view: 'class-token' }],
    ['space', ['--kind', 'contribution'], { view: 'contribution' }],
  ])('%s %o', async (name, args, expected) => {
    expect((await inspected(name, ...args)).found).toMatchObject(expected);
  });

  test('temporal: rows of the matrix sum to 1, at a patch and over all', async () => {
    for (const query of [[], ['--query', '1,2']]) {
      const { found, array } = await inspected('divided', '--kind', 'temporal', ...query);
      expect(found.files).toContainEqual({ kind: 'matrix', name: 'matrix.png' });
      const matrix = array('matrix.npy');
      for (const row of [0, 1, 2]) expect(sum(matrix.slice(3 * row, 3 * row + 3))).toBeCloseTo(1, 5);
    }
  });

  test('without --class, contributions are those of the best class', async () => {
    const { found } = await inspected('divided', '--kind', 'contribution');
    expect(found.classLabel).toBe(found.top[0]!.label);
  });
});

function window(frames: readonly number[], endFrame: number): Inspection['window'] {
  return { startFrame: frames[0]!, endFrame, frames, repeatsLastFrame: false };
}

describe('refusals are one clear message and leave nothing', () => {
  test.each<[string, string[], keyof typeof EXIT_CODES, RegExp]>([
    ['divided', ['--layer', '2'], 'request.invalid', /^There is no layer 2: this model has 2, counted 0 to 1\.$/],
    [
      'divided',
      ['--layer', 'last'],
      'request.invalid',
      /--layer is "last"; it takes a number from 0, or all or rollout/,
    ],
    ['divided', ['--layer', '1', '--head', '4'], 'request.invalid', /no head 4: this model has 4, counted 0 to 3/],
    ['divided', ['--query', '3,0'], 'request.invalid', /no patch x 3: this model has 3/],
    ['divided', ['--query', '1;2'], 'request.invalid', /--query is "1;2"; it takes cls, or a patch as x,y/],
    ['divided', ['--query', '1,2', '--layer', 'rollout'], 'request.invalid', /Rollout starts at the class token/],
    ['divided', ['--kind', 'temporal', '--query', 'cls'], 'request.invalid', /class token takes no part in temporal/],
    ['divided', ['--kind', 'temporal', '--layer', 'rollout'], 'request.invalid', /--layer rollout is spatial/],
    ['space', ['--kind', 'temporal'], 'request.invalid', /divided_space_time models only; this one is space_only/],
    ['joint', ['--kind', 'temporal'], 'request.invalid', /this one is joint_space_time/],
    ['divided', ['--kind', 'contribution', '--class', 'swim'], 'request.invalid', /no class "swim". It has wave, nod/],
    ['divided', ['--kind', 'contribution', '--layer', '1'], 'request.invalid', /summed over the layers/],
    ['divided', ['--class', 'nod'], 'request.invalid', /--class goes with --kind contribution/],
    ['divided', ['--colour-map', 'blue-red'], 'request.invalid', /does not fit values that are never negative/],
    ['divided', ['--colour-map', 'jet'], 'request.invalid', /it takes one of magma, viridis, cividis, blue-red/],
    ['divided', ['--kind', 'contribution', '--colour-map', 'magma'], 'request.invalid', /takes blue-red/],
    ['divided', ['--frame', '40'], 'request.invalid', /There is no frame 40: .*drawn\.mkv has 40, from 0/],
    ['divided', ['--time', '1.6'], 'request.invalid', /There is nothing at 0:01\.600: .*drawn\.mkv ends at 0:01\.600/],
    ['divided', ['--frame', '1', '--time', '1'], 'request.invalid', /one of them/],
    ['divided', ['--stride', '20', '--frame', '14'], 'request.invalid', /No window covers frame 14 with this stride/],
    ['divided', ['--rate', '2', '--fps', '3'], 'request.invalid', /--rate and as --fps/],
    ['divided', ['--opacity', '2'], 'request.invalid', /--opacity is "2"; it takes a number, 0 to 1/],
  ])('%s %o', async (name, args, code, message) => {
    const out = join(mkdtempSync(join(folder, 'refused-')), 'maps');
    const moment = args.includes('--frame') || args.includes('--time') ? [] : ['--frame', '17'];
    const refused = run(video, '--model', models[name]!, '--out', out, ...moment, ...args);
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringMatching(message) as unknown });
    expect(readdirSync(join(out, '..'))).toEqual([]);
  });

  test('a folder with other files, a file, no folder at all', async () => {
    const other = join(folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'thesis.doc'), 'mine');
    const args = [video, '--model', models['divided']!, '--frame', '3'];
    for (const [out, message] of [
      [other, 'it holds other files. Give --out a new or empty folder.'],
      [join(other, 'thesis.doc'), 'it is a file. Give --out a folder.'],
      [join(other, 'thesis.doc', 'maps'), 'part of this path is a file. Give --out another folder.'],
    ] as const) {
      await expect(run(...args, '--out', out, '--force')).rejects.toThrow(message);
    }
    expect(readdirSync(other)).toEqual(['thesis.doc']);
    await expect(run(...args)).rejects.toThrow('Say with --out DIR where the pictures are to go.');
  });

  test('a video that is none', async () => {
    const out = join(mkdtempSync(join(folder, 'refused-')), 'maps');
    const args = [
      checkpointFixture('make.py'),
      '--model',
      models['divided']!,
      '--frame',
      '0',
      '--out',
      join(out, 'new'),
    ];
    await expect(run(...args)).rejects.toMatchObject({ code: 'video.unreadable' });
    // Nor are the folders that were made on the way.
    expect(readdirSync(join(out, '..'))).toEqual([]);
  });
});
