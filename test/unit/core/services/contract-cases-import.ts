import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Method } from '../../../../src-main/shared/protocol.ts';
import type { ImportRequestInput } from '../../../../src-main/shared/protocol/import-methods.ts';
import { type Given, type MethodCase, never, NOBODY } from './contract-case.ts';

type ImportMethod = Extract<Method, `import.${string}`>;

/** A table of one span of the project's video, of a class of its own. */
function table({ folder, video }: Given, label: string): string {
  const path = join(folder, 'imports', `${label}.csv`);
  mkdirSync(join(folder, 'imports'), { recursive: true });
  writeFileSync(path, `video,start,end,label\n${video.name},1,2,${label}\n`);
  return path;
}

const request = (given: Given, rest: Partial<ImportRequestInput> = {}): ImportRequestInput => ({
  paths: [table(given, 'imported')],
  ...rest,
});

export const importCases: { readonly [M in ImportMethod]: MethodCase<M> } = {
  'import.formats': {
    needs: 'core',
    example: () => ({}),
    isAsExpected: (formats) => formats.some(({ id, options }) => id === 'csv' && options.includes('columns')),
    refused: never,
  },
  'import.preview': {
    needs: 'project',
    example: (given) => ({ annotator: given.annotator, request: request(given) }),
    isAsExpected: ({ found, segments, media, labels }, { video }) =>
      found === 1 && segments === 1 && media[0]?.videoId === video.id && labels[0]?.isNew === true,
    refused: (given) => {
      const { annotator, folder } = given;
      const bad = (rest: Partial<ImportRequestInput>) => ({ annotator, request: request(given, rest) });
      return [
        [bad({ paths: [join(folder, 'nothing.csv')] }), 'import.unreadable'],
        [bad({ paths: [folder] }), 'import.unreadable'],
        [bad({ paths: ['here.csv'] }), 'request.invalid'],
        [bad({ format: 'betamax' }), 'request.invalid'],
        [bad({ format: 'elan' }), 'import.unreadable'],
        [bad({ predictions: true }), 'request.invalid'],
        [bad({ labels: 'tier' }), 'request.invalid'],
        [bad({ columns: { start: 'nowhere' } }), 'import.unreadable'],
        [bad({ videos: [{ name: 'another.mp4', videoId: null }] }), 'request.invalid'],
        [bad({ videos: [{ name: given.video.name, videoId: NOBODY }] }), 'video.unknown'],
        [bad({ classes: [{ label: 'another', classId: null }] }), 'request.invalid'],
        [bad({ classes: [{ label: 'imported', classId: NOBODY }] }), 'class.unknown'],
      ];
    },
  },
  'import.apply': {
    needs: 'writing',
    example: (given) => ({
      annotator: given.annotator,
      request: { ...request(given), paths: [table(given, `class ${Math.random()}`)] },
    }),
    isAsExpected: ({ segments, entryId, title }) =>
      segments === 1 && entryId > 0 && title.startsWith('Import 1 segment'),
    refused: (given) => {
      const { annotator } = given;
      return [
        [{ annotator, request: request(given, { newClasses: false }) }, 'edit.invalid'],
        [{ annotator, request: request(given), digest: 'another' }, 'edit.conflict'],
        [
          {
            annotator,
            request: request(given, { columns: { start: 'start', end: 'end', label: 'label', header: false } }),
          },
          'import.unreadable',
        ],
      ];
    },
  },
};
