import { expect, type Page, test } from '@playwright/test';
import type { RunId, Segment, SegmentId } from '../../src-main/shared/records.ts';
import { differences } from '../../src-renderer/lib/timeline/model-spans.ts';
import { faultsOf } from './support/fixtures.ts';
import {
  areaOf,
  columnsOf,
  distance,
  framesOnLanes,
  headOf,
  laneBeside,
  readLanes,
  rowsThatDiffer,
  themeColour,
} from './support/lanes.ts';
import { timelineOf } from './support/parts.ts';
import { analyzeSample, analyzeAgain } from './support/reviewed-sample.ts';
import { type RunningServer, startServer } from './support/server.ts';
import { settled } from './support/views.ts';

/** One analyzed project for all of them: each leaves it as it was. */
let server: RunningServer;
let segments: readonly Segment[];

test.beforeAll(async () => {
  server = await startServer();
  await server.host.call('settings.set', { patch: { theme: 'dark' } });
  segments = [...(await analyzeSample(server.host))].sort((a, b) => a.startFrame - b.startFrame);
});
test.afterAll(() => server.stop());

let faults: readonly string[];
test.beforeEach(async ({ page }) => {
  faults = faultsOf(page);
  await page.goto(server.url);
  await settled(page);
  await expect(
    timelineOf(page)
      .getByRole('option', { name: /, unreviewed, / })
      .first(),
  ).toBeAttached();
});
test.afterEach(async () => {
  expect(faults).toEqual([]);
  expect([...(await listed())].sort((a, b) => a.startFrame - b.startFrame)).toEqual(segments);
});

const listed = () => server.host.call('segments.list', {});
const endOf = (page: Page) => timelineOf(page).getByRole('slider', { name: 'End of the segment' });

test('threshold and smoothing act on ribbons and proposals while they are dragged', async ({ page }) => {
  const ribbon = await laneBeside(page, timelineOf(page).locator('.head.strong').first());
  const model = await laneBeside(page, headOf(page, 'Model'));
  const read = () => Promise.all([readLanes(page, 'content', ribbon), readLanes(page, 'content', model)]);
  const slider = page.getByRole('slider', { name: 'Threshold' });
  await expect(slider).toBeEnabled();
  const before = await read();
  const box = (await slider.boundingBox())!;
  const value = async () => Number(await slider.inputValue());
  const first = await value();
  await page.mouse.move(box.x + first * box.width, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.9 * box.width, box.y + box.height / 2, { steps: 4 });
  // The button is still held.
  await expect(page.getByText(/^\d+ segments, now \d+ proposed$/)).toBeVisible();
  await expect(headOf(page, 'Model')).toContainText('tried');
  await expect.poll(async () => rowsThatDiffer(before[1], (await read())[1]).length).toBeGreaterThan(5);
  const tried = await value();
  expect(tried).toBeGreaterThan(first + 0.2);
  // On the ribbon nothing has moved but the dotted line.
  const rowOf = (threshold: number) => Math.floor(ribbon.height - 2 - (ribbon.height - 4) * threshold);
  const moved = rowsThatDiffer(before[0], (await read())[0]);
  expect(moved).toHaveLength(2);
  for (const [row, threshold] of [
    [moved[0]!, tried],
    [moved[1]!, first],
  ] as const) {
    expect(Math.abs(row - rowOf(threshold))).toBeLessThanOrEqual(1);
  }
  await page.mouse.up();
  await page.getByRole('button', { name: 'Reset' }).click();
  await expect.poll(async () => (await read()).map((now, i) => rowsThatDiffer(before[i]!, now))).toEqual([[], []]);

  const smoothing = page.getByRole('slider', { name: 'Smoothing' });
  await smoothing.focus();
  for (let windows = 0; windows < 6; windows++) await page.keyboard.press('ArrowRight');
  // The smoothed line is another one, and the model says something else.
  await expect.poll(async () => rowsThatDiffer(before[0], (await read())[0]).length).toBeGreaterThan(5);
  await expect.poll(async () => rowsThatDiffer(before[1], (await read())[1]).length).toBeGreaterThan(5);
  await page.getByRole('button', { name: 'Reset' }).click();
  await expect.poll(async () => (await read()).map((now, i) => rowsThatDiffer(before[i]!, now))).toEqual([[], []]);
});

test('an edge is drawn to what is near, with the frame on the stage; Ctrl leaves it free, Esc gives it up', async ({
  page,
}) => {
  const length = ({ startFrame, endFrame }: Segment) => endFrame - startFrame;
  const [segment] = (await inView(page)).sort((a, b) => length(b) - length(a)) as [Segment];
  await select(page, segment);
  const end = endOf(page);
  await expect(end).toHaveAttribute('aria-valuenow', String(segment.endFrame));
  const [area, xOf] = [await areaOf(page), await framesOnLanes(page)];
  const { runId, videoId, startFrame: fromFrame, endFrame: toFrame } = segment;
  const windows = await server.host.call('predictions.windows', { runId: runId!, videoId, fromFrame, toFrame });
  const others = segments.flatMap(({ startFrame, endFrame }) => [startFrame, endFrame]);
  const target = windows
    .map(({ endFrame }) => endFrame)
    .findLast((frame) => toFrame - frame > 30 && others.every((other) => Math.abs(xOf(other) - xOf(frame)) > 12))!;
  const lane = await laneBeside(page, headOf(page, await labelOf(segment)));
  const y = area.y + lane.y + lane.height / 2;
  const grab = 2;
  const near = area.x + xOf(target) + 4 - grab;
  await page.mouse.move(area.x + xOf(toFrame) - grab, y);
  await page.mouse.down();
  await page.mouse.move(area.x + xOf(toFrame) - 20, y, { steps: 3 });
  await page.mouse.move(near, y, { steps: 3 });
  await expect(end).toHaveAttribute('aria-valuenow', String(target));
  const picture = page.getByRole('img', { name: /^Frame / });
  await expect(picture).toHaveAttribute('data-frame', String(target - 1));
  await expect(page.getByText('last frame of segment')).toBeVisible();
  const accent = await themeColour(page, '--accent');
  const below = { x: 0, y: lane.y + lane.height + 2, width: area.width, height: 40 };
  const dashes = async () => {
    const columns = columnsOf(await readLanes(page, 'cursor', below), accent);
    const at = Math.round(xOf(target));
    return Math.max(...columns.slice(at - 1, at + 2));
  };
  expect(await dashes()).toBeGreaterThan(10);
  await page.keyboard.down('Control');
  await page.mouse.move(near + 1, y);
  await expect(end).not.toHaveAttribute('aria-valuenow', String(target));
  expect(await dashes()).toBe(0);
  await page.keyboard.up('Control');
  await page.mouse.move(near, y);
  await expect(end).toHaveAttribute('aria-valuenow', String(target));
  await page.keyboard.press('Escape');
  await expect(end).toHaveAttribute('aria-valuenow', String(toFrame));
  await expect(page.getByText('last frame of segment')).toBeHidden();
  await page.mouse.up();
});

test('a digit that is held while the video plays labels what went by', async ({ page }) => {
  const [label] = (await server.host.call('labels.list', {})).filter(({ shortcut }) => shortcut === '1');
  const picture = page.getByRole('img', { name: /^Frame / });
  const shownFrame = async () => Number(await picture.getAttribute('data-frame'));
  await page.keyboard.press('Home');
  await page.keyboard.press('r');
  await expect(timelineOf(page).getByText('Record: hold a digit while it lasts')).toBeVisible();
  await page.keyboard.press('Space');
  await expect.poll(shownFrame).toBeGreaterThan(2);
  await page.keyboard.down('1');
  await expect(timelineOf(page).getByText(`Record: ${label!.name}`)).toBeVisible();
  const begun = await shownFrame();
  await expect.poll(shownFrame).toBeGreaterThan(begun + 15);
  // What grows is solid, with a red end.
  const lane = await laneBeside(page, headOf(page, label!.name));
  const red = columnsOf(await readLanes(page, 'content', lane), await themeColour(page, '--err'));
  expect(red.filter((count) => count > lane.height / 2)).not.toEqual([]);
  await page.keyboard.up('1');
  await page.keyboard.press('Space');
  const known = new Set(segments.map(({ id }) => id));
  const recorded = async () => (await listed()).filter(({ id, source }) => source === 'person' && !known.has(id));
  await expect.poll(recorded).toHaveLength(1);
  const [made] = await recorded();
  expect(made).toMatchObject({ classId: label!.id });
  expect(made!.startFrame).toBeLessThanOrEqual(begun + 2);
  expect(made!.endFrame).toBeGreaterThan(begun + 15);
  await page.keyboard.press('r');
  await expect(timelineOf(page).getByText(/^Record:/)).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect.poll(recorded).toEqual([]);
});

test('a range is drawn on the ruler, becomes a segment of the lane in hand, and is cleared', async ({ page }) => {
  const [area, xOf] = [await areaOf(page), await framesOnLanes(page)];
  const [from, to] = [300, 420];
  const { classId } = (await inView(page))[0]!;
  await headOf(page, await labelOf({ classId })).click();
  await page.keyboard.down('Alt');
  await page.keyboard.down('Control');
  await page.mouse.move(area.x + xOf(from), area.y + 8);
  await page.mouse.down();
  await page.mouse.move(area.x + xOf(to), area.y + 8, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up('Control');
  await page.keyboard.up('Alt');
  await page.mouse.move(area.x + area.width / 2, area.y - 60);
  const accent = await themeColour(page, '--accent');
  const ruler = { x: 0, y: 1, width: area.width, height: 14 };
  const sides = async () => {
    const columns = columnsOf(await readLanes(page, 'cursor', ruler), accent);
    return columns.flatMap((count, x) => (count > 12 ? [x] : []));
  };
  const drawn = await sides();
  expect(Math.abs(drawn[0]! - xOf(from))).toBeLessThan(2);
  expect(Math.abs(drawn.at(-1)! - xOf(to))).toBeLessThan(3);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or run a command' }).fill('New segment over the range');
  await page.keyboard.press('Enter');
  const known = new Set(segments.map(({ id }) => id));
  const made = async () => (await listed()).filter(({ id, source }) => source === 'person' && !known.has(id));
  await expect.poll(made).toHaveLength(1);
  const [segment] = await made();
  expect(segment).toMatchObject({ classId });
  expect(Math.abs(segment!.startFrame - from)).toBeLessThan(2);
  expect(Math.abs(segment!.endFrame - to)).toBeLessThan(2);
  await page.keyboard.press('Control+z');
  await expect.poll(made).toEqual([]);
  await page.keyboard.press('Alt+i');
  await expect.poll(sides).toEqual([]);
});

test('doubt about an edge fades away from it, as far as it goes', async ({ page }) => {
  const isAlone = ({ id, classId, startFrame, endFrame, endDoubtFrames }: Segment) =>
    segments.every((other) => {
      if (other.id === id || other.classId !== classId || other.endFrame < startFrame) return true;
      return other.startFrame - (other.startDoubtFrames ?? 0) > endFrame + 1.5 * (endDoubtFrames ?? 0);
    });
  const alone = (await inView(page)).filter(isAlone);
  const segment = alone.sort((a, b) => (b.endDoubtFrames ?? 0) - (a.endDoubtFrames ?? 0))[0]!;
  const doubt = segment.endDoubtFrames!;
  expect(doubt).toBeGreaterThan(2);
  await select(page, segment);
  await expect(endOf(page)).toHaveAttribute('aria-valuetext', new RegExp(`, doubt ${Math.round(doubt)} frames$`));
  await page.keyboard.press('Escape');
  await expect(endOf(page)).toHaveCount(0);
  const xOf = await framesOnLanes(page);
  const lane = await laneBeside(page, headOf(page, await labelOf(segment)));
  const drawn = await readLanes(page, 'content', lane);
  const background = await themeColour(page, '--lane');
  const strength = (share: number) => distance(drawn, xOf(segment.endFrame + share * doubt), 4, background);
  const strengths = [0.2, 0.45, 0.7, 0.9].map(strength);
  expect(strengths).toEqual([...strengths].sort((a, b) => b - a));
  expect(strengths[0]).toBeGreaterThan(2 * strengths[2]!);
  expect(strengths[0]).toBeGreaterThan(40);
  expect(strength(1.25)).toBe(0);
});

test('the windows over the selected segment show how they voted, and their scores under the pointer', async ({
  page,
}) => {
  const counted = await Promise.all((await inView(page)).map(async (one) => ({ one, votes: await votesOf(one.id) })));
  const against = ({ votes }: (typeof counted)[number]) => votes.filter(({ isFor }) => !isFor).length;
  const { one, votes } = counted.sort((a, b) => against(b) - against(a))[0]!;
  await select(page, one);
  const head = headOf(page, 'Votes');
  const forIt = votes.filter(({ isFor }) => isFor).length;
  await expect(head).toContainText(`${forIt} of ${votes.length}`);
  const [area, xOf] = [await areaOf(page), await framesOnLanes(page)];
  const lane = await laneBeside(page, head);
  const drawn = await readLanes(page, 'content', lane);
  const background = await themeColour(page, '--lane');
  const seen = votes
    .map((vote) => ({ ...vote, x: Math.round(xOf((vote.startFrame + vote.endFrame) / 2)) }))
    .filter(({ x }) => x > 8 && x < area.width - 8);
  expect(seen.length).toBeGreaterThan(1);
  for (const { x, score, isFor } of seen) {
    const rows = [...Array(lane.height - 3).keys()].filter((y) => distance(drawn, x, y, background) > 60);
    const height = Math.max(2, (lane.height - 5) * score);
    expect(Math.abs(lane.height - 3 - rows[0]! - height)).toBeLessThanOrEqual(1.5);
    // Filled, or an outline; of a few pixels both are all there is.
    if (height >= 5) expect(rows.length > height / 2).toBe(isFor);
  }
  const [first, last] = [seen[0]!, seen.at(-1)!];
  for (const { x, score } of [first, last]) {
    await page.mouse.move(area.x + x, area.y + lane.y + 6);
    await expect(head).toContainText(score.toFixed(2).replace(/^0/, ''));
  }
  await page.mouse.move(area.x + 5, area.y - 60);
  await expect(head).toContainText(`${forIt} of ${votes.length}`);
});

test('two runs lie one beneath the other, with bars where they differ, and change places', async ({ page }) => {
  await analyzeAgain(server.host, 24);
  const [one, two] = await server.host.call('runs.list', {});
  const said = async (runId: RunId) =>
    (await server.host.call('runs.segments', { runId, videoId: segments[0]!.videoId })).segments;
  const differing = differences(await said(two!.id), await said(one!.id));
  expect(differing).not.toEqual([]);
  const choice = timelineOf(page).getByRole('combobox', { name: 'Compare with' });
  const head = (title: string) => headOf(page, title);
  await choice.selectOption(`run ${two!.id} and run ${one!.id}`);
  await expect(head('Model A')).toContainText(`run ${two!.id}`);
  await expect(head('Model B')).toContainText(`${differing.length} differ`);
  const xOf = await framesOnLanes(page);
  const between = await laneBeside(page, head('Model B'));
  const warn = await themeColour(page, '--warn');
  const bars = async () =>
    columnsOf(await readLanes(page, 'content', { ...between, y: between.y - 1, height: 2 }), warn);
  const columns = await bars();
  const isIn = (x: number) =>
    differing.some(
      ({ startFrame, endFrame }) => x >= xOf(startFrame) - 2 && x <= Math.max(xOf(endFrame), xOf(startFrame) + 1) + 2,
    );
  for (const { startFrame, endFrame } of differing) {
    expect(columns[Math.floor((xOf(startFrame) + xOf(endFrame)) / 2)]).toBe(2);
  }
  expect(columns.flatMap((count, x) => (count > 0 && !isIn(x) ? [x] : []))).toEqual([]);

  const ribbon = await laneBeside(page, timelineOf(page).locator('.head.strong').first());
  const first = await readLanes(page, 'content', ribbon);
  await page.keyboard.press('b');
  await expect(head('Model A')).toContainText(`run ${one!.id}`);
  await expect
    .poll(async () => rowsThatDiffer(first, await readLanes(page, 'content', ribbon)).length)
    .toBeGreaterThan(5);
  await choice.selectOption({ index: 0 });
  await expect(head('Model B')).toHaveCount(0);
});

/** Segments whose lanes are in view, by start. */
async function inView(page: Page): Promise<Segment[]> {
  const lists = timelineOf(page).getByRole('listbox', { name: /, \d+ segments$/ });
  const names = await lists.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')!.split(', ')[0]!));
  const classes = await server.host.call('labels.list', {});
  const shown = new Set(classes.filter(({ name }) => names.includes(name)).map(({ id }) => id));
  return segments.filter(({ classId }) => shown.has(classId));
}

async function select(page: Page, { classId, startFrame, endFrame }: Segment): Promise<void> {
  const lane = timelineOf(page).getByRole('listbox', {
    name: new RegExp(`^${await labelOf({ classId })}, \\d+ segments`),
  });
  await lane.focus();
  const words = new RegExp(`frames ${grouped(startFrame)} to ${grouped(endFrame)},`);
  const place = Number(await lane.getByRole('option', { name: words }).getAttribute('aria-posinset'));
  for (let i = 1; i < place; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(lane.getByRole('option', { name: words })).toHaveAttribute('aria-selected', 'true');
}

async function labelOf({ classId }: Pick<Segment, 'classId'>): Promise<string> {
  return (await server.host.call('labels.list', {})).find(({ id }) => id === classId)!.name;
}

const votesOf = (segmentId: SegmentId) => server.host.call('segments.votes', { segmentId });

const grouped = (frame: number) => String(frame).replace(/(\d)(?=(\d{3})+$)/g, '$1,');
