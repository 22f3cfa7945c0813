import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createCore } from '../../src-main/core/services/core.ts';
import { platformAt } from '../../src-main/core/services/installation.ts';
import { ProjectStore } from '../../src-main/core/store/project-store.ts';
import { connect } from '../../src-main/shared/connect.ts';
import { analyzeAsIf, SIX_HOURS, syntheticWindows } from '../../test/support/synthetic-project.ts';
import { FILM_FRAMES, longFilm } from './long-film.ts';

const BATCH = 200;
export const SIZE = { ...SIX_HOURS, frames: FILM_FRAMES };

/** A project with a real film of six hours, analyzed as if by a model of 400 classes; kept for the next time. */
export async function sixHours(folder: string, root: string): Promise<string> {
  const path = join(folder, 'six-hours.timeloupe');
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const film = await longFilm(folder);
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
  const store = ProjectStore.open(part);
  const { runVideoId } = analyzeAsIf(store, { id: added.video.id, fingerprint: added.video.fingerprint }, SIZE);
  for (let from = 0; from < SIZE.windows; from += BATCH) {
    store.scores.append(runVideoId, [...syntheticWindows(SIZE, from, Math.min(SIZE.windows, from + BATCH))]);
  }
  store.runs.setState(runVideoId, 'complete', null);
  store.close();
  renameSync(part, path);
  return path;
}
