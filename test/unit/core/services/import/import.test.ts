import { describe, expect, test } from 'vitest';
import type { ClassId, VideoId } from '../../../../../src-main/shared/records.ts';
import { labelClass, absence, segment } from '../../../../support/annotation-records.ts';
import { scopeVideo } from '../../../../support/export-scope.ts';
import { importProject, type ImportProject } from '../../../../support/imports.ts';

const HEAD = 'video,start_frame,end_frame,label,annotator\n';

describe('videos', () => {
  const VIDEOS = [
    scopeVideo('a', { name: 'Cam 1.mp4' }),
    scopeVideo('b', { name: 'twin.mp4', frameCount: 300 }),
    scopeVideo('c', { name: 'twin.avi', frameCount: 900 }),
  ];

  test.each([
    ['as it is called', 'Cam 1.mp4', 'a'],
    ['without its ending', 'Cam 1', 'a'],
    ['in another spelling', 'CAM_1.MOV', 'a'],
    ['in a folder', 'C:\\lab\\Cam 1.mp4', 'a'],
    ['by another ending, where that alone fits', 'twin.avi', 'c'],
    ['nowhere', 'cam 2.mp4', null],
    ['at two places, which is none', 'twin', null],
  ])('are found %s', async (_, name, id) => {
    const project = importProject(VIDEOS);
    const plan = await project.preview(project.write({ 'a.csv': `${HEAD}${name},1,9,walk,\n` }));
    expect(plan.media).toMatchObject([{ videoId: id, by: id === null ? null : 'name' }]);
    expect(plan.unplaced).toHaveLength(id === null ? 1 : 0);
  });

  test('are told apart by their length, and refused where it speaks against them', async () => {
    const project = importProject(VIDEOS);
    const anet = (name: string, duration: number) =>
      JSON.stringify({ database: { [name]: { duration, annotations: [{ label: 'walk', segment: [1, 2] }] } } });
    const found = async (name: string, duration: number) =>
      (await project.preview(project.write({ 'a.json': anet(name, duration) }))).media[0]!;
    expect(await found('twin', 10)).toMatchObject({ videoId: 'b' });
    expect(await found('twin', 30)).toMatchObject({ videoId: 'c' });
    expect(await found('Cam 1', 30.4)).toMatchObject({ videoId: 'a', why: null });
    expect(await found('Cam 1', 64)).toMatchObject({
      videoId: null,
      candidates: ['a'],
      why: '"Cam 1.mp4" has 30.0 s, but 64.0 s in the file: choose it if it is the same.',
    });
  });

  test('are known by their content whatever they are called, and another content is said', async () => {
    const project = importProject(VIDEOS);
    const own = (fingerprint: string) =>
      JSON.stringify({
        format: 'timeloupe',
        version: 1,
        project: { id: 'p' },
        videos: [{ id: 'x', name: 'Cam 1.mp4', fingerprint, frameCount: 900, durationSec: 30 }],
        ...{ classes: [], segments: [], absences: [] },
      });
    const found = async (fingerprint: string) =>
      (await project.preview(project.write({ 'a.json': own(fingerprint) }))).media[0];
    expect(await found('print of b')).toMatchObject({ videoId: 'b', by: 'content' });
    expect(await found('print of x')).toMatchObject({
      videoId: 'a',
      by: 'name',
      why: '"Cam 1.mp4" has its name and length, but other content than the file was written for.',
    });
  });

  test('are assigned by hand, or left out', async () => {
    const project = importProject(VIDEOS);
    const paths = project.write({ 'a.csv': `${HEAD}one,1,9,walk,\ntwo,1,9,walk,\nthree,1,9,walk,\n` });
    const videos = [
      { name: 'one', videoId: 'b' },
      { name: 'two', videoId: null },
    ];
    const report = await project.apply(paths, { videos });
    expect(report).toMatchObject({ found: 3, segments: 1 });
    expect(project.store.annotations.segments({})).toMatchObject([
      { videoId: 'b', startFrame: 1, endFrame: 9, source: 'import', status: 'accepted', annotator: 'Ada' },
    ]);
    expect(report.unplaced.map(({ what }) => what)).toEqual(['walk in two, line 3', 'walk in three, line 4']);
  });
});

describe('times', () => {
  test('go to the nearest frame of a variable rate that begins late; what moved is said', async () => {
    const project = importProject([scopeVideo('cam', { firstPts: 30_720, isVariable: true })]);
    const report = await project.apply(project.write({ 'a.csv': 'video,start,end,label\ncam,0.08,1.01,walk\n' }));
    // Every third frame lasts twice as long: 0, 1/30, 2/30, 4/30 …
    expect(project.store.annotations.segments({})).toMatchObject([{ startFrame: 2, endFrame: 23 }]);
    expect(report.losses.map(({ what }) => what)).toContain('1 span moved by up to 13.3 ms');
  });

  test.each([
    ['ends behind the video: is clipped', '890,2000', { startFrame: 890, endFrame: 900 }, /1 span clipped/],
    ['begins behind it: is left out', '900,901', null, /1 span behind the end/],
    ['is a moment: becomes a frame', '5,5', { startFrame: 5, endFrame: 6 }, /1 moment made one frame long/],
    ['is the whole video', '0,900', { startFrame: 0, endFrame: 900 }, /1 of 1 span/],
  ])('of a span that %s', async (_, frames, place, said) => {
    const project = importProject();
    const plan = await project.preview(project.write({ 'a.csv': `${HEAD}cam,${frames},walk,\n` }));
    expect(plan.losses.some(({ what }) => said.test(what))).toBe(true);
    expect(plan.segments).toBe(place ? 1 : 0);
    if (!place) return;
    await project.apply([`${project.folder}/a.csv`]);
    expect(project.store.annotations.segments({})).toMatchObject([place]);
  });

  test('in frames of another rate than the video has are taken as times', async () => {
    const project = importProject();
    const task = {
      data: { video: 'cam.mp4', fps: 15 },
      annotations: [{ result: [{ id: 'r', value: { ranges: [{ start: 16, end: 30 }], timelinelabels: ['walk'] } }] }],
    };
    const report = await project.apply(project.write({ 'a.json': JSON.stringify([task]) }));
    expect(project.store.annotations.segments({})).toMatchObject([{ startFrame: 30, endFrame: 60 }]);
    expect(report.losses.map(({ what }) => what)).toContain('1 span placed by time');
  });
});

describe('conflicts', () => {
  /** Ada has said walk at 0 to 50, and that nothing jumps at 60 to 90; walk and run exclude one another. */
  function decided(): ImportProject {
    const project = importProject();
    const videoId = 'cam' as VideoId;
    const diff = {
      labelClass: {
        added: [
          labelClass('walk', { isExclusive: true }),
          labelClass('run', { isExclusive: true, order: 1 }),
          labelClass('jump', { order: 2 }),
        ],
        updated: [],
        removed: [],
      },
      segment: {
        added: [
          segment('s', {
            videoId,
            classId: 'walk' as ClassId,
            startFrame: 0,
            endFrame: 50,
            source: 'person',
            status: 'accepted',
            annotator: 'Ada',
          }),
        ],
        updated: [],
        removed: [],
      },
      absence: {
        added: [absence('a', { videoId, classId: 'jump' as ClassId, startFrame: 60, endFrame: 90 })],
        updated: [],
        removed: [],
      },
    };
    project.store.annotations.apply(diff, {
      kind: 'edit',
      targetId: null,
      annotator: 'Ada',
      at: '2026-01-01T00:00:00.000Z',
      title: 'Begin',
    });
    return project;
  }
  const FILE = { 'a.csv': `${HEAD}cam,40,60,run,Ada\ncam,80,95,jump,Ada\ncam,40,60,run,Bo\ncam,0,50,walk,Ada\n` };
  const said = ({ store }: ImportProject) =>
    store.annotations
      .segments({})
      .map((one) => `${one.classId} ${one.startFrame}-${one.endFrame} ${one.annotator}`)
      .sort();
  const absent = ({ store }: ImportProject) =>
    store.annotations.absences({}).map(({ startFrame, endFrame }) => [startFrame, endFrame]);

  test('are counted and shown before anything is written', async () => {
    const project = decided();
    const before = project.contents();
    const { conflicts, alreadyThere, segments } = await project.preview(project.write(FILE));
    expect({ alreadyThere, segments, count: conflicts.count }).toEqual({ alreadyThere: 1, segments: 3, count: 2 });
    expect(conflicts.examples).toEqual([
      'cam.mp4: the accepted "run" at frames 40 to 59 would overlap the accepted "walk" at frames 0 to 49 of Ada.',
      'cam.mp4: the accepted "jump" at frames 80 to 94 was verified absent by Ada.',
    ]);
    expect(project.contents()).toEqual(before);
  });

  test('go into a layer of their own', async () => {
    const project = decided();
    const { annotators } = await project.apply(project.write(FILE), { conflicts: 'layer' });
    expect(annotators).toEqual([
      { name: 'Ada (import)', from: 'Ada' },
      { name: 'Bo', from: 'Bo' },
    ]);
    expect(said(project)).toEqual([
      'jump 80-95 Ada (import)',
      'run 40-60 Ada (import)',
      'run 40-60 Bo',
      'walk 0-50 Ada',
    ]);
    expect(absent(project)).toEqual([[60, 90]]);
  });

  test('an import that is sent again is refused as done', async () => {
    const project = decided();
    const paths = project.write(FILE);
    const send = () => project.apply(paths, { conflicts: 'layer' }, undefined, 'the call');
    const { title } = await send();
    const after = project.contents();
    const message = `This was imported already: "${title}". Nothing was changed.`;
    await expect(send()).rejects.toMatchObject({ code: 'edit.conflict', message });
    expect(project.contents()).toEqual(after);
    await project.apply(paths, { conflicts: 'layer' });
    expect(project.contents()).not.toEqual(after);
  });

  test('are left out', async () => {
    const project = decided();
    await project.apply(project.write(FILE), { conflicts: 'skip' });
    expect(said(project)).toEqual(['run 40-60 Bo', 'walk 0-50 Ada']);
    expect(absent(project)).toEqual([[60, 90]]);
  });

  test('replace what is there, and undo brings it back', async () => {
    const project = decided();
    const before = project.contents();
    await project.apply(project.write({ 'a.csv': FILE['a.csv'].replace('cam,0,50,walk,Ada\n', '') }), {
      conflicts: 'replace',
    });
    expect(said(project)).toEqual(['jump 80-95 Ada', 'run 40-60 Ada', 'run 40-60 Bo']);
    expect(absent(project)).toEqual([[60, 80]]);
    project.corrections.undo({ annotator: 'Ada' });
    expect({ ...project.contents(), journal: 0 }).toEqual({ ...before, journal: 0 });
  });

  test('within the file leave the first, and are said', async () => {
    const project = decided();
    const report = await project.apply(project.write({ 'a.csv': `${HEAD}cam,200,300,run,Bo\ncam,250,350,walk,Bo\n` }));
    expect(report.segments).toBe(1);
    expect(report.losses.map(({ what }) => what)).toContain('1 segment left out: others of the file contradict them');
  });
});

describe('classes', () => {
  test('are added, mapped, or left out', async () => {
    const project = importProject();
    const paths = project.write({ 'a.csv': `${HEAD}cam,1,9,Walk,\ncam,10,19,run,\ncam,20,29,hop,\n` });
    await project.apply(project.write({ 'b.csv': `${HEAD}cam,100,109,walk,\n` }));
    const [walk] = project.store.annotations.labelClasses();
    const plan = await project.preview(paths, { classes: [{ label: 'hop', classId: null }] });
    expect(plan.labels).toMatchObject([
      { label: 'Walk', classId: walk!.id, isNew: false },
      { label: 'run', className: 'run', isNew: true },
      { label: 'hop', className: null, isNew: false },
    ]);
    const old = await project.apply(paths, { newClasses: false, classes: [{ label: 'hop', classId: walk!.id }] });
    expect(old.cells).toEqual([{ className: 'walk', videoId: 'cam', segments: 2 }]);
    expect(project.store.annotations.labelClasses()).toHaveLength(1);
  });

  test('of which nothing can be placed are not added', async () => {
    const project = importProject();
    await project.apply(project.write({ 'a.csv': `${HEAD}cam,1,9,walk,\nnowhere,1,9,run,\n` }));
    expect(project.store.annotations.labelClasses().map(({ name }) => name)).toEqual(['walk']);
  });
});

describe('what changed after it was looked at is not imported:', () => {
  test.each([
    ['a file', 'a.csv', `${HEAD}cam,1,9,run,\n`],
    ['a file beside it', 'manifest.json', '{}'],
  ])('%s', async (_, name, text) => {
    const project = importProject();
    const paths = project.write({ 'a.csv': `${HEAD}cam,1,9,walk,\n` });
    const { digest } = await project.preview(paths);
    expect((await project.preview(paths)).digest).toBe(digest);
    const before = project.contents();
    project.write({ [name]: text });
    await expect(project.apply(paths, {}, digest)).rejects.toMatchObject({ code: 'edit.conflict' });
    expect(project.contents()).toEqual(before);
  });
});

test('an export’s whole folder may be named: what lies beside the annotations is passed over', async () => {
  const project = importProject();
  const paths = project.write({
    'manifest.json': '{"format":"timeloupe-export","project":{"id":"p"},"videos":[],"classes":[],"files":[]}',
    'classes.txt': 'walk\n',
    'cam.vtt': 'WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nwalk\n',
  });
  expect(await project.apply(paths)).toMatchObject({ segments: 1, files: [{ name: 'cam.vtt', format: 'webvtt' }] });
});
