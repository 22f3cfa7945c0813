import type { Handlers } from '../../shared/protocol.ts';
import type { Application } from './app/application.ts';
import { freeTarget } from './export/export-folder.ts';
import { startExport } from './export/export-run.ts';
import { listFormats, planExport } from './export/plan.ts';
import { listClips } from './export/training-view.ts';
import { applyImport, listImportFormats, previewImport } from './import/import.ts';
import { listFolder } from './app/folder-listing.ts';
import { openSample } from './app/sample.ts';
import type { CurrentProject } from './project/current-project.ts';
import { confusionChart, coverageOf, paceChart, thresholdChart } from './insight/charts.ts';
import { driftChart } from './insight/drift.ts';
import { nearestWindows } from './insight/nearest-windows.ts';
import { compareRaters } from './review/agreement-report.ts';
import { listAbsences, listClasses, listMappings, listSegments, statesOf } from './corrections/annotation-lists.ts';
import { listModels, listRuns, ribbons, window, windows } from './runs/predictions.ts';
import { proposeSegments, segmentsOfRun } from './runs/post-processing.ts';
import { addVideos, framesOf, fullHashOf, listVideos } from './project/project-videos.ts';
import { backUpProject, checkFile, createProject, infoOf, openProject, repairFile } from './project/project.ts';
import { markItem } from './review/queue-marks.ts';
import { doubtfulCounts } from './review/doubtful.ts';
import { listQueues, openQueue, queueItems, refreshQueue, stepQueue } from './review/queue.ts';
import { relinkVideos } from './project/relink.ts';
import { recordReview } from './review/review.ts';
import { doubtOfSpan, votesOnSegment } from './runs/segment-votes.ts';
import { statistics } from './review/statistics.ts';

/** What each method of the protocol calls: one line each, in the protocol's order. */
export function createHandlers(current: CurrentProject, app: Application): Handlers {
  return {
    'project.create': (params) => createProject(current, params).then((info) => app.opened(info)),
    'project.open': (params) => openProject(current, params).then((info) => app.opened(info)),
    'project.close': () => current.close().then(() => null),
    'project.info': () => infoOf(current.get()),
    'project.check': (params) => checkFile(params),
    'project.repair': (params) => repairFile(params),
    'project.backup': () => backUpProject(current.get()),
    'videos.list': (params) => listVideos(current.get(), params),
    'videos.add': (params) => addVideos(current.get(), params),
    'videos.relink': (params) => relinkVideos(current.get(), params),
    'videos.pts': (params) => framesOf(current.get(), params),
    'videos.fullHash': (params) => fullHashOf(current.get(), params),
    'labels.list': () => listClasses(current.get()),
    'labels.mappings': (params) => listMappings(current.get(), params),
    'models.list': () => listModels(current.get()),
    'segments.list': (params) => listSegments(current.get(), params),
    'absences.list': (params) => listAbsences(current.get(), params),
    'labels.states': (params) => statesOf(current.get(), params),
    'edits.apply': (params, callId) => current.session().corrections.apply(params, callId),
    'edits.undo': (params, callId) => current.session().corrections.undo(params, callId),
    'edits.redo': (params, callId) => current.session().corrections.redo(params, callId),
    'edits.history': (params) => current.session().corrections.history(params),
    'edits.state': (params) => current.session().corrections.state(params),
    'review.record': (params) => recordReview(current.get(), params),
    'runs.list': () => listRuns(current.get()),
    'runs.start': (params) => current.session().jobs.start(params),
    'runs.cancel': (params) => current.session().jobs.cancel(params),
    'runs.jobs': () => current.session().jobs.list(),
    'runs.segments': (params) => segmentsOfRun(current.get(), params),
    'runs.propose': (params) => proposeSegments(current.get(), current.session().corrections, params),
    'predictions.ribbons': (params) => ribbons(current.get(), params),
    'predictions.windows': (params) => windows(current.get(), params),
    'predictions.window': (params) => window(current.get(), params),
    'segments.votes': (params) => votesOnSegment(current.get(), params),
    'segments.doubt': (params) => doubtOfSpan(current.get(), params),
    'queue.open': (params) => openQueue(current.get(), params),
    'queue.refresh': (params) => refreshQueue(current.get(), params),
    'queue.list': (params) => listQueues(current.get(), params),
    'queue.items': (params) => queueItems(current.get(), params),
    'queue.step': (params) => stepQueue(current.get(), params),
    'queue.mark': (params) => markItem(current.get(), params),
    'queue.doubtful': (params) => doubtfulCounts(current.get(), params),
    'stats.get': (params) => statistics(current.get(), params),
    'agreement.compare': (params) => compareRaters(current.get(), params),
    'app.info': () => app.info(),
    'app.provider': () => app.provider(),
    'settings.get': () => app.settings.get(),
    'settings.set': (params) => app.settings.set(params),
    'project.recent': () => app.recent.list(),
    'project.forget': (params) => app.recent.forget(params),
    'project.sample': (params) => openSample(current, params).then((info) => app.opened(info)),
    'files.list': ({ folder }) => listFolder(folder, current.path),
    'models.available': () => app.models.available(),
    'models.add': (params) => app.models.add(params),
    'videos.playback': (params) => current.session().proxies.playback(params),
    'videos.makeProxy': (params) => current.session().proxies.make(params),
    'tasks.list': () => current.tasks.list(),
    'tasks.cancel': (params) => current.tasks.cancel(params),
    'attention.facts': (params) => current.session().attention.facts(params),
    'attention.prepare': (params) => current.session().attention.prepare(params),
    'attention.distances': (params) => current.session().attention.distances(params),
    'attention.honesty': (params) => current.session().attention.honesty(params),
    'attention.movie': (params) => current.session().attention.movie(params),
    'predictions.nearest': (params) => nearestWindows(current.get(), params),
    'charts.confusion': (params) => confusionChart(current.get(), params),
    'charts.thresholds': (params) => thresholdChart(current.get(), params),
    'charts.drift': (params) => driftChart(current.get(), params),
    'charts.pace': (params) => paceChart(current.get(), params),
    'review.coverage': (params) => coverageOf(current.get(), params),
    'export.formats': () => listFormats(),
    'export.plan': (params) => planExport(current.get(), params),
    'export.clips': (params) => listClips(current.get(), params),
    'export.target': () => freeTarget(current.get()),
    'export.start': (params) => startExport(current.get(), params),
    'import.formats': () => listImportFormats(),
    'import.preview': (params) => previewImport(current.get(), params),
    'import.apply': (params, callId) => applyImport(current.get(), current.session().corrections, params, callId),
  };
}
