import { join } from 'node:path';
import { expect } from 'vitest';
import { ProjectStore } from '../../../../src-main/core/store/project-store.ts';
import type { Events } from '../../../../src-main/shared/protocol.ts';
import type { QueueItem } from '../../../../src-main/shared/protocol/review-methods.ts';
import type { ClassId, SegmentId, VideoId } from '../../../../src-main/shared/records.ts';
import { placeOf } from '../../../../src-renderer/state/walk.svelte.ts';
import { scratchFolder } from '../../../support/checkpoints.ts';
import { addBasics, addScores, addSegment } from '../../../support/review-project.ts';
import { testCore } from '../../../support/project-core.ts';
import { screenRooms } from './rooms.ts';

export const [walk, rear] = ['walk' as ClassId, 'rear' as ClassId];
export const film = 'video-a' as VideoId;
export const first = 'first' as SegmentId;
/** Margins .02, .05, .9, .08: windows 0, 1 and 3 are doubtful. Window 0 begins at frame 0, each lasts 20. */
const SCORES = [
  [0.41, 0.39, 0.2],
  [0.3, 0.35, 0.3],
  [0.95, 0.05, 0],
  [0.44, 0.36, 0.2],
];
/** Windows 0 and 3 look alike. */
const EMBEDDINGS = [
  [1, 0],
  [0, 1],
  [0, -1],
  [1, 0.1],
];

/** A core with a run over one video, and the screen's rooms over it; a proposal in windows 0 and 3. */
export async function reviewed() {
  const path = join(scratchFolder(), 'test.timeloupe');
  const store = ProjectStore.create(path);
  addBasics(store, [film], [walk, rear, 'groom']);
  const runId = addScores(store, {
    labels: [walk, rear, 'groom'],
    ...{ windows: { [film]: SCORES }, embeddings: { [film]: EMBEDDINGS } },
  });
  addSegment(store, first, { classId: walk, startFrame: 0, endFrame: 12, source: 'model', runId });
  addSegment(store, 'last', { classId: walk, startFrame: 28, endFrame: 48, source: 'model', runId });
  store.close();
  const { host } = testCore();
  await host.call('project.open', { path });
  const listeners: ((event: Events['jobs.changed']) => void)[] = [];
  const rooms = screenRooms({
    ...host,
    on: (name, listener) => {
      if (name === 'jobs.changed') listeners.push(listener as (typeof listeners)[number]);
      return host.on(name, listener);
    },
  });
  /** What the screen is told of a job. */
  const told = (event: Events['jobs.changed']) => listeners.forEach((listener) => listener(event));
  await Promise.all([rooms.annotations.read(), rooms.library.read(), rooms.runs.read()]);
  rooms.library.open(film);
  await rooms.queue.open();
  expect(rooms.queue.fault).toBeNull();
  /** Until everything that was begun has ended; what follows an undo is in turn behind it. */
  const settled = async () => {
    for (let i = 0; i < 4; i++) await rooms.annotations.inTurn(() => Promise.resolve());
  };
  return { ...rooms, settled, told };
}

export type Reviewed = Awaited<ReturnType<typeof reviewed>>;

/** Waits until the next items have been read ahead. */
export async function ready(
  { details }: Pick<Reviewed, 'details'>,
  ...items: readonly (QueueItem | undefined)[]
): Promise<void> {
  for (const item of items) await details.read(placeOf(item!)!);
}
