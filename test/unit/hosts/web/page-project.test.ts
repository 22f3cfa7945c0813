import { expect, test } from 'vitest';
import { PageProject } from '../../../../src-main/hosts/web/client/page-project.ts';
import type { Reply } from '../../../../src-main/shared/protocol.ts';

/** A server with one project open, or none, and what it was asked. */
function server(open: string | null) {
  const asked: string[] = [];
  const ask = (name: string, params: unknown): Promise<Reply> => {
    asked.push(name);
    if (name === 'project.open') open = (params as { path: string }).path;
    return Promise.resolve(open === null ? NONE : infoOf(open));
  };
  return { ask, asked };
}

const NONE: Reply = { ok: false, error: { code: 'project.not_open', message: 'No project is open.' } };

function infoOf(path: string): Reply {
  return { ok: true, value: { id: `id of ${path}`, path } };
}

function pageThatShows(path: string): PageProject {
  const project = new PageProject();
  project.hear('project.info', infoOf(path));
  return project;
}

test('a server started anew opens the project of the page again, and takes what waited', async () => {
  const project = pageThatShows('a');
  const meant = project.meantBy('edits.apply');
  const { ask, asked } = server(null);
  await project.restore(ask);
  expect(asked).toEqual(['project.info', 'project.open', 'project.info']);
  expect(project.refusalOf(meant)).toBeNull();
});

test('what waited is not done to another project that is open by then', async () => {
  const project = pageThatShows('a');
  const meant = project.meantBy('edits.apply');
  const { ask, asked } = server('b');
  await project.restore(ask);
  expect(asked).toEqual(['project.info']);
  expect(project.refusalOf(meant)).toMatchObject({ ok: false, error: { code: 'project.not_open' } });
  expect(project.refusalOf(project.meantBy('project.recent'))).toBeNull();
});

test('a page without a project opens none', async () => {
  const project = pageThatShows('a');
  project.forget();
  const { ask, asked } = server(null);
  await project.restore(ask);
  expect(asked).toEqual(['project.info']);
  expect(project.meantBy('edits.apply')).toBeNull();
});
