import type { Method } from '../../../../src-main/shared/protocol.ts';
import type { RunId } from '../../../../src-main/shared/records.ts';
import { type Given, type MethodCase, NOBODY } from './contract-case.ts';

type AttentionMethod = Extract<Method, `attention.${string}`>;

const windowOf = ({ runId, video }: Given, index = 2) => ({ runId, videoId: video.id, index });
const noRun = 999 as RunId;

const refusedWindows: MethodCase<'attention.facts'>['refused'] = (given) => [
  [{ ...windowOf(given), runId: noRun }, 'run.unknown'],
  [{ ...windowOf(given), videoId: NOBODY }, 'video.unknown'],
  [windowOf(given, 100_000), 'request.invalid'],
];

export const attentionCases: { readonly [M in AttentionMethod]: MethodCase<M> } = {
  'attention.facts': {
    needs: 'project',
    example: windowOf,
    isAsExpected: ({ frames, rows, columns, views, refusal }) =>
      frames.length === 8 && rows === 8 && columns === 8 && views.length === 5 && refusal === null,
    refused: refusedWindows,
  },
  'attention.prepare': {
    needs: 'project',
    example: windowOf,
    isAsExpected: ({ isReady }) => isReady,
    refused: refusedWindows,
  },
  'attention.distances': {
    needs: 'project',
    example: windowOf,
    isAsExpected: ({ layers, heads }) => layers.length === 4 && heads.length === 4,
    refused: refusedWindows,
  },
  'attention.honesty': {
    needs: 'project',
    example: (given) => ({ window: windowOf(given), map: { view: 'rollout' }, label: 'still' }),
    isAsExpected: ({ kind, state, total }) => kind === 'honesty' && state === 'running' && total === 101,
    refused: (given) => [
      [{ window: windowOf(given), map: { view: 'rollout' }, label: 'fly' }, 'request.invalid'],
      [{ window: windowOf(given), map: { view: 'patch' }, label: 'still' }, 'request.invalid'],
      [{ window: { ...windowOf(given), runId: noRun }, map: { view: 'class' }, label: 'still' }, 'run.unknown'],
    ],
  },
  'attention.movie': {
    needs: 'project',
    example: ({ runId, video }) => ({
      ...{ runId, videoId: video.id, fromFrame: 100, toFrame: 104 },
      map: { view: 'rollout' },
    }),
    isAsExpected: ({ kind, state, total }) => kind === 'movie' && state === 'running' && total === 4,
    refused: ({ runId, video }) => {
      const movie = { runId, videoId: video.id, fromFrame: 100, toFrame: 104, map: { view: 'rollout' } as const };
      return [
        [{ ...movie, toFrame: 100 }, 'request.invalid'],
        [{ ...movie, toFrame: 1_000_000 }, 'request.invalid'],
        [{ ...movie, map: { view: 'class', layer: 9 } }, 'request.invalid'],
        [{ ...movie, runId: noRun }, 'run.unknown'],
      ];
    },
  },
};
