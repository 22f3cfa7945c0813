import type { Method } from '../../../../src-main/shared/protocol.ts';
import { type MethodCase, never, NOBODY } from './contract-case.ts';
import { appCases } from './contract-cases-app.ts';
import { attentionCases } from './contract-cases-attention.ts';
import { exportCases } from './contract-cases-export.ts';
import { importCases } from './contract-cases-import.ts';
import { insightCases } from './contract-cases-insight.ts';

/** A case for every method: one that is missing doesn't compile. */
export const cases: { readonly [M in Method]: MethodCase<M> } = {
  ...appCases,
  ...attentionCases,
  ...exportCases,
  ...importCases,
  ...insightCases,
  'project.create': {
    needs: 'nothing',
    example: ({ folder }) => ({ path: `${folder}/new.timeloupe` }),
    isAsExpected: ({ path, videos, readOnlyReason }, { folder }) =>
      path === `${folder}/new.timeloupe` && videos === 0 && readOnlyReason === null,
    refused: ({ path, folder }) => [
      [{ path }, 'output.exists'],
      [{ path: `${folder}/no/such/folder/p.timeloupe` }, 'project.unwritable'],
    ],
  },
  'project.open': {
    needs: 'nothing',
    example: ({ path }) => ({ path, readOnly: true }),
    isAsExpected: ({ videos, runs, readOnlyReason }) => videos === 1 && runs === 1 && readOnlyReason !== null,
    refused: ({ folder, samplePath }) => [
      [{ path: `${folder}/none.timeloupe` }, 'project.not_found'],
      [{ path: samplePath }, 'project.invalid'],
      [{ path: folder }, 'project.invalid'],
    ],
  },
  'project.close': { needs: 'nothing', example: () => ({}), isAsExpected: () => true, refused: never },
  'project.info': {
    needs: 'project',
    example: () => ({}),
    isAsExpected: ({ path, frames, segments }, given) =>
      path === given.path && frames === given.video.frameCount && segments >= given.segments.length,
    refused: never,
  },
  'project.check': {
    needs: 'nothing',
    example: ({ path }) => ({ path }),
    isAsExpected: ({ faults, checked }) => faults.length === 0 && checked.length > 0,
    refused: ({ folder }) => [[{ path: `${folder}/none.timeloupe` }, 'project.not_found']],
  },
  'project.repair': {
    needs: 'nothing',
    example: ({ path, folder }) => ({ path, out: `${folder}/repaired.timeloupe` }),
    isAsExpected: ({ tables }) => tables.length > 0 && tables.every(({ lost }) => !lost),
    refused: ({ path, folder }) => [
      [{ path, out: path }, 'output.exists'],
      [{ path: `${folder}/none.timeloupe`, out: `${folder}/x.timeloupe` }, 'project.not_found'],
    ],
  },
  'project.backup': {
    needs: 'project',
    example: () => ({}),
    isAsExpected: ({ path }) => path.length > 0,
    refused: never,
  },
  'videos.list': {
    needs: 'project',
    example: () => ({ includeRemoved: true }),
    isAsExpected: ([video], given) =>
      video?.id === given.video.id && video.fileState === 'ok' && video.durationSec === 60,
    refused: never,
  },
  'videos.add': {
    needs: 'writing',
    example: ({ samplePath, folder }) => ({ paths: [samplePath, `${folder}/none.mp4`] }),
    isAsExpected: ([again, missing]) => again?.error?.includes('already') === true && missing?.video === null,
    refused: never,
  },
  'videos.relink': {
    needs: 'project',
    example: ({ folder }) => ({ folders: [folder] }),
    isAsExpected: (results) => results.length === 0,
    refused: never,
  },
  'videos.pts': {
    needs: 'project',
    example: ({ video }) => ({ videoId: video.id }),
    isAsExpected: ({ pts, keyframes }, { video }) => pts.length === video.frameCount && keyframes[0] === 0,
    refused: () => [[{ videoId: NOBODY }, 'video.unknown']],
  },
  'videos.fullHash': {
    needs: 'project',
    example: ({ video }) => ({ videoId: video.id }),
    isAsExpected: ({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256),
    refused: () => [[{ videoId: NOBODY }, 'video.unknown']],
  },
  'labels.list': {
    needs: 'project',
    example: () => ({}),
    isAsExpected: (classes, given) => given.classes.every(({ id }) => classes.some((found) => found.id === id)),
    refused: never,
  },
  'labels.mappings': {
    needs: 'project',
    example: ({ modelHash }) => ({ modelHash }),
    isAsExpected: (mappings, { modelHash }) => mappings.length > 0 && mappings.every((m) => m.modelHash === modelHash),
    refused: never,
  },
  'models.list': {
    needs: 'project',
    example: () => ({}),
    isAsExpected: ([model], { modelHash }) => model?.hash === modelHash,
    refused: never,
  },
  'segments.list': {
    needs: 'project',
    example: ({ video, runId }) => ({ filter: { videoId: video.id, runId, sources: ['model'] } }),
    isAsExpected: (segments, given) => segments.length > 0 && segments.every(({ runId }) => runId === given.runId),
    refused: never,
  },
  'absences.list': {
    needs: 'project',
    example: ({ video }) => ({ videoId: video.id }),
    isAsExpected: (absences) => Array.isArray(absences),
    refused: never,
  },
  'labels.states': {
    needs: 'project',
    example: ({ video, classes }) => ({ videoId: video.id, classId: classes[0]!.id }),
    isAsExpected: ({ present, verifiedAbsent, unreviewed }, { video }) =>
      [...present, ...verifiedAbsent, ...unreviewed].reduce((sum, s) => sum + s.endFrame - s.startFrame, 0) ===
      video.frameCount,
    refused: ({ video, classes }) => [
      [{ videoId: NOBODY, classId: classes[0]!.id }, 'video.unknown'],
      [{ videoId: video.id, classId: NOBODY }, 'class.unknown'],
    ],
  },
  'edits.apply': {
    needs: 'writing',
    example: ({ annotator, video, classes }) => ({
      annotator,
      edit: { kind: 'create', videoId: video.id, classId: classes[0]!.id, startFrame: 1490, endFrame: 1495 },
    }),
    isAsExpected: ({ addedSegmentIds, entry }, { annotator }) =>
      addedSegmentIds.length === 1 && entry.annotator === annotator,
    refused: ({ annotator, video, classes, segments }) => {
      const create = {
        kind: 'create',
        videoId: video.id,
        classId: classes[0]!.id,
        startFrame: 0,
        endFrame: 1,
      } as const;
      const atFrame = segments[0]!.startFrame;
      return [
        [{ annotator, edit: { ...create, videoId: NOBODY } }, 'video.unknown'],
        [{ annotator, edit: { ...create, classId: NOBODY } }, 'class.unknown'],
        [{ annotator, edit: { ...create, startFrame: 9, endFrame: 9 } }, 'edit.invalid'],
        [{ annotator, edit: { ...create, endFrame: video.frameCount + 1 } }, 'edit.invalid'],
        [{ annotator, edit: { kind: 'delete', segmentIds: [NOBODY] } }, 'segment.unknown'],
        [{ annotator, edit: { kind: 'split', segmentId: segments[0]!.id, atFrame } }, 'edit.invalid'],
        [{ annotator, edit: { kind: 'updateClass', classId: NOBODY, fields: { name: 'x' } } }, 'class.unknown'],
        [{ annotator, edit: { kind: 'createClass', name: classes[0]!.name } }, 'edit.conflict'],
        [{ annotator, edit: { kind: 'renameVideo', videoId: NOBODY, name: 'x' } }, 'video.unknown'],
      ];
    },
  },
  'edits.undo': {
    needs: 'writing',
    example: ({ annotator }) => ({ annotator }),
    isAsExpected: (result) => result?.entry.kind === 'undo',
    refused: never,
  },
  'edits.redo': {
    needs: 'writing',
    example: ({ annotator }) => ({ annotator }),
    isAsExpected: (result) => result?.entry.kind === 'redo',
    refused: never,
  },
  'edits.history': {
    needs: 'project',
    example: () => ({ limit: 3 }),
    isAsExpected: (entries) => entries.length === 3 && entries[0]!.id > entries[2]!.id,
    refused: never,
  },
  'edits.state': {
    needs: 'project',
    example: ({ annotator }) => ({ annotator }),
    isAsExpected: ({ undo }, { annotator }) => undo?.annotator === annotator,
    refused: never,
  },
  'review.record': {
    needs: 'writing',
    example: ({ annotator, video }) => ({
      annotator,
      videoId: video.id,
      kind: 'displayed',
      speed: 2,
      spans: [{ startFrame: 0, endFrame: 100 }],
    }),
    isAsExpected: () => true,
    refused: ({ annotator, video }) => {
      const kind = 'displayed' as const;
      return [
        [{ annotator, kind, videoId: NOBODY, spans: [{ startFrame: 0, endFrame: 1 }] }, 'video.unknown'],
        [{ annotator, kind, videoId: video.id, spans: [{ startFrame: 5, endFrame: 2 }] }, 'request.invalid'],
        [{ annotator, kind, videoId: video.id, spans: [{ startFrame: 0, endFrame: 1e9 }] }, 'request.invalid'],
      ];
    },
  },
  'runs.list': {
    needs: 'project',
    example: () => ({}),
    isAsExpected: ([run], { runId }) => run?.id === runId && run.videos[0]?.state === 'complete',
    refused: never,
  },
  'runs.start': {
    needs: 'writing',
    example: ({ video }) => ({ model: 'demo-motion', videoIds: [video.id], settings: { stride: 100 } }),
    isAsExpected: ({ videos }) => videos === 1,
    refused: () => [[{ model: 'demo-motion', videoIds: [NOBODY] }, 'video.unknown']],
  },
  'runs.cancel': {
    needs: 'project',
    example: ({ jobId }) => ({ jobId }),
    isAsExpected: ({ state }) => state === 'done',
    refused: () => [[{ jobId: NOBODY }, 'request.invalid']],
  },
  'runs.jobs': {
    needs: 'project',
    example: () => ({}),
    isAsExpected: (jobs, { jobId }) => jobs.some(({ id }) => id === jobId),
    refused: never,
  },
  'runs.segments': {
    needs: 'project',
    example: ({ runId, video }) => ({ runId, videoId: video.id, settings: { minLengthFrames: 0 } }),
    isAsExpected: ({ segments, settings }) => segments.length > 0 && settings.minLengthFrames === 0,
    refused: ({ runId, video }) => [
      [{ runId: 99, videoId: video.id }, 'run.unknown'],
      [{ runId, videoId: NOBODY }, 'video.unknown'],
    ],
  },
  'runs.propose': {
    needs: 'writing',
    example: ({ runId, video }) => ({ runId, videoId: video.id }),
    isAsExpected: ({ added, removed }) => added >= 0 && removed >= 0,
    refused: ({ runId, video }) => [
      [{ runId: 99, videoId: video.id }, 'run.unknown'],
      [{ runId, videoId: NOBODY }, 'video.unknown'],
    ],
  },
  'predictions.ribbons': {
    needs: 'project',
    example: ({ runId, video }) => ({ runId, videoId: video.id, fromFrame: 0, toFrame: 500, columns: 100, count: 2 }),
    isAsExpected: ({ centres, series }) => series.length === 2 && series[0]!.mean.length === centres.length,
    refused: ({ runId, video }) => {
      const range = { fromFrame: 0, toFrame: 500, columns: 100 };
      return [
        [{ ...range, runId: 99, videoId: video.id }, 'run.unknown'],
        [{ ...range, runId, videoId: NOBODY }, 'video.unknown'],
        [{ ...range, runId, videoId: video.id, labels: ['no such label'] }, 'request.invalid'],
        [{ ...range, runId, videoId: video.id, fromFrame: 500 }, 'request.invalid'],
      ];
    },
  },
  'predictions.windows': {
    needs: 'project',
    example: ({ runId, video }) => ({ runId, videoId: video.id, fromFrame: 0, toFrame: 300 }),
    isAsExpected: ([window]) => window?.index === 0 && window.top.length > 0,
    refused: ({ runId, video }) => [
      [{ runId: 99, videoId: video.id, fromFrame: 0, toFrame: 3 }, 'run.unknown'],
      [{ runId, videoId: video.id, fromFrame: 3, toFrame: 3 }, 'request.invalid'],
    ],
  },
  'predictions.window': {
    needs: 'project',
    example: ({ runId, video }) => ({ runId, videoId: video.id, index: 1 }),
    isAsExpected: ({ index, scores, frames }) => index === 1 && scores !== null && frames.length > 0,
    refused: ({ runId, video }) => [[{ runId, videoId: video.id, index: 9999 }, 'request.invalid']],
  },
  'segments.votes': {
    needs: 'project',
    example: ({ segments }) => ({ segmentId: segments[0]!.id }),
    isAsExpected: (votes) => votes.some(({ isFor }) => isFor),
    refused: () => [[{ segmentId: NOBODY }, 'segment.unknown']],
  },
  'segments.doubt': {
    needs: 'project',
    example: ({ runId, video, segments: [segment] }) => ({
      runId,
      videoId: video.id,
      classId: segment!.classId,
      fromFrame: segment!.startFrame,
      toFrame: segment!.endFrame,
    }),
    isAsExpected: ({ startDoubtFrames }) => startDoubtFrames === null || startDoubtFrames >= 0,
    refused: ({ runId, video, segments }) => {
      const range = { fromFrame: 0, toFrame: 50 };
      return [
        [{ ...range, runId: 99, videoId: video.id, classId: segments[0]!.classId }, 'run.unknown'],
        [{ ...range, runId, videoId: video.id, classId: NOBODY }, 'class.unknown'],
      ];
    },
  },
  'queue.open': {
    needs: 'writing',
    example: ({ annotator, runId }) => ({ annotator, request: { measure: 'margin', target: 'windows', runId } }),
    isAsExpected: ({ items, position }) => items > 0 && position >= 0,
    writes: ({ annotator, runId }) => ({
      annotator,
      request: { measure: 'random', target: 'windows', runId, seed: 7 },
    }),
    refused: ({ annotator, runId }) => [
      [{ annotator, request: { measure: 'margin', target: 'windows' } }, 'request.invalid'],
      [{ annotator, request: { measure: 'margin', target: 'windows', runId: 99 } }, 'run.unknown'],
      [{ annotator, request: { measure: 'disagreement', target: 'windows', runId } }, 'request.invalid'],
      [{ annotator, request: { measure: 'margin', target: 'windows', runId, videoIds: [NOBODY] } }, 'video.unknown'],
      [{ annotator, request: { measure: 'margin', target: 'windows', runId, classIds: [NOBODY] } }, 'class.unknown'],
    ],
  },
  'queue.refresh': {
    needs: 'writing',
    example: ({ queueId }) => ({ queueId }),
    isAsExpected: ({ id }, { queueId }) => id === queueId,
    refused: () => [[{ queueId: 99 }, 'queue.unknown']],
  },
  'queue.list': {
    needs: 'project',
    example: ({ annotator }) => ({ annotator }),
    isAsExpected: (queues, { queueId }) => queues.some(({ id }) => id === queueId),
    refused: never,
  },
  'queue.items': {
    needs: 'project',
    example: ({ queueId }) => ({ queueId, count: 2 }),
    isAsExpected: (items) => items.length === 2 && items[0]!.doubt >= items[1]!.doubt,
    refused: () => [[{ queueId: 99 }, 'queue.unknown']],
  },
  'queue.step': {
    needs: 'writing',
    example: ({ queueId }) => ({ queueId, direction: 'next' }),
    isAsExpected: (item) => item !== null,
    refused: () => [[{ queueId: 99, direction: 'next' }, 'queue.unknown']],
  },
  'queue.mark': {
    needs: 'writing',
    example: ({ queueId }) => ({ queueId, place: 0, state: 'decided' }),
    isAsExpected: ({ decided }) => decided === 1,
    refused: ({ queueId }) => [
      [{ queueId: 99, place: 0, state: 'open' }, 'queue.unknown'],
      [{ queueId, place: 99_999, state: 'open' }, 'request.invalid'],
      [{ queueId, place: 0, state: 'decided', entryId: 99_999 }, 'request.invalid'],
    ],
  },
  'queue.doubtful': {
    needs: 'project',
    example: ({ video }) => ({ margin: 1, videoIds: [video.id] }),
    isAsExpected: (counts, { video, runId }) =>
      counts.length === 1 && counts[0]!.videoId === video.id && counts[0]!.runId === runId && counts[0]!.windows > 0,
    refused: () => [[{ margin: 0.1, videoIds: [NOBODY] }, 'video.unknown']],
  },
  'stats.get': {
    needs: 'project',
    example: ({ runId }) => ({ runId }),
    isAsExpected: ({ total, coverage }) => total.segments > 0 && coverage.length === 1,
    refused: () => [
      [{ runId: 99 }, 'run.unknown'],
      [{ videoIds: [NOBODY] }, 'video.unknown'],
    ],
  },
  'agreement.compare': {
    needs: 'project',
    example: ({ annotator, runId }) => ({ a: { kind: 'annotator', annotator }, b: { kind: 'run', runId } }),
    isAsExpected: ({ frames, classes }, { video }) => frames > 0 && frames < video.frameCount && classes.length > 0,
    refused: ({ annotator }) => [
      [{ a: { kind: 'annotator', annotator }, b: { kind: 'run', runId: 99 } }, 'run.unknown'],
      [
        { a: { kind: 'annotator', annotator }, b: { kind: 'annotator', annotator }, videoIds: [NOBODY] },
        'video.unknown',
      ],
    ],
  },
};
