import { describe, expect, test } from 'vitest';
import type { FolderEntry } from '../../../../src-main/shared/protocol/app-methods.ts';
import type { StatsRow } from '../../../../src-main/shared/protocol/review-methods.ts';
import type { JobInfo, RunVideo } from '../../../../src-main/shared/protocol/run-methods.ts';
import type { ProjectVideo, VideoId } from '../../../../src-main/shared/records.ts';
import { contrast, labelColourFault } from '../../../../src-renderer/lib/contrast.ts';
import { dropKind, dropOffer, endingOf, refusal } from '../../../../src-renderer/lib/drop-words.ts';
import { joinPath, mayChoose, mayList } from '../../../../src-renderer/lib/file-choice.ts';
import { jobText } from '../../../../src-renderer/lib/job-text.ts';
import { LABEL_COLOURS } from '../../../../src-renderer/lib/label-style.ts';
import { strideFrames } from '../../../../src-renderer/lib/stride.ts';
import { listedVideos } from '../../../../src-renderer/lib/video-order.ts';
import { videoState } from '../../../../src-renderer/lib/video-state.ts';

const ID = 'v' as VideoId;

function video(change: Partial<ProjectVideo> = {}): ProjectVideo {
  const empty = { id: ID, name: 'cam 2.mp4', path: 'a/cam 2.mp4', fileState: 'ok', frameCount: 1000, holes: [] };
  return { ...empty, durationSec: 40, isRemoved: false, ...change } as unknown as ProjectVideo;
}

function stats(segments: number, unreviewed: number): StatsRow {
  return { segments, unreviewed, reviewedShare: segments === 0 ? null : 1 - unreviewed / segments } as StatsRow;
}

const RUNNING = { id: 'j', state: 'running', videoId: ID, windows: 4139, windowsDone: 1780, resumedAt: 0 } as JobInfo;
const STOPPED = { videoId: ID, state: 'stopped' } as RunVideo;
const HOLE = [{ fromFrame: 100, toFrame: 150, reason: '' }];

describe('a library row says the first that holds of', () => {
  const everything = { stats: stats(10, 4), doubtful: 3, job: RUNNING, isWaiting: true, run: STOPPED };

  test('not found, other content, hole', () => {
    expect(videoState({ ...everything, video: video({ fileState: 'missing', holes: HOLE }) }).words).toBe('relink');
    expect(videoState({ ...everything, video: video({ fileState: 'changed', holes: HOLE }) }).kind).toBe('changed');
    expect(videoState({ ...everything, video: video({ holes: HOLE }) }).words).toBe('hole, 2 s');
    // One that did not decode, within those that may be damaged: no frame counts twice.
    const twice = video({ holes: [...HOLE, { fromFrame: 120, toFrame: 121, reason: '' }] });
    expect(videoState({ ...everything, video: twice }).words).toBe('hole, 2 s');
    const short = video({ holes: [{ fromFrame: 5, toFrame: 7, reason: '' }] });
    expect(videoState({ ...everything, video: short }).words).toBe('hole, 2 frames');
  });

  test('analyzing, waiting', () => {
    expect(videoState({ ...everything, video: video() })).toMatchObject({ words: 'analyzing 43 %', kind: 'analyzing' });
    expect(videoState({ ...everything, video: video(), job: null }).words).toBe('waiting');
  });

  test('doubtful, which goes before what is only to review', () => {
    const rest = { video: video(), job: null, isWaiting: false, run: STOPPED };
    const open = { ...rest, stats: stats(10, 4), doubtful: 1203 };
    expect(videoState(open)).toMatchObject({ words: '1,203 doubtful', kind: 'open', share: 0.6 });
    expect(videoState({ ...open, doubtful: 0 }).words).toBe('4 to review');
    expect(videoState({ ...open, stats: null }).share).toBeNull();
  });

  test('to review, reviewed, and neither', () => {
    const rest = { video: video(), job: null, isWaiting: false, doubtful: null };
    expect(videoState({ ...rest, stats: stats(1200, 1037), run: STOPPED }).words).toBe('1,037 to review');
    expect(videoState({ ...rest, stats: stats(10, 0), run: STOPPED })).toMatchObject({ kind: 'reviewed', share: 1 });
    expect(videoState({ ...rest, stats: stats(0, 0), run: STOPPED }).words).toBe('partial');
    expect(videoState({ ...rest, stats: stats(0, 0), run: null }).words).toBe('not analyzed');
  });
});

test('videos are filtered by every word and put in order', () => {
  const all = [
    video({ name: 'cam 10' }),
    video({ name: 'cam 2', durationSec: 90 }),
    video({ name: 'Table', path: 'x' }),
  ];
  const counts = { unreviewed: () => 0, doubtful: ({ name }: ProjectVideo) => (name === 'cam 2' ? 5 : 0) };
  const names = (filter: string, order: 'added' | 'name' | 'length' | 'doubtful') =>
    listedVideos(all, filter, order, counts).map(({ name }) => name);
  expect(names('', 'name')).toEqual(['cam 2', 'cam 10', 'Table']);
  expect(names('', 'length')[0]).toBe('cam 2');
  expect(names('', 'doubtful')).toEqual(['cam 2', 'cam 10', 'Table']);
  expect(names('mp4 10', 'added')).toEqual(['cam 10']);
  expect(names('nothing', 'added')).toEqual([]);
});

test('progress is counted before it is timed', () => {
  const speed = { windowsPerSec: 0.71, secondsLeft: 3600 };
  expect(jobText({ ...RUNNING, ...speed, windowsDone: 1573 })).toBe('1,573 of 4,139 windows · 0.71/s · 1 h 0 min left');
  expect(jobText({ ...RUNNING, ...speed, windowsDone: 19 })).toBe('19 of 4,139 windows · measuring speed');
  expect(jobText({ ...RUNNING, ...speed, resumedAt: 1570, windowsDone: 1573 })).toContain('measuring speed');
  expect(jobText({ ...RUNNING, ...speed, state: 'waiting' })).toBe('waiting');
});

describe('what is dragged', () => {
  test('is offered in words', () => {
    expect(dropOffer(Array<string>(12).fill('video/mp4'))).toEqual({ words: 'Add 12 videos', isRefused: false });
    expect(dropOffer(['video/webm']).words).toBe('Add video');
    expect(dropOffer(['', 'video/mp4'])).toEqual({ words: 'Add 2 items', isRefused: false });
    const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
    expect(dropOffer([docx])).toEqual({ words: 'Timeloupe cannot read .docx files.', isRefused: true });
    expect(dropOffer(['application/json', 'text/vtt'])).toEqual({ words: 'Import annotations', isRefused: false });
    expect(dropOffer(['text/x-odd']).words).toBe('Timeloupe cannot read such files.');
  });

  test('is told apart by its name', () => {
    expect(['a.MP4', 'b.onnx', 'c.timeloupe', 'd.docx', 'e'].map(dropKind)).toEqual([
      ...['video', 'model', 'project', 'other', 'other'],
    ]);
    expect(['a.eaf', 'b.BORIS', 'c.vtt', 'd.json', 'e.csv'].map(dropKind)).toEqual(Array(5).fill('annotations'));
    expect(refusal(endingOf('My thesis.DOCX')).words).toBe('Timeloupe cannot read .docx files.');
    expect(endingOf('.hidden')).toBeNull();
  });
});

describe('a choice of files', () => {
  const entry = (kind: FolderEntry['kind'], sizeBytes: number | null) => ({ kind, sizeBytes }) as FolderEntry;

  test('lists folders and what can be the answer', () => {
    expect(mayList('videos', entry('folder', null))).toBe(true);
    expect(mayList('videos', entry('other', 10))).toBe(false);
    expect(mayChoose('model', entry('model', null))).toBe(true);
    expect(mayChoose('model', entry('folder', null))).toBe(false);
    expect(mayChoose('project', entry('project', 10))).toBe(true);
    expect(mayChoose('project', entry('folder', null))).toBe(false);
    expect(mayChoose('annotations', entry('annotations', 10))).toBe(true);
    expect(mayList('annotations', entry('video', 10))).toBe(false);
  });

  test('puts a name below a folder as the folder writes paths', () => {
    expect(joinPath('/home/ada', 'a.timeloupe')).toBe('/home/ada/a.timeloupe');
    expect(joinPath('/', 'a')).toBe('/a');
    expect(joinPath('C:\\Users\\Ada', 'a')).toBe('C:\\Users\\Ada\\a');
    expect(joinPath('C:\\', 'a')).toBe('C:\\a');
  });
});

test('a label’s colour has to be seen in both themes', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(labelColourFault('#222222')).toBe('This colour is too close to the background of the dark theme.');
  expect(labelColourFault('#fffbe0')).toBe('This colour is too close to the background of the light theme.');
  expect(labelColourFault('#7a7f88')).toBeNull();
  for (const colour of LABEL_COLOURS.dark) expect(contrast(colour, '#212328')).toBeGreaterThan(4.4);
  for (const colour of LABEL_COLOURS.light) expect(contrast(colour, '#e9ebee')).toBeGreaterThan(4.4);
});

test('the stride is a share of the window’s span', () => {
  const model = { frames: 8, samplingRate: 4 };
  expect(strideFrames(model, 0.25)).toBe(8);
  expect(strideFrames(model, 0.001)).toBe(1);
  expect(strideFrames(model, 0.5)).toBeNull();
  expect(strideFrames({ frames: 8, samplingRate: null }, 0.25)).toBeNull();
});
