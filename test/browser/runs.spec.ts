import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Locator } from '@playwright/test';
import { leaningModel } from '../support/leaning-model.ts';
import { faultsForAxe } from './support/axe.ts';
import { expect, test } from './support/fixtures.ts';
import { DEMO, SAMPLE } from './support/installation.ts';
import type { RunningServer } from './support/server.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

interface Truth {
  readonly fps: number;
  readonly frameCount: number;
  readonly segments: readonly { readonly startFrame: number; readonly endFrame: number; readonly label: string }[];
}
const truth = JSON.parse(readFileSync(join(dirname(SAMPLE), 'motions.segments.json'), 'utf8')) as Truth;

test('two runs are compared by how often each says what people say', async ({ shown, server }) => {
  test.slow();
  await labelledSample(server);
  await analyze(server, DEMO, 20);
  await analyze(server, leaningModel(DEMO, join(server.home.folder, 'models', 'leaning'), 0), 40);
  await shown.keyboard.press('Alt+4');
  const tab = shown.getByRole('tabpanel', { name: 'Model' });
  const [a, b] = [tab.getByLabel('Run that is shown'), tab.getByLabel('Run that it is compared with')];
  await a.selectOption('Run 1, demo-motion');
  await b.selectOption('Run 2, leaning');
  await tab.getByRole('button', { name: 'Agreement' }).click();
  await expect(tab.getByText('Run 1 and run 2, this video')).toBeVisible();
  // It says "still" of everything: of as many frames as people do.
  const still = truth.segments.filter(({ label }) => label === 'still');
  const share = still.reduce((sum, one) => sum + one.endFrame - one.startFrame, 0) / truth.frameCount;
  await expect(figure(tab, 'Frames as people say, B')).toHaveText(`${Math.round(100 * share)} %`);
  const good = (await figure(tab, 'Frames as people say, A').textContent())!;
  expect(parseInt(good)).toBeGreaterThan(100 * share + 10);
  await expect(figure(tab, 'Mean kappa')).toBeInViewport();
  expect(await faultsForAxe(shown)).toEqual([]);

  // What was said of the one pair does not stand beside the other.
  await tab.getByRole('button', { name: 'Swap' }).click();
  await expect(a).toHaveValue('2');
  await expect(b).toHaveValue('1');
  await expect(figure(tab, 'Frames as people say, A')).toHaveCount(0);
  await tab.getByRole('button', { name: 'Agreement' }).click();
  await expect(tab.getByText('Run 2 and run 1, this video')).toBeVisible();
  await expect(figure(tab, 'Frames as people say, A')).toHaveText(`${Math.round(100 * share)} %`);
  await expect(figure(tab, 'Frames as people say, B')).toHaveText(good);
});

function figure(tab: Locator, name: string): Locator {
  return tab.locator('dt', { hasText: name }).locator('+ dd');
}

/** The sample as a person has labelled it who is right about every frame. */
async function labelledSample({ host, home }: RunningServer): Promise<void> {
  const film = join(home.folder, 'motions.mp4');
  copyFileSync(SAMPLE, film);
  await host.call('settings.set', { patch: { annotator: 'Kim' } });
  await host.call('project.create', { path: join(home.folder, 'a.timeloupe') });
  await host.call('videos.add', { paths: [film] });
  const rows = truth.segments.map(({ startFrame, endFrame, label }) =>
    ['motions.mp4', startFrame / truth.fps, endFrame / truth.fps, label].join(','),
  );
  const table = join(home.folder, 'truth.csv');
  writeFileSync(table, ['video,start,end,label', ...rows, ''].join('\n'));
  await host.call('import.apply', { annotator: 'Kim', request: { paths: [table] } });
}

async function analyze({ host }: RunningServer, model: string, stride: number): Promise<void> {
  const [video] = await host.call('videos.list', {});
  await host.call('runs.start', { model, videoIds: [video!.id], settings: { stride } });
  await expect.poll(async () => (await host.call('runs.jobs', {})).at(-1)?.state, { timeout: 120_000 }).toBe('done');
}
