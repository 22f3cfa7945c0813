import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { CommandContext } from '../../../src-main/cli/command.ts';
import { annotatorFrom, onProject, projectFrom } from '../../../src-main/cli/project-host.ts';
import { AppError } from '../../../src-main/shared/errors.ts';
import { scratchFolder, testPlatform } from '../../support/checkpoints.ts';
import { testProject } from '../../support/project-core.ts';

afterEach(() => vi.unstubAllEnvs());

const nothing = () => undefined;

function contextFor(positionals: string[], signal = new AbortController().signal): CommandContext {
  const platform = testPlatform(scratchFolder());
  return { positionals, values: {}, platform, signal, json: false, print: nothing, note: nothing, progress: nothing };
}

async function projectFile(): Promise<string> {
  const { path, close } = await testProject();
  await close();
  return path;
}

describe('the project', () => {
  test('comes first, or is named by the option', () => {
    expect(projectFrom({ values: {} }, ['a.timeloupe', 'b'])).toEqual({
      path: resolve('a.timeloupe'),
      positionals: ['b'],
    });
    expect(projectFrom({ values: { project: '/x/p.timeloupe' } }, ['b'])).toEqual({
      path: '/x/p.timeloupe',
      positionals: ['b'],
    });
  });

  test.each([[[]], [['']]])('%j names none', (positionals) => {
    expect(() => projectFrom({ values: {} }, positionals)).toThrow(/^Name the project/);
  });
});

test('the annotator is the option, else the environment, else the user', () => {
  vi.stubEnv('TIMELOUPE_ANNOTATOR', 'Bo');
  expect(annotatorFrom({ values: { annotator: ' Ada ' } })).toBe('Ada');
  expect(annotatorFrom({ values: {} })).toBe('Bo');
  vi.stubEnv('TIMELOUPE_ANNOTATOR', '');
  expect(annotatorFrom({ values: {} })).toBe(userInfo().username);
});

describe('work on a project', () => {
  test('gets it open, and leaves it closed', async () => {
    const path = await projectFile();
    const result = await onProject(contextFor([path, 'rest']), {}, async ({ host, info, positionals }) => {
      expect(existsSync(`${path}-wal`)).toBe(true);
      expect(await host.call('project.info', {})).toMatchObject({ id: info.id });
      return positionals;
    });
    expect(result).toEqual(['rest']);
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  test('that fails leaves it closed, too', async () => {
    const path = await projectFile();
    const work = () => Promise.reject(new AppError('edit.invalid', 'No.'));
    await expect(onProject(contextFor([path]), {}, work)).rejects.toMatchObject({ code: 'edit.invalid' });
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  test('of reading can’t write', async () => {
    const path = await projectFile();
    const write = onProject(contextFor([path]), { readOnly: true }, ({ host, annotator }) =>
      host.call('edits.apply', { annotator, edit: { kind: 'createClass', name: 'wave' } }),
    );
    await expect(write).rejects.toMatchObject({ code: 'project.read_only' });
  });

  test('ends on Ctrl-C with its reason, and the project is closed under it', async () => {
    const path = await projectFile();
    const stop = new AbortController();
    const stopped = new AppError('cancelled', 'Stopped.');
    const work = onProject(contextFor([path], stop.signal), {}, async ({ host }) => {
      stop.abort(stopped);
      return host.call('videos.list', {});
    });
    await expect(work).rejects.toBe(stopped);
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  test('that ends itself is asked to, and may still use the project', async () => {
    const path = await projectFile();
    const stop = new AbortController();
    const videos = await onProject(contextFor([path], stop.signal), { endsItself: true }, async ({ host }) => {
      stop.abort(new AppError('cancelled', 'Stopped.'));
      return host.call('videos.list', {});
    });
    expect(videos).toEqual([]);
    expect(existsSync(`${path}-wal`)).toBe(false);
  });
});
