import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AnalysisDocument, AnalysisSettings } from '../../src-main/shared/analysis-document.ts';
import type { ModelRecord, VideoId } from '../../src-main/shared/records.ts';
import { ProjectStore } from '../../src-main/core/store/project-store.ts';
import type { NewRunVideo, StoredRun } from '../../src-main/core/store/run-store.ts';
import { settingsKey } from '../../src-main/core/store/settings-key.ts';
import { addVideo } from './stored-video.ts';

export const SETTINGS: AnalysisSettings = {
  stride: null,
  rate: 4,
  fps: null,
  provider: 'auto',
  precision: 'auto',
  threads: null,
  batch: 8,
  top: 5,
  threshold: null,
  leaveThreshold: null,
  smoothingFrames: null,
  mergeGapFrames: null,
  minLengthFrames: null,
};

export const RUNTIME: AnalysisDocument['runtime'] = {
  provider: 'cpu',
  refusals: [],
  precision: 'full',
  threads: 2,
  onnxruntime: '1.30.0',
  selfTestMs: null,
};

export const SAMPLING: NewRunVideo['sampling'] = {
  stride: 16,
  rate: 4,
  fps: null,
  segments: { threshold: 0.5, leaveThreshold: 0.4, smoothingFrames: 16, mergeGapFrames: 16, minLengthFrames: 16 },
};

/** A model with `classes` labels, "label 0", "label 1", … */
export function modelRecord(classes: number, hash = 'model-a'): ModelRecord {
  const labels = Array.from({ length: classes }, (_, i) => `label ${i}`);
  const input = { name: 'pixel_values', axes: 'btchw', frames: 4, channels: 3, height: 32, width: 32 };
  const manifest = { labels, input };
  return { hash, name: hash, architecture: 'timesformer', path: `/models/${hash}`, labels, manifest };
}

/** A project file in a folder of its own, closed and removed after the test. */
export function emptyProject(): ProjectStore {
  const folder = mkdtempSync(join(tmpdir(), 'timeloupe-store-'));
  const store = ProjectStore.create(join(folder, 'test.timeloupe'));
  onTestFinished(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return store;
}

/** A project with one video, one model of `classes` labels, and a run of it over the video without windows. */
export function projectWithRun(classes: number, plannedWindows = 1000) {
  const store = emptyProject();
  addVideo(store, 'video-a');
  store.runs.putModel(modelRecord(classes));
  const run = addRun(store, 'model-a');
  const runVideo = store.runs.addRunVideo({
    runId: run.id,
    videoId: 'video-a' as VideoId,
    fingerprint: 'print of video-a',
    sampling: SAMPLING,
    plannedWindows,
  });
  return { store, run, runVideo };
}

export function addRun(store: ProjectStore, modelHash: string, settings: AnalysisSettings = SETTINGS): StoredRun {
  return store.runs.addRun({
    modelHash,
    settings,
    settingsKey: settingsKey(settings),
    runtime: RUNTIME,
    appVersion: '0.1.0',
    createdAt: '2026-01-01T00:00:00.000Z',
  });
}

export { addVideo };
