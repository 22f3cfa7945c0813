import { isDeepStrictEqual } from 'node:util';
import { personsName } from '../../../../src-main/core/services/app/person.ts';
import type { Method } from '../../../../src-main/shared/protocol.ts';
import { type MethodCase, never, NOBODY } from './contract-case.ts';

type AppMethod = Extract<
  Method,
  | `app.${'info' | 'provider'}`
  | `settings.${string}`
  | `project.${'recent' | 'forget' | 'sample'}`
  | 'files.list'
  | `videos.${'playback' | 'makeProxy'}`
  | `models.${'available' | 'add'}`
  | `tasks.${string}`
>;

export const appCases: { readonly [M in AppMethod]: MethodCase<M> } = {
  'app.info': {
    needs: 'core',
    example: () => ({}),
    isAsExpected: ({ version, userName, sample }) =>
      version !== '' && userName === personsName() && sample?.durationSec === 60 && sample.classes === 12,
    refused: never,
  },
  'app.provider': {
    needs: 'core',
    example: () => ({}),
    isAsExpected: ({ provider, threads }) => provider !== 'none' && threads > 0,
    refused: never,
  },
  'settings.get': {
    needs: 'core',
    example: () => ({}),
    isAsExpected: ({ theme, annotator, snap }) => theme === 'system' && annotator === null && snap,
    refused: never,
  },
  'settings.set': {
    needs: 'core',
    example: () => ({ patch: { overlayOpacity: 0.5 } }),
    isAsExpected: ({ overlayOpacity, stride }) => overlayOpacity === 0.5 && stride === 0.5,
    refused: never,
  },
  'project.recent': {
    needs: 'core',
    example: () => ({}),
    isAsExpected: (recent, { path }) => recent.some((project) => project.path === path && project.isThere),
    refused: never,
  },
  'project.forget': {
    needs: 'core',
    example: ({ folder }) => ({ path: `${folder}/new.timeloupe` }),
    isAsExpected: (recent, { folder }) => recent.every(({ path }) => path !== `${folder}/new.timeloupe`),
    refused: never,
  },
  'project.sample': {
    needs: 'nothing',
    example: () => ({}),
    isAsExpected: ({ videos, classes, runs }) => videos === 1 && classes === 12 && runs === 0,
    refused: never,
  },
  'files.list': {
    needs: 'core',
    example: ({ folder }) => ({ folder }),
    isAsExpected: ({ entries, places }, { path, folder }) =>
      entries.some((entry) => entry.path === path && entry.kind === 'project') &&
      places.some((place) => place.name === 'Project' && place.path === folder),
    refused: ({ path, folder }) => [
      [{ folder: path }, 'request.invalid'],
      [{ folder: `${folder}/none` }, 'request.invalid'],
    ],
  },
  'videos.playback': {
    needs: 'project',
    example: ({ video }) => ({ videoId: video.id, formats: ['mp4', 'webm'] }),
    isAsExpected: ({ proxy, frameCount }, { video }) =>
      proxy === `proxy/${video.id}.mp4?v=${video.fingerprint}` && frameCount === video.frameCount,
    refused: () => [[{ videoId: NOBODY }, 'video.unknown']],
  },
  'videos.makeProxy': {
    needs: 'project',
    example: ({ video }) => ({ videoId: video.id }),
    isAsExpected: ({ kind, state, total }, { video }) =>
      kind === 'proxy' && state === 'running' && total === video.frameCount,
    refused: () => [[{ videoId: NOBODY }, 'video.unknown']],
  },
  'models.available': {
    needs: 'core',
    example: () => ({}),
    isAsExpected: (models) =>
      models.some(({ name, frames, sizePx, labels, license, hasAttention, refusal }) => {
        const facts = { name, frames, sizePx, labels: labels.length, license, hasAttention, refusal };
        return isDeepStrictEqual(facts, {
          ...{ name: 'demo-motion', frames: 8, sizePx: 64, labels: 12, license: 'mit', hasAttention: true },
          refusal: null,
        });
      }),
    refused: never,
  },
  'models.add': {
    needs: 'core',
    example: ({ folder }) => ({ from: { kind: 'path', path: `${folder}/none.pyth` } }),
    isAsExpected: ({ kind, state, unit }) => kind === 'model' && state === 'running' && unit === 'steps',
    refused: never,
  },
  'tasks.list': {
    needs: 'core',
    example: () => ({}),
    isAsExpected: (tasks, { taskId }) => tasks.some(({ id, state }) => id === taskId && state === 'done'),
    refused: never,
  },
  'tasks.cancel': {
    needs: 'core',
    example: ({ taskId }) => ({ taskId }),
    isAsExpected: ({ id, state }, { taskId }) => id === taskId && state === 'done',
    refused: () => [[{ taskId: 'nobody' }, 'request.invalid']],
  },
};
