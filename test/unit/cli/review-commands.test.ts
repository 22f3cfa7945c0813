import { expect, test } from 'vitest';
import { agreementCommand } from '../../../src-main/cli/commands/agreement.ts';
import { queueCommand } from '../../../src-main/cli/commands/queue.ts';
import { segmentsCommand } from '../../../src-main/cli/commands/segments.ts';
import { statsCommand } from '../../../src-main/cli/commands/stats.ts';
import type { DescribedItem } from '../../../src-main/cli/queue-items.ts';
import { ProjectStore } from '../../../src-main/core/store/project-store.ts';
import type { AgreementReport, QueueInfo, Stats } from '../../../src-main/shared/protocol/review-methods.ts';
import { scratchFolder, testPlatform } from '../../support/checkpoints.ts';
import { runCommand } from '../../support/command.ts';
import { addScores, addBasics, addSegment } from '../../support/review-project.ts';

/** Two videos, a run of walk and rear over the first, three of its proposals, one segment of Ben's; Ada works. */
function setup() {
  const folder = scratchFolder();
  const path = `${folder}/test.timeloupe`;
  const store = ProjectStore.create(path);
  addBasics(store, ['monday', 'tuesday'], ['walk', 'rear']);
  const windows = [[0.6, 0.4], [0.45, 0.55], null, [0.9, 0.1]];
  const runId = addScores(store, { labels: ['walk', 'rear'], windows: { monday: windows } });
  const proposal = { videoId: 'monday', runId, classId: 'walk', endDoubtFrames: null };
  addSegment(store, 'aaaaaaaa-1', { ...proposal, startFrame: 0, endFrame: 30, startDoubtFrames: 2 });
  addSegment(store, 'bbbbbbbb-1', { ...proposal, startFrame: 60, endFrame: 90, startDoubtFrames: 7.5 });
  addSegment(store, 'cccccccc-1', { ...proposal, classId: 'rear', startFrame: 90, endFrame: 120, startDoubtFrames: 1 });
  const ben = { videoId: 'monday', source: 'person', status: 'accepted', annotator: 'Ben' } as const;
  addSegment(store, 'dddddddd-1', { ...ben, classId: 'walk', startFrame: 3, endFrame: 33 });
  store.close();
  const platform = testPlatform(folder);
  const on =
    (command: typeof queueCommand) =>
    (...args: string[]) =>
      runCommand(command, platform, [...args, '--project', path, '--annotator', 'Ada']);
  const accept = (id: string) => on(segmentsCommand)('edit', 'setStatus', '--segment', id, '--status', 'accepted');
  return { queue: on(queueCommand), stats: on(statsCommand), agreement: on(agreementCommand), accept };
}

async function json<T>(printed: Promise<string>): Promise<T> {
  return JSON.parse(await printed) as T;
}

test('a queue is opened, worked through, and found again by the next command', async () => {
  const { queue } = setup();
  expect(await queue('list')).toBe('No queues.');
  const opened = await queue('open', '--by', 'confidence', '--run', '1');
  expect(opened.split('\n')).toEqual([
    'queue 1  Ada  windows by confidence of run 1  0 of 3 decided  at place 0',
    'place  video   time           frames  class  doubt  state',
    '0      monday  0:00.3–0:01.0  10–29   rear   0.450  open',
    '1      monday  0:00.0–0:00.7  0–19    walk   0.400  open',
    '2      monday  0:01.0–0:01.7  30–49   walk   0.100  open',
  ]);
  expect(await queue('mark', '0', 'decided')).toContain('1 of 3 decided');
  expect(await queue('next')).toMatch(/\n1 +monday/);
  expect(await queue('mark', '1', 'unsure')).toContain('1 of 3 decided, 1 unsure  at place 1');
  expect(await queue('items')).toMatch(/\n2 .*\n3 .* unsure$/);
  const next = await json<DescribedItem>(queue('next', '--json'));
  expect(next).toMatchObject({ place: 2, video: 'monday', label: 'walk', windowIndex: 3, state: 'open' });
  expect(next.startSec).toBeCloseTo(1, 9);
  await queue('next');
  expect(await queue('next')).toBe('Nothing open further on.');
  expect(await json<null>(queue('next', '--json'))).toBeNull();
  expect(await queue('previous', '--queue', '1')).toMatch(/\n2 +monday/);
  expect(await queue('refresh')).toContain('0 of 2 decided  at place 0');
  expect(await json<QueueInfo[]>(queue('list', '--json'))).toMatchObject([{ id: 1, annotator: 'Ada', items: 2 }]);
});

test('a queue of segments tells how doubtful an edge is, and follows edits', async () => {
  const { queue, accept } = setup();
  const args = [
    'open',
    '--by',
    'boundary',
    '--of',
    'segments',
    '--video',
    'MONDAY',
    '--of-class',
    'walk',
    '--limit',
    '9',
  ];
  expect(await queue(...args)).toMatch(
    /\n0 .*walk +7\.5 frames +open +bbbbbbbb\n1 .*walk +2\.0 frames +open +aaaaaaaa$/,
  );
  await accept('bbbbbbbb');
  expect(await queue('items', '--from', '0', '--count', '1')).toMatch(/\n0 .* decided +bbbbbbbb$/);
  expect(await queue('list')).toMatch(/segments by boundary in 1 of the videos of 1 of the classes +1 of 2 decided/);
  const { items } = await json<{ items: DescribedItem[] }>(
    queue('open', '--by', 'random', '--of', 'segments', '--seed', '4', '--of-status', 'accepted', '--json'),
  );
  expect(items.map(({ segmentId }) => segmentId).sort()).toEqual(['bbbbbbbb-1', 'dddddddd-1']);
  expect(await queue('list')).toMatch(/segments by random \(seed 4\) that are accepted/);
  const against = await queue('open', '--by', 'disagreement', '--of', 'segments', '--against', 'Ben');
  expect(against).toMatch(/by disagreement against Ben.*\n.*\n0 .*walk +0\.000/);
});

test.each([
  { args: [], says: 'Usage: timeloupe queue' },
  { args: ['shuffle'], says: 'Usage: timeloupe queue' },
  { args: ['open'], says: '--by confidence|margin' },
  { args: ['open', '--by', 'mood'], says: '--by is "mood"' },
  { args: ['open', '--by', 'margin'], says: 'needs a run' },
  { args: ['open', '--by', 'margin', '--run', '1', '--queue', '1'], says: "--queue doesn't go with queue open" },
  { args: ['open', '--by', 'margin', '--run', '1', '--video', 'friday'], says: 'no video "friday"' },
  { args: ['open', '--by', 'random', '--of', 'segments', '--of-status', 'done'], says: 'statuses' },
  { args: ['next'], says: 'Ada has no queue' },
  { args: ['items', '--queue', '7'], says: 'no queue 7' },
  { args: ['mark', 'first', 'decided'], says: 'Usage' },
  { args: ['mark', '0', 'done'], says: 'Usage' },
  { args: ['list', 'more'], says: 'Usage' },
])('queue $args is refused: $says', async ({ args, says }) => {
  await expect(setup().queue(...args)).rejects.toThrow(says);
});

test('statistics by class and video, of all or of one run', async () => {
  const { stats, accept } = setup();
  await accept('aaaaaaaa');
  const text = await stats();
  expect(text).toMatch(/^class +segments +open +accepted +corrected +rejected +reviewed +precision +frames\n/);
  expect(text).toMatch(
    /\nwalk +3 +1 +2 +0 +0 +66\.7 % +100\.0 % +33\nrear +1 +1 +0 +0 +0 +0\.0 % +– +0\nall +4 +2 +2 /,
  );
  expect(text).toMatch(/\nmonday +4 .* 0\.0 % +3\.3 %\ntuesday +0 /);
  expect(text).toMatch(/\nAda +1 decision +6 an hour$/);
  expect(await json<Stats>(stats('--run', '1', '--video', 'monday', '--json'))).toMatchObject({
    total: { segments: 3, accepted: 1, precision: 1, frames: 30 },
    byVideo: [{ videoId: 'monday' }],
  });
  await expect(stats('friday')).rejects.toThrow('Usage: timeloupe stats');
  await expect(stats('--run', '8')).rejects.toMatchObject({ code: 'run.unknown' });
});

test('agreement of two annotators, and of one with a run', async () => {
  const { agreement, accept } = setup();
  await accept('aaaaaaaa');
  const text = await agreement('Ada', 'Ben');
  expect(text).toMatch(/^A: Ada, B: Ben, over 1 video, 27 frames\n/);
  // Frames 3..30 of 0..30 and 3..33: what only one of them has labelled is not known of the other; IoU 27 / 33.
  expect(text).toMatch(/\nwalk +27 +27 +0 +0 +– +1 +1 +1\.000 +1\.000 +1\.000 +3\.0 +3\.0\n/);
  expect(text).toMatch(/what is not labelled is not absent\.$/);
  expect(await agreement('Ada', 'Ben', '--iou', '0.9')).toMatch(/F1@0\.9 .*\nwalk +27 +27 .* 0\.000 +– +–\n/);
  const report = await json<AgreementReport>(agreement('run:1', 'annotator:Ben', '--video', 'monday', '--json'));
  expect(report).toMatchObject({ a: { kind: 'run', runId: 1 }, b: { kind: 'annotator', annotator: 'Ben' } });
  await expect(agreement('Ada')).rejects.toThrow('names of annotators, or runs as run:N');
  await expect(agreement('Ada', 'Cleo')).rejects.toThrow('Nobody called "Cleo"');
  await expect(agreement('Ada', 'run:9')).rejects.toMatchObject({ code: 'run.unknown' });
});
