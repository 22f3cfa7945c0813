import type { Method } from '../../../../src-main/shared/protocol.ts';
import { type MethodCase, never, NOBODY } from './contract-case.ts';

type ExportMethod = Extract<Method, `export.${string}`>;

const ALL = ['unreviewed', 'accepted', 'corrected', 'rejected'] as const;

export const exportCases: { readonly [M in ExportMethod]: MethodCase<M> } = {
  'export.formats': {
    needs: 'core',
    example: () => ({}),
    isAsExpected: (formats) => formats.some(({ id, needsClips }) => id === 'class-folders' && needsClips),
    refused: never,
  },
  'export.plan': {
    needs: 'project',
    example: () => ({ format: 'class-folders', statuses: [...ALL], sampler: 'uniform' }),
    isAsExpected: ({ cells, segments, written, losses, drawn, training }) =>
      segments > 0 &&
      written === segments &&
      cells.reduce((sum, cell) => sum + cell.segments, 0) === segments &&
      losses[0]?.level === 'ok' &&
      drawn?.frames.length === 8 &&
      training?.clips === segments,
    refused: () => [
      [{ format: 'betamax' }, 'request.invalid'],
      [{ format: 'class-folders', clips: { cut: false } }, 'request.invalid'],
      [{ format: 'class-folders', absent: 'keep' }, 'request.invalid'],
      [{ format: 'class-folders', split: { train: 0, val: 0, test: 0 } }, 'request.invalid'],
      [{ format: 'class-folders', split: null, assigned: { [NOBODY]: 'test' } }, 'request.invalid'],
      [{ format: 'timeloupe-json', clips: { cut: true } }, 'request.invalid'],
      [{ format: 'timeloupe-json', clips: { shortEdgePx: 100 } }, 'request.invalid'],
      [{ format: 'class-folders', annotator: 'Nobody' }, 'request.invalid'],
      [{ format: 'class-folders', adjudicator: 'Nobody' }, 'request.invalid'],
      [{ format: 'class-folders', videoIds: [NOBODY] }, 'video.unknown'],
      [{ format: 'class-folders', assigned: { [NOBODY]: 'test' } }, 'video.unknown'],
      [{ format: 'class-folders', classIds: [NOBODY] }, 'class.unknown'],
    ],
  },
  'export.clips': {
    needs: 'project',
    example: () => ({ request: { format: 'class-folders', statuses: [...ALL] }, sampler: 'checkpoint', count: 1 }),
    isAsExpected: ({ total, clips }) => total > 0 && clips.length === 1 && clips[0]!.frames.length === 8,
    refused: () => [
      [{ request: { format: 'betamax' } }, 'request.invalid'],
      [{ request: { format: 'class-folders' }, count: 0 }, 'request.invalid'],
      [{ request: { format: 'class-folders' }, from: -1 }, 'request.invalid'],
      [{ request: { format: 'class-folders', videoIds: [NOBODY] } }, 'video.unknown'],
    ],
  },
  'export.target': {
    needs: 'project',
    example: () => ({}),
    isAsExpected: ({ out }, { folder }) => out.startsWith(`${folder}/export-`),
    refused: never,
  },
  'export.start': {
    needs: 'project',
    example: ({ folder }) => ({ request: { format: 'timeloupe-csv' }, out: `${folder}/csv-${Math.random()}` }),
    isAsExpected: ({ kind, state }) => kind === 'export' && state === 'running',
    refused: ({ folder, path }) => [
      [{ request: { format: 'timeloupe-csv' }, out: folder }, 'output.exists'],
      [{ request: { format: 'timeloupe-csv' }, out: path }, 'output.exists'],
      [{ request: { format: 'timeloupe-csv' }, out: 'here' }, 'request.invalid'],
      [{ request: { format: 'timeloupe-csv', annotator: 'Nobody' }, out: `${folder}/none` }, 'request.invalid'],
      [{ request: { format: 'betamax' }, out: `${folder}/none` }, 'request.invalid'],
    ],
  },
};
