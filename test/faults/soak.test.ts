import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test, vi } from 'vitest';
import { createCore } from '../../src-main/core/services/core.ts';
import { ProjectStore } from '../../src-main/core/store/project-store.ts';
import { connect } from '../../src-main/shared/connect.ts';
import { ALL_HABITS, Annotator } from '../support/annotator.ts';
import { testPlatform } from '../support/checkpoints.ts';
import { childrenOf } from '../support/child-processes.ts';
import { CLI } from '../support/cli.ts';
import { deskIn } from '../support/desk.ts';
import { EncodedVideos } from '../support/encoded-videos.ts';
import { type ProcessUse, useOf } from '../support/process-use.ts';
import { portOf } from '../support/served-port.ts';
import { serve } from '../support/served.ts';
import { analyzeAsIf, syntheticWindows } from '../support/synthetic-project.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SIZE = { frames: 2000, windows: 50, classes: 20, segments: 100, embedding: 16, attentionBytes: 100 };
/** Each often enough that what it would leave over can't hide among what is just being done. */
const ROUNDS = 8;
const ROUND = [...ALL_HABITS, 'edit', 'edit', 'edit', 'edit'] as const;
const drawn = new EncodedVideos();
afterAll(() => drawn.remove());

/** The long one is `npm run soak`. */
test.skipIf(!existsSync('/proc/self/smaps_rollup'))(
  'an annotator at work: nothing acknowledged is lost, and no file, connection or process is left over (needs /proc)',
  async () => {
    const path = await project();
    const served = await serve(CLI, path, drawn.folder);
    const port = await portOf(served);
    const sample = join(ROOT, 'resources', 'sample', 'motions.mp4');
    const model = join(ROOT, 'models', 'demo-motion');
    const desk = await deskIn({ port, folder: drawn.folder, seed: 5, sample, model, stride: 200 });
    const annotator = await Annotator.sitDown(desk);
    // What is opened once and kept is open after the first round.
    for (const habit of ROUND) await annotator.act(habit);
    const before = await quiet(served.pid, null);
    for (let round = 0; round < ROUNDS; round++) for (const habit of ROUND) await annotator.act(habit);
    await quiet(served.pid, before);
    expect(annotator.acknowledged.length).toBeGreaterThan(ROUNDS);
    port.close();
    await served.stop();
    expect(annotator.missingFrom(path)).toEqual([]);
    expect(readdirSync(drawn.folder).filter((name) => /-wal$|-shm$|^export-/.test(name))).toEqual([]);
  },
);

/** What a server holds once it decodes nothing more and lets nothing more go; it must be no more than before. */
function quiet(pid: number, before: ProcessUse | null): Promise<ProcessUse> {
  let last = NaN;
  return vi.waitFor(
    () => {
      const use = useOf(pid)!;
      const isStill = use.handles === last && childrenOf(pid, 'ffmpeg').length === 0;
      last = use.handles;
      expect(isStill).toBe(true);
      expect(use.handles).toBeLessThanOrEqual(before?.handles ?? Infinity);
      expect(use.children).toBeLessThanOrEqual(before?.children ?? Infinity);
      return use;
    },
    { timeout: 20_000, interval: 100 },
  );
}

/** A film that was analyzed as if by a model. */
async function project(): Promise<string> {
  const film = await drawn.draw('film.mp4', ['-c:v', 'mpeg4'], { frames: SIZE.frames });
  const path = join(drawn.folder, 'soak.timeloupe');
  const core = createCore(testPlatform(drawn.folder, drawn.path('cache')));
  const host = connect(core.port);
  await host.call('project.create', { path });
  const [added] = await host.call('videos.add', { paths: [film] });
  await core.close();
  const store = ProjectStore.open(path);
  const { runVideoId } = analyzeAsIf(store, added!.video!, SIZE);
  store.scores.append(runVideoId, [...syntheticWindows(SIZE)]);
  store.runs.setState(runVideoId, 'complete', null);
  store.close();
  return path;
}
