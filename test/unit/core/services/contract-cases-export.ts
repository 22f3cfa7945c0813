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
    example: () => ({ format: 'class-folders', statuses: [...ALL], drawn: { sampler: 'uniform' } }),
    isAsExpected: ({ cells, segments, written, losses, drawn }) =>
      segments > 0 &&
      written === segments &&
      cells.reduce((sum, cell) => sum + cell.segments, 0) === segments &&
      losses[0]?.level === 'ok' &&
      drawn?.frames.length === 8,
    refused: () => [
      [{ format: 'betamax' }, 'request.invalid'],
      [{ format: 'class-folders', clips: { cut: false } }, 'request.invalid'],
      [{ format: 'class-folders', absent: 'keep' }, 'request.invalid'],
      [{ format: 'class-folders', split: { train: 0, val: 0, test: 0 } }, 'request.invalid'],
      [{ format: 'class-folders', split: null, assigned: { [NOBODY]: 'test' } }, 'request.invalid'],
      [{ format: 'timeloupe-json', clips: { cut: true } }, 'request.invalid'],
      [{ format: 'timeloupe-json', clips: { shortEdgePx: 100 } }, 'request.invalid'],
      [{ format: 'class-folders', videoIds: [NOBODY] }, 'video.unknown'],
      [{ format: 'class-folders', assigned: { [NOBODY]: 'test' } }, 'video.unknown'],
      [{ format: 'class-folders', classIds: [NOBODY] }, 'class.unknown'],
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
