import type { PickRequest } from '#shared/protocol';
import { grouped } from '../../lib/numbers.ts';
import type { App } from '../../state/app.svelte.ts';

/** Asks for files or folders of the core's machine, by the system's dialog where there is one. Empty: nothing was chosen. */
export async function choose(app: App, request: PickRequest): Promise<readonly string[]> {
  const { native } = app.host;
  if (native.pick) return native.pick(request);
  return new Promise((resolve) => app.dialogs.show({ kind: 'files', request, done: resolve }));
}

export async function chooseProject(app: App): Promise<void> {
  const [path] = await choose(app, { title: 'Open project', kind: 'project' });
  if (path !== undefined) await app.project.open(path);
}

/** Asks where, and makes a project there. @returns false where nothing was chosen. */
export async function newProject(app: App): Promise<boolean> {
  const [path] = await choose(app, { title: 'New project', kind: 'newProject', from: 'Untitled.timeloupe' });
  if (path === undefined) return false;
  await app.project.create(/\.timeloupe$/i.test(path) ? path : `${path}.timeloupe`);
  return true;
}

/** Adds videos to the project, and makes one first where none is open. @param paths files and folders; asked for when absent. */
export async function addVideos(app: App, paths?: readonly string[]): Promise<void> {
  const chosen = paths ?? (await choose(app, { title: 'Add videos', kind: 'videos' }));
  if (chosen.length === 0) return;
  if (!app.project.info && !(await newProject(app))) return;
  const added = await app.library.add(chosen);
  const [firstFault] = added.flatMap(({ error }) => error ?? []);
  const videos = added.flatMap(({ video }) => video ?? []);
  const [first] = videos;
  if (first) app.library.open(first.id);
  if (firstFault !== undefined) {
    const others = added.length - videos.length - 1;
    app.toasts.warn(others === 0 ? firstFault : `${firstFault} ${grouped(others)} more were not added.`);
  } else if (videos.length > 0) {
    app.toasts.say(videos.length === 1 ? `Added ${videos[0]!.name}.` : `Added ${grouped(videos.length)} videos.`);
  }
}
