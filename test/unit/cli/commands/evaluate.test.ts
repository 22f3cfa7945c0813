import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import reference from '../../../fixtures/analysis/reference.json' with { type: 'json' };
import { checkpointFixture } from '../../../support/checkpoints.ts';
import { runCli } from '../../../support/cli.ts';
import { drawVideo } from '../../../support/drawn-video.ts';
import { leaningModel } from '../../../support/leaning-model.ts';
import { suiteFolder } from '../../../support/suite-folder.ts';

const folder = suiteFolder();
const csv = join(folder, 'clips.csv');
const env = { TIMELOUPE_CACHE: join(folder, 'cache') };
const settings = ['--provider', 'cpu', '--stride', String(reference.stride)];
const options = ['--model', checkpointFixture('tiny'), ...settings];

beforeAll(async () => {
  await drawVideo(folder, 'drawn.mkv', {
    widthPx: reference.width,
    heightPx: reference.height,
    count: reference.count,
  });
});

/** Mean logits of some of the reference's windows. */
function meanLogits(windows: typeof reference.windows): number[] {
  return [0, 1, 2].map((k) => windows.reduce((sum, { logits }) => sum + logits[k]!, 0) / windows.length);
}

function crossEntropy(logits: readonly number[], index: number): number {
  return Math.log(logits.reduce((sum, value) => sum + Math.exp(value), 0)) - logits[index]!;
}

describe('a manifest of clips', () => {
  // Frames 5 to 13 are the second window exactly: 0.2 s to 0.52 s.
  const text = 'path,label,start,end\ndrawn.mkv,right,,\ndrawn.mkv,left,0.2,0.52\n';

  test('--json: logits of each clip are the mean of its windows, the loss their cross-entropy', async () => {
    writeFileSync(csv, text);
    const { code, stdout } = await runCli(['evaluate', csv, ...options, '--json'], env);
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as {
      clips: { windows: number; logits: number[] }[];
      loss: number;
      classification: { top1: number; top5: number; confusion: number[][] };
      complete: boolean;
    };
    const wanted = [meanLogits(reference.windows), meanLogits([reference.windows[1]!])];
    expect(result.clips.map(({ windows }) => windows)).toEqual([reference.windows.length, 1]);
    result.clips.forEach(({ logits }, i) =>
      logits.forEach((value, k) => expect(Math.abs(value - wanted[i]![k]!)).toBeLessThan(1e-5)),
    );
    expect(result.loss).toBeCloseTo((crossEntropy(wanted[0]!, 1) + crossEntropy(wanted[1]!, 0)) / 2, 5);
    const said = wanted.map((logits) => logits.indexOf(Math.max(...logits)));
    expect(result.classification.top1).toBe((Number(said[0] === 1) + Number(said[1] === 0)) / 2);
    expect(result.classification.top5).toBe(1);
    expect(result.classification.confusion[1]![said[0]!]).toBe(1);
    expect(result.complete).toBe(true);
  });

  test('as text', async () => {
    writeFileSync(csv, text);
    const { code, stdout } = await runCli(['evaluate', csv, ...options], env);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^2 clips, cross-entropy \d\.\d{4}, top-1 \d+\.\d %, top-5 100\.0 %\n/);
    expect(stdout).toMatch(/\n {2}class +clips +accuracy \(recall\) +precision\n {2}left +1 /);
    expect(stdout).toContain('Confusion: rows are the truth, columns what was said.');
  });

  test('--against: the same clips by another model, what this one fixes and breaks', async () => {
    // Whole, the video is left to both; tiny takes the later pieces for right.
    const pieces = ['left,,', 'left,0.2,0.52', 'left,0.4,0.72', 'right,0.2,0.52'];
    writeFileSync(csv, ['path,label,start,end', ...pieces.map((piece) => `drawn.mkv,${piece}`), ''].join('\n'));
    const tiny = checkpointFixture('tiny');
    const left = leaningModel(tiny, join(folder, 'left'), 0);
    const args = ['evaluate', csv, '--model', left, '--against', tiny, ...settings];
    const plain = await runCli(args, env);
    expect(plain.stdout).toContain('left against tiny on 4 clips: 2 fixed, 1 broken (McNemar, exact: p = 1.0000)\n');
    expect(plain.stdout).toMatch(/\n {2}left +3 +33\.3 % +100\.0 %\n {2}right +1 +100\.0 % +0\.0 %\n/);
    expect(plain.stdout).toMatch(/\n {2}all +4 +50\.0 % +75\.0 %\n$/);
    const { stdout } = await runCli([...args, '--json'], env);
    expect(JSON.parse(stdout)).toMatchObject({
      model: { model: left },
      against: { model: tiny },
      classification: { top1: 0.75 },
      comparison: { clips: 4, fixed: 2, broken: 1, before: 0.5, after: 0.75 },
    });
  });

  test('a clip that fails is named by its line, and the others are judged', async () => {
    writeFileSync(csv, 'path,label,start,end\nno.mkv,left,,\ndrawn.mkv,left,,\ndrawn.mkv,left,9,10\n');
    const { code, stdout, stderr } = await runCli(['evaluate', csv, ...options], env);
    expect(code).toBe(10);
    expect(stdout).toMatch(/^1 clips?, /);
    expect(stderr).toContain(`Line 2: There is no video at "${join(folder, 'no.mkv')}". Check the path.\n`);
    expect(stderr).toContain(`Line 4: ${join(folder, 'drawn.mkv')} has no frame from 9 s to 10 s.\n`);
    expect(stderr).toContain('2 of 3 clips could not be judged.\n');
  });

  test('a label that the model does not know stops before anything runs', async () => {
    writeFileSync(csv, 'path,label\ndrawn.mkv,jump\n');
    const { code, stdout, stderr } = await runCli(['evaluate', csv, ...options], env);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      `Line 2 of ${csv} has the label "jump", which the model doesn't know; it knows left, right, still.\n`,
    );
  });
});
