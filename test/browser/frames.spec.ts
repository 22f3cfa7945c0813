import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';
import { drawNumbers, type NumberedVideo } from './support/numbered-video.ts';
import type { RunningServer } from './support/server.ts';
import { frameOnceNamed, readStage, shownFrame, type ShownVideo } from './support/stage.ts';

/** The picture under a frame's number is that frame's: its number is drawn into it. */
const VIDEOS: readonly (NumberedVideo & { readonly count: number })[] = [
  { name: 'even-25.mp4', count: 200, rate: '25' },
  { name: 'ntsc-2997.mp4', count: 200, rate: '30000/1001' },
  { name: 'uneven.mp4', count: 160, rate: '25', pts: '(N+floor(N/5)+2*floor(N/11))/25/TB' },
  { name: 'turned.mp4', count: 100, rate: '25', turned: 90 },
];

for (const video of VIDEOS) {
  test(`${video.name}: each frame's picture is shown under its number`, async ({ shown, server }) => {
    await open(shown, server, video);
    const seen: ShownVideo = video.turned === 90 ? { aspect: 3 / 4, turned: 90 } : { aspect: 4 / 3 };
    const last = video.count - 1;
    const isAt = async (frame: number) =>
      expect(await frameOnceNamed(shown, seen, frame)).toEqual({ named: frame, drawn: frame });
    await isAt(0);

    // Stepping, both ways.
    for (let frame = 1; frame <= 12; frame++) {
      await shown.keyboard.press('ArrowRight');
      await isAt(frame);
    }
    for (let frame = 11; frame >= 6; frame--) {
      await shown.keyboard.press('ArrowLeft');
      await isAt(frame);
    }

    // Seeking, to both sides of key frames too.
    for (const frame of [last, 0, 47, 48, 49, 23, 24, Math.floor(last / 2)]) {
      await goTo(shown, frame);
      await isAt(frame);
    }

    // Scrubbing: held keys, and what is shown in between has its own number too.
    for (let press = 0; press < 40; press++) await shown.keyboard.press('ArrowRight');
    expect((await readStage(shown, seen, { times: 10 })).filter(isFalse)).toEqual([]);
    await isAt(Math.min(last, Math.floor(last / 2) + 40));

    // Playback, and where it is stopped.
    await goTo(shown, 10);
    await isAt(10);
    await shown.keyboard.press('Space');
    await expect.poll(async () => (await shownFrame(shown, seen)).named).toBeGreaterThan(20);
    await shown.keyboard.press('Space');
    await expect(shown.getByText('Exact frame')).toBeVisible();
    const { named } = await shownFrame(shown, seen);
    await isAt(named!);
  });
}

function isFalse({ named, drawn }: { readonly named: number | null; readonly drawn: number | null }): boolean {
  return named !== drawn;
}

async function open(page: Page, { home, host }: RunningServer, video: NumberedVideo): Promise<void> {
  const path = await drawNumbers(home.folder, video);
  await host.call('project.create', { path: join(home.folder, 'numbers.timeloupe') });
  await host.call('videos.add', { paths: [path] });
  await page.getByRole('option', { name: new RegExp(video.name) }).click();
  await expect(page.getByText('Exact frame')).toBeVisible();
}

async function goTo(page: Page, frame: number): Promise<void> {
  await page.keyboard.press('g');
  const field = page.getByRole('textbox', { name: 'Frame, time or step' });
  await field.fill(String(frame));
  await field.press('Enter');
}
