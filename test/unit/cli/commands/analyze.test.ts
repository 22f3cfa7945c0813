import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type AnalysisDocument, analysisDocumentSchema } from '../../../../src-main/shared/analysis-document.ts';
import reference from '../../../fixtures/analysis/reference.json' with { type: 'json' };
import { checkpointFixture, scratchFolder } from '../../../support/checkpoints.ts';
import { childrenOf, TELLS_CHILDREN } from '../../../support/child-processes.ts';
import { runCli, startCli } from '../../../support/cli.ts';
import { drawVideo } from '../../../support/drawn-video.ts';
import { suiteFolder } from '../../../support/suite-folder.ts';

const SOFTWARE_VULKAN = '/usr/lib/chromium/vk_swiftshader_icd.json';
const folder = suiteFolder();
const model = ['--model', checkpointFixture('tiny'), '--provider', 'cpu'];
/** Its own, so that nothing is found in a cache of other tests. */
const env = { TIMELOUPE_CACHE: join(folder, 'cache') };
const drawing = { widthPx: reference.width, heightPx: reference.height, count: reference.count };
let video = '';
let long = '';

beforeAll(async () => {
  video = await drawVideo(folder, 'drawn.mkv', drawing);
  long = await drawVideo(folder, 'long.mkv', { ...drawing, count: 4000 });
});

function parsed(text: string): AnalysisDocument {
  return analysisDocumentSchema.parse(JSON.parse(text));
}

function expectReferenceWindows(windows: AnalysisDocument['videos'][number]['windows']): void {
  expect(windows.map(({ frames }) => frames)).toEqual(reference.windows.map(({ frames }) => frames));
  windows.forEach((window, i) => {
    const wanted = reference.windows[i]!;
    const embedding = Buffer.from(window.embedding!, 'base64');
    const near = (values: readonly number[], others: readonly number[]) =>
      values.forEach((value, k) => expect(Math.abs(value - others[k]!)).toBeLessThan(1e-5));
    near(window.logits, wanted.logits);
    near(window.scores, wanted.scores);
    near(
      wanted.embedding.map((_, k) => embedding.readFloatLE(k * 4)),
      wanted.embedding,
    );
  });
}

describe('a drawn video', () => {
  test('--json - prints one valid document, with the numbers of transformers', async () => {
    const args = ['analyze', video, ...model, '--stride', String(reference.stride), '--top', '2', '--json', '-'];
    const { code, stdout, stderr } = await runCli(args, env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('on cpu') as string });
    const document = parsed(stdout);
    expect(document).toMatchObject({
      complete: true,
      restarts: 0,
      model: { labels: ['left', 'right', 'still'], problemType: 'single_label_classification', frames: 2 },
      settings: { stride: 5, rate: null, provider: 'cpu', top: 2 },
      runtime: { provider: 'cpu', refusals: [] },
    });
    expect(document.model.hash).toMatch(/^[0-9a-f]{64}$/);
    const [result] = document.videos;
    expect(result).toMatchObject({
      path: video,
      frameCount: 45,
      complete: true,
      error: null,
      holes: [],
      plannedWindows: reference.windows.length,
      sampling: { stride: 5, rate: 4, fps: null },
    });
    expectReferenceWindows(result!.windows);
    expect(result!.windows[1]).toMatchObject({ startFrame: 5, endFrame: 13, ptsSec: [0.2, 0.36], missing: [] });
    for (const { top, scores } of result!.windows) {
      expect(top.map(({ score }) => score)).toEqual([...scores].sort((a, b) => b - a).slice(0, 2));
    }
  });

  test('--json FILE writes the same, in batches too, beside the timeline on the terminal', async () => {
    const file = join(scratchFolder(), 'out.json');
    const args = ['analyze', video, ...model, '--stride', '5', '--batch', '3', '--threshold', '0.3', '--json', file];
    const { code, stdout } = await runCli(args, env);
    expect(code).toBe(0);
    const [result] = parsed(readFileSync(file, 'utf8')).videos;
    expectReferenceWindows(result!.windows);
    expect(stdout).toContain('drawn.mkv\n  0:01.800, 45 frames, 25 frames/s, 30 x 22, 9 windows\n');
    expect(stdout).toMatch(/start +end +length +label +score\n +0:00\.000 +\d:/);
    expect(readdirSync(join(file, '..'))).toEqual(['out.json']);
  });

  test('--fps samples by time', async () => {
    const args = ['analyze', video, ...model, '--fps', '5', '--stride', '10', '--json', '-'];
    const { stdout } = await runCli(args, env);
    const [result] = parsed(stdout).videos;
    expect(result!.sampling).toMatchObject({ rate: null, fps: 5, stride: 10 });
    expect(result!.windows.map(({ frames }) => frames)).toEqual([
      [0, 5],
      [10, 15],
      [20, 25],
      [30, 35],
      [35, 40],
    ]);
  });

  test.skipIf(!existsSync(SOFTWARE_VULKAN))(`on WebGPU, the same numbers (needs ${SOFTWARE_VULKAN})`, async () => {
    const args = [
      'analyze',
      video,
      ...model,
      '--provider',
      'webgpu',
      '--precision',
      'full',
      '--stride',
      '5',
      '--json',
      '-',
    ];
    const { code, stdout } = await runCli(args, { ...env, VK_ICD_FILENAMES: SOFTWARE_VULKAN });
    expect(code).toBe(0);
    const { runtime, videos } = parsed(stdout);
    expect(runtime.provider).toBe('webgpu');
    expect(runtime.selfTestMs).toBeGreaterThan(0);
    expectReferenceWindows(videos[0]!.windows);
  });

  test.skipIf(!existsSync(SOFTWARE_VULKAN))(
    `on WebGPU, half precision only if close (needs ${SOFTWARE_VULKAN})`,
    async () => {
      const args = ['analyze', video, ...model, '--provider', 'webgpu', '--stride', '5', '--json', '-'];
      const { code, stdout } = await runCli(args, { ...env, VK_ICD_FILENAMES: SOFTWARE_VULKAN });
      expect(code).toBe(0);
      parsed(stdout).videos[0]!.windows.forEach(({ logits }, i) =>
        logits.forEach((value, k) => expect(Math.abs(value - reference.windows[i]!.logits[k]!)).toBeLessThan(0.02)),
      );
    },
  );

  test('a folder is its videos by name', async () => {
    const dir = scratchFolder();
    await drawVideo(dir, 'b.mkv', drawing);
    await drawVideo(dir, 'a.MKV', drawing);
    writeFileSync(join(dir, 'notes.txt'), 'not a video');
    mkdirSync(join(dir, 'deeper'));
    const { code, stdout } = await runCli(['analyze', dir, ...model, '--json', '-'], env);
    expect(code).toBe(0);
    expect(parsed(stdout).videos.map(({ path }) => path)).toEqual([join(dir, 'a.MKV'), join(dir, 'b.mkv')]);
  });
});

describe('one video that fails', () => {
  test('does not stop the others, and decides the exit code', async () => {
    const empty = join(folder, 'empty.webm');
    writeFileSync(empty, '');
    const args = ['analyze', empty, video, ...model, '--stride', '5', '--json', '-'];
    const { code, stdout, stderr } = await runCli(args, env);
    expect(code).toBe(11);
    const { videos, complete } = parsed(stdout);
    expect(complete).toBe(false);
    expect(videos[0]).toMatchObject({
      path: empty,
      frameCount: null,
      timeBase: null,
      windows: [],
      complete: false,
      error: { code: 'video.unreadable', message: `"${empty}" is empty (0 bytes). Copy or record it again.` },
    });
    expectReferenceWindows(videos[1]!.windows);
    expect(stderr).toContain('empty.webm: "');
    expect(stderr).toContain('1 of 2 could not be analyzed to the end: empty.webm.\n');
    expect(stderr).not.toContain('    at ');
  });
});

describe('a request that cannot be met is refused with one message and leaves nothing', () => {
  test.each([
    { args: [], code: 2, message: /^Name a video\. Usage: timeloupe analyze <video/ },
    { args: ['/nowhere/film.mp4'], code: 10, message: /^There is no video \/nowhere\/film\.mp4\. Check the path\.\n$/ },
    { args: ['VIDEO', '--stride', '0'], code: 2, message: /^--stride is "0"; it takes a whole number, 1 or more\.\n$/ },
    { args: ['VIDEO', '--rate', 'x'], code: 2, message: /^--rate is "x"; it takes a whole number, 1 or more\.\n$/ },
    { args: ['VIDEO', '--fps', '0'], code: 2, message: /^--fps is "0"; it takes a number, 0\.001 to 1000\.\n$/ },
    { args: ['VIDEO', '--rate', '2', '--fps', '5'], code: 2, message: /^The sampling is given as --rate and as --fps/ },
    {
      args: ['VIDEO', '--threshold', '0.3', '--leave-threshold', '0.4'],
      code: 2,
      message: /^The leave threshold, 0\.4, is above the threshold, 0\.3;/,
    },
    { args: ['VIDEO', '--provider', 'tpu'], code: 2, message: /^--provider is "tpu"; it takes one of auto, cuda, / },
    { args: ['VIDEO', '--colour', 'red'], code: 2, message: /^Unknown option '--colour'/ },
    { args: ['VIDEO', '--model', 'no-such'], code: 20, message: /^There is no model no-such: / },
    { args: ['VIDEO', '--json', '/nowhere/out.json'], code: 41, message: /^\/nowhere\/out\.json can't be written: / },
  ])('analyze $args', async ({ args, code, message }) => {
    const given = args.map((arg) => (arg === 'VIDEO' ? video : arg));
    const result = await runCli(['analyze', ...model, ...given], env);
    expect(result).toEqual({ code, stdout: '', stderr: expect.stringMatching(message) as string });
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
  });

  test.skipIf(process.platform !== 'linux')('a provider that this build lacks', async () => {
    const file = join(scratchFolder(), 'out.json');
    const args = ['analyze', video, '--model', checkpointFixture('tiny'), '--provider', 'dml', '--json', file];
    const { code, stderr } = await runCli(args, env);
    expect(code).toBe(30);
    expect(stderr).toMatch(/^The provider "dml" can't be used: ONNX Runtime for linux-\w+ has no DirectML\. Without/);
    expect(readdirSync(join(file, '..'))).toEqual([]);
  });
});

describe('in the middle of a run', () => {
  const begun = /long\.mkv: [1-9]\d* of \d+/;

  test('Ctrl-C keeps what was finished and says that it is partial', async () => {
    const file = join(scratchFolder(), 'out.json');
    const run = startCli(['analyze', long, video, ...model, '--stride', '1', '--json', file], env);
    await run.stderrMatches(begun);
    run.pressCtrlC();
    const { code, stderr } = await run.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('Stopped; what was finished is kept.');
    const document = parsed(readFileSync(file, 'utf8'));
    expect(document.complete).toBe(false);
    const [first, second] = document.videos;
    expect(first!.windows.length).toBeGreaterThan(0);
    expect(first!.windows.length).toBeLessThan(first!.plannedWindows!);
    expect(first).toMatchObject({ complete: false, error: null, holes: [], skippedWindows: 0 });
    expect(first!.reason).toBe(`Stopped after ${first!.windows.length} of ${first!.plannedWindows} windows.`);
    expect(second).toMatchObject({ windows: [], complete: false, reason: 'Stopped before this video was begun.' });
    expect(readdirSync(join(file, '..'))).toEqual(['out.json']);
  });

  test.skipIf(!TELLS_CHILDREN)(
    'the inference process killed is started again, and no window is lost (needs /proc)',
    async () => {
      const run = startCli(['analyze', long, ...model, '--stride', '1', '--json', '-'], env);
      await run.stderrMatches(begun);
      const pid = childrenOf(run.child.pid!, 'inference-process')[0]!;
      process.kill(pid, 'SIGKILL');
      const { code, stdout } = await run.ended;
      expect(code).toBe(0);
      const { restarts, videos, complete } = parsed(stdout);
      expect({ restarts, complete }).toEqual({ restarts: 1, complete: true });
      const starts = videos[0]!.windows.map(({ startFrame }) => startFrame);
      expect(starts).toEqual(Array.from({ length: videos[0]!.plannedWindows! }, (_, i) => i));
    },
  );
});
