import type { Method } from '../../../../src-main/shared/protocol.ts';
import { type MethodCase, never, NOBODY } from './contract-case.ts';

type InsightMethod = Extract<Method, 'predictions.nearest' | `charts.${string}` | 'review.coverage'>;

export const insightCases: { readonly [M in InsightMethod]: MethodCase<M> } = {
  'predictions.nearest': {
    needs: 'project',
    example: ({ runId, video }) => ({ runId, videoId: video.id, index: 3, count: 5 }),
    isAsExpected: (windows) =>
      windows.length === 5 &&
      windows.every(({ index, distance }, i) => index !== 3 && distance >= (windows[i - 1]?.distance ?? 0)),
    refused: ({ runId, video }) => [
      [{ runId: 99, videoId: video.id, index: 3 }, 'run.unknown'],
      [{ runId, videoId: NOBODY, index: 3 }, 'video.unknown'],
      [{ runId, videoId: video.id, index: 99_999 }, 'request.invalid'],
    ],
  },
  'charts.confusion': {
    needs: 'project',
    example: ({ runId, video }) => ({ runId, videoIds: [video.id] }),
    isAsExpected: ({ classIds, counts }) =>
      classIds.length > 0 && counts.length === classIds.length + 1 && counts.flat().some((frames) => frames > 0),
    refused: ({ runId }) => [
      [{ runId: 99 }, 'run.unknown'],
      [{ runId, videoIds: [NOBODY] }, 'video.unknown'],
    ],
  },
  'charts.thresholds': {
    needs: 'project',
    example: ({ runId, classes }) => ({ runId, classId: classes[0]!.id }),
    isAsExpected: ({ thresholds, precision, recall }) =>
      thresholds[0] === 1 &&
      thresholds.at(-1) === 0 &&
      [precision, recall].every(({ length }) => length === thresholds.length),
    refused: ({ runId, classes }) => [
      [{ runId: 99, classId: classes[0]!.id }, 'run.unknown'],
      [{ runId, classId: NOBODY }, 'class.unknown'],
      [{ runId, classId: classes[0]!.id, videoIds: [NOBODY] }, 'video.unknown'],
    ],
  },
  'charts.pace': {
    needs: 'project',
    example: () => ({ bins: 10 }),
    isAsExpected: ({ startsAt, series }, { annotator }) =>
      startsAt.length > 0 && series.some((one) => one.annotator === annotator && one.decisions.some((n) => n > 0)),
    refused: never,
  },
  'charts.drift': {
    needs: 'project',
    example: ({ runId, annotator }) => ({ runId, annotator }),
    isAsExpected: ({ blind, shown }) =>
      [blind, shown].flatMap((side) => [side.doubtful, side.clear]).every(({ windows, agreed }) => agreed <= windows),
    refused: ({ annotator }) => [[{ runId: 99, annotator }, 'run.unknown']],
  },
  'review.coverage': {
    needs: 'project',
    example: ({ video }) => ({ videoId: video.id }),
    isAsExpected: ({ displayed, decided }) => Array.isArray(displayed) && decided.length > 0,
    refused: () => [[{ videoId: NOBODY }, 'video.unknown']],
  },
};
