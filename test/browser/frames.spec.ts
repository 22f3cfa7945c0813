import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { DrawnVideo } from './support/encode-frames.ts';
import { expect, test } from './support/fixtures.ts';
import { drawNumbers } from './support/numbered-video.ts';
import type { RunningServer } from './support/server.ts';
import { frameOnceNamed, readStage, shownFrame, type ShownFrame, type ShownVideo } from './support/stage.ts';

/** The picture under a frame's number is that frame's: its number is drawn into it. */
const VIDEOS: readonly (DrawnVideo & { readonly count: number })[] = [
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

    // Scrubbing with the pointer: what is shown on the way has its own number too, and so has where it ends.
    const stops = await scrub(shown, seen);
    expect(stops.filter(isFalse)).toEqual([]);
    expect(new Set(stops.map(({ named }) => named)).size).toBeGreaterThan(5);
    await isAt(stops.at(-1)!.named!);

    // With held keys.
    await goTo(shown, Math.floor(last / 2));
    await isAt(Math.floor(last / 2));
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

async function open(page: Page, { home, host }: RunningServer, video: DrawnVideo): Promise<void> {
  const path = await drawNumbers(home.folder, video);
  await host.call('project.create', { path: join(home.folder, 'numbers.timeloupe') });
  await host.call('videos.add', { paths: [path] });
  await page.getByRole('option', { name: new RegExp(video.name) }).click();
  await expect(page.getByText('Exact frame')).toBeVisible();
}

/** Drags along the ruler, forth and back. @returns what was shown at each stop, and at the end. */
async function scrub(page: Page, video: ShownVideo): Promise<ShownFrame[]> {
  const lanes = page.getByRole('region', { name: 'Timeline' }).getByRole('img');
  const { x, y, width } = (await lanes.boundingBox())!;
  const shares = [0.1, 0.2, 0.22, 0.5, 0.53, 0.9, 0.6, 0.58, 0.3, 0.05, 0.41];
  await page.mouse.move(x + width * 0.02, y + 10);
  await page.mouse.down();
  const stops: ShownFrame[] = [];
  for (const share of shares) {
    await page.mouse.move(x + width * share, y + 10, { steps: 3 });
    stops.push(...(await readStage(page, video, { times: 4 })));
  }
  await page.mouse.up();
  await expect(page.getByText('Exact frame')).toBeVisible();
  return [...stops, await shownFrame(page, video)];
}

async function goTo(page: Page, frame: number): Promise<void> {
  await page.keyboard.press('g');
  const field = page.getByRole('textbox', { name: 'Frame, time or step' });
  await field.fill(String(frame));
  await field.press('Enter');
}
