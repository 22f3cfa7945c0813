import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createCore } from '../../src-main/core/services/core.ts';
import { platformAt } from '../../src-main/core/services/installation.ts';
import { ProjectStore } from '../../src-main/core/store/project-store.ts';
import { connect } from '../../src-main/shared/connect.ts';
import { analyzeAsIf, SIX_HOURS, syntheticWindows } from '../../test/support/synthetic-project.ts';
import { longFilm } from './long-film.ts';

const BATCH = 200;

/** A project with a real film of six hours, analyzed as if by a model of 400 classes. @returns a copy to work in. */
export async function sixHours(folder: string, root: string): Promise<string> {
  const made = join(folder, 'made.timeloupe');
  if (!existsSync(made)) await make(made, folder, root);
  const path = join(folder, 'six-hours.timeloupe');
  // What a run before decided would be missing from the queue.
  for (const name of [path, `${path}-wal`, `${path}-shm`]) rmSync(name, { force: true });
  copyFileSync(made, path);
  return path;
}

async function make(path: string, folder: string, root: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const film = await longFilm(folder, SIX_HOURS.frames);
  const part = join(folder, 'part.timeloupe');
  rmSync(part, { force: true });
  const reportFault = (where: string, fault: unknown) => {
    throw new Error(`Fault in ${where}`, { cause: fault });
  };
  const core = createCore({ ...platformAt(root), keepsRecent: false, reportFault });
  const host = connect(core.port);
  await host.call('project.create', { path: part });
  const [added] = await host.call('videos.add', { paths: [film] });
  await core.close();
  if (!added?.video) throw new Error('The film could not be added.');
  if (added.video.frameCount !== SIX_HOURS.frames) throw new Error(`The film has ${added.video.frameCount} frames.`);
  const store = ProjectStore.open(part);
  const { runVideoId } = analyzeAsIf(store, { id: added.video.id, fingerprint: added.video.fingerprint }, SIX_HOURS);
  for (let from = 0; from < SIX_HOURS.windows; from += BATCH) {
    store.scores.append(runVideoId, [...syntheticWindows(SIX_HOURS, from, Math.min(SIX_HOURS.windows, from + BATCH))]);
  }
  store.runs.setState(runVideoId, 'complete', null);
  store.close();
  renameSync(part, path);
}
