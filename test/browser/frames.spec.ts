import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { DrawnVideo } from './support/encode-frames.ts';
import { expect, test } from './support/fixtures.ts';
import { drawNumbers } from './support/numbered-video.ts';
import { messageOf, timelineOf } from './support/parts.ts';
import type { RunningServer } from './support/server.ts';
import { frameOnceNamed, goToFrame, readStage, shownFrame, type ShownFrame, type ShownVideo } from './support/stage.ts';

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
      await goToFrame(shown, frame);
      await isAt(frame);
    }

    // Scrubbing with the pointer: what is shown on the way has its own number too, and so has where it ends.
    const stops = await scrub(shown, seen);
    expect(stops.filter(isFalse)).toEqual([]);
    expect(new Set(stops.map(({ named }) => named)).size).toBeGreaterThan(5);
    await isAt(stops.at(-1)!.named!);

    // With held keys.
    await goToFrame(shown, Math.floor(last / 2));
    await isAt(Math.floor(last / 2));
    for (let press = 0; press < 40; press++) await shown.keyboard.press('ArrowRight');
    expect((await readStage(shown, seen, { times: 10 })).filter(isFalse)).toEqual([]);
    await isAt(Math.min(last, Math.floor(last / 2) + 40));

    // Playback, and where it is stopped, again and again.
    await goToFrame(shown, 10);
    await isAt(10);
    for (let stop = 0; stop < 3; stop++) await isAt(await playOn(shown, seen));
  });
}

test('what the browser does not play is played by a proxy, and the screen says so', async ({ shown, server }) => {
  const old = ['-c:v', 'mpeg4', '-q:v', '2', '-g', '12', '-bf', '2', '-pix_fmt', 'yuv420p'];
  const seen: ShownVideo = { aspect: 4 / 3 };
  await open(shown, server, { name: 'old.mp4', count: 150, rate: '25', encoding: old });
  const proxy = shown.waitForResponse(/\/resource\/proxy\//);
  await shown.keyboard.press('Space');
  await expect(messageOf(shown)).toContainText(
    'This codec does not play here. A proxy is used for playback; frames and analysis come from the original.',
  );
  // Frames play until it is made.
  await expect(shown.getByText('Playing', { exact: true })).toBeVisible();
  await shown.keyboard.press('Space');
  await proxy;
  const byProxy = shown.getByText('Proxy playback', { exact: true });
  await expect(async () => {
    await goToFrame(shown, 10);
    await shown.keyboard.press('Space');
    await expect(byProxy.or(shown.getByText('Playing', { exact: true }))).toBeVisible();
    await expect(byProxy).toBeVisible({ timeout: 500 });
  }).toPass();
  await shown.keyboard.press('Space');
  for (let stop = 0; stop < 3; stop++) {
    const frame = await playOn(shown, seen);
    expect(await frameOnceNamed(shown, seen, frame)).toEqual({ named: frame, drawn: frame });
  }
});

/** Plays for some frames. @returns the frame that the stage names when it has stopped. */
async function playOn(page: Page, video: ShownVideo): Promise<number> {
  const { named: from } = await shownFrame(page, video);
  await page.keyboard.press('Space');
  await expect.poll(async () => (await shownFrame(page, video)).named).toBeGreaterThan(from! + 10);
  await page.keyboard.press('Space');
  await expect(page.getByText('Exact frame')).toBeVisible();
  return (await shownFrame(page, video)).named!;
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
  const lanes = timelineOf(page).getByRole('img');
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
