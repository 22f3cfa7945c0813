import { createHash } from 'node:crypto';
import type { Video } from '../../src-main/shared/domain.ts';
import type { ClassId, LabelClass, RunId, Segment, SegmentId, VideoId } from '../../src-main/shared/records.ts';
import { ProjectStore } from '../../src-main/core/store/project-store.ts';
import type { RunVideoId } from '../../src-main/core/store/run-store.ts';
import type { NewWindow } from '../../src-main/core/store/score-store.ts';
import { settingsKey } from '../../src-main/core/store/settings-key.ts';

/** How large a project is drawn. */
export interface SyntheticSize {
  readonly frames: number;
  readonly windows: number;
  readonly classes: number;
  readonly segments: number;
  /** D; 0 for none. */
  readonly embedding: number;
  /** Bytes of an attention summary; 0 for none. */
  readonly attentionBytes: number;
}

/** Six hours at 30 frames a second with the base model of 400 classes. */
export const SIX_HOURS: SyntheticSize = {
  frames: 650_000,
  windows: 20_000,
  classes: 400,
  segments: 5000,
  embedding: 768,
  attentionBytes: 1680,
};

const SPAN_FRAMES = 256;
const STRIDE = 32;
const CREATED_AT = '2026-01-01T00:00:00.000Z';

/** A project with one video of which no file exists, analyzed as if by a model: the same for the same size. */
export interface SyntheticProject {
  readonly store: ProjectStore;
  readonly videoId: VideoId;
  readonly runId: RunId;
  readonly runVideoId: RunVideoId;
  readonly labels: readonly string[];
}

/** Makes the project with its classes, its segments and a run, without windows. @param path of a file to make. */
export function createSyntheticProject(path: string, size: SyntheticSize): SyntheticProject {
  const store = ProjectStore.create(path);
  const videoId = 'synthetic video' as VideoId;
  store.videos.add({
    id: videoId,
    name: 'synthetic',
    path: 'synthetic.mp4',
    modifiedMs: 0,
    addedAt: CREATED_AT,
    video: videoOf(size),
  });
  return analyzeAsIf(store, { id: videoId, fingerprint: 'synthetic' }, size);
}

/** Adds such classes, segments and a run without windows to a video that a project has. */
export function analyzeAsIf(
  store: ProjectStore,
  video: { readonly id: VideoId; readonly fingerprint: string },
  size: SyntheticSize,
): SyntheticProject {
  const labels = Array.from({ length: size.classes }, (_, i) => `class ${i}`);
  const { runId, runVideoId } = addRun(store, video, labels, size);
  addAnnotations(store, video.id, labels, size);
  return { store, videoId: video.id, runId, runVideoId, labels };
}

/** Windows [from, to) of such a project; made anew from their numbers, so that all of them need not be in memory. */
export function* syntheticWindows(size: SyntheticSize, from = 0, to = size.windows): Generator<NewWindow> {
  // As the run's settings say, where there is room for that.
  const stride = Math.min(STRIDE, (size.frames - SPAN_FRAMES) / Math.max(1, size.windows - 1));
  for (let index = from; index < to; index++) {
    const random = seeded(index + 1);
    const startFrame = Math.floor(index * stride);
    yield {
      index,
      startFrame,
      endFrame: startFrame + SPAN_FRAMES,
      missing: [],
      scores: scoresAt(index, size.classes, random),
      embedding: size.embedding > 0 ? Float32Array.from({ length: size.embedding }, () => random() - 0.5) : null,
      attention:
        size.attentionBytes > 0 ? Uint8Array.from({ length: size.attentionBytes }, () => random() * 256) : null,
    };
  }
}

/** A softmax in which a class stands out for some dozens of windows, then another one. */
function scoresAt(index: number, classes: number, random: () => number): Float32Array {
  const scene = Math.floor(index / 40);
  const act = seeded(scene + 7)();
  const strength = 7 * Math.sin((Math.PI * ((index % 40) + 0.5)) / 40);
  const weights = Float32Array.from({ length: classes }, (_, k) =>
    Math.exp(2 * random() + (k === Math.floor(act * classes) ? strength : 0)),
  );
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

function addRun(
  store: ProjectStore,
  video: { readonly id: VideoId; readonly fingerprint: string },
  labels: readonly string[],
  size: SyntheticSize,
) {
  const hash = createHash('sha256').update(labels.join()).digest('hex');
  const input = { name: 'pixel_values', axes: 'btchw', frames: 8, channels: 3, height: 224, width: 224 };
  const model = { hash, name: 'synthetic model', architecture: 'timesformer', path: '/models/synthetic', labels };
  store.runs.putModel({
    ...model,
    manifest: { input, labels, problemType: 'single_label_classification', samplingRate: 32 },
  });
  const settings = {
    stride: STRIDE,
    rate: 32,
    fps: null,
    provider: 'cpu',
    precision: 'auto',
    threads: null,
    batch: 8,
    top: 5,
    threshold: null,
    leaveThreshold: null,
    smoothingFrames: null,
    mergeGapFrames: null,
    minLengthFrames: null,
  } as const;
  const run = store.runs.addRun({
    modelHash: hash,
    settings,
    settingsKey: settingsKey(settings),
    runtime: {
      provider: 'cpu',
      refusals: [],
      precision: 'full',
      threads: 1,
      onnxruntime: '1.30.0',
      selfTestMs: null,
    },
    appVersion: '0.1.0',
    createdAt: CREATED_AT,
  });
  const segments = {
    threshold: 0.5,
    leaveThreshold: 0.4,
    smoothingFrames: 32,
    mergeGapFrames: 32,
    minLengthFrames: 32,
  };
  const runVideo = store.runs.addRunVideo({
    runId: run.id,
    videoId: video.id,
    fingerprint: video.fingerprint,
    sampling: { stride: STRIDE, rate: 32, fps: null, segments },
    plannedWindows: size.windows,
  });
  return { runId: run.id, runVideoId: runVideo.id };
}

function addAnnotations(store: ProjectStore, videoId: VideoId, labels: readonly string[], size: SyntheticSize): void {
  const classes = labels.map((name, order): LabelClass => {
    const look = { colour: `label-${(order % 8) + 1}`, shortcut: null, group: null, isExclusive: false };
    return { id: `class-${order}` as ClassId, name, ...look, description: '', order };
  });
  const random = seeded(3);
  const segments = Array.from({ length: size.segments }, (_, i): Segment => {
    const startFrame = Math.floor((i / size.segments) * (size.frames - 1));
    return {
      id: `segment-${String(i).padStart(6, '0')}` as SegmentId,
      videoId,
      classId: classes[Math.floor(random() * classes.length)]!.id,
      startFrame,
      endFrame: Math.min(size.frames, startFrame + 10 + Math.floor(random() * 300)),
      source: 'model',
      status: random() < 0.3 ? 'accepted' : 'unreviewed',
      runId: null,
      score: random(),
      startDoubtFrames: 12 * random(),
      endDoubtFrames: 12 * random(),
      note: '',
      annotator: null,
    };
  });
  const diff = {
    labelClass: { added: classes, updated: [], removed: [] },
    segment: { added: segments, updated: [], removed: [] },
  };
  store.annotations.apply(diff, { kind: 'edit', targetId: null, annotator: null, at: CREATED_AT, title: 'Synthetic' });
}

function videoOf({ frames }: SyntheticSize): Video {
  return {
    path: '/videos/synthetic.mp4',
    sizeBytes: 1,
    fingerprint: 'synthetic',
    codec: 'h264',
    pixelFormat: 'yuv420p',
    widthPx: 1280,
    heightPx: 720,
    rotationDeg: 0,
    sampleAspectRatio: { num: 1, den: 1 },
    streamIndex: 0,
    timeBase: { num: 1, den: 15_360 },
    pts: Float64Array.from({ length: frames }, (_, i) => i * 512),
    lastDuration: 512,
    keyframes: Uint32Array.from({ length: Math.ceil(frames / 250) }, (_, i) => i * 250),
    isVariableFrameRate: false,
  };
}

/** Numbers in [0, 1), the same every time. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
