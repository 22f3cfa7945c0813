import { describe, expect, test } from 'vitest';
import { accept, label, reject, type Scene, verifyAbsent } from '../../../../src-renderer/lib/decision.ts';
import type { Absence, ClassId, Segment, SegmentId, VideoId } from '../../../../src-main/shared/records.ts';

const videoId = 'film' as VideoId;
const [walk, stand] = ['walk' as ClassId, 'stand' as ClassId];

describe('accept', () => {
  test('takes all proposals of the window’s class that overlap it, however long', () => {
    const long = segment('long', { startFrame: 0, endFrame: 101 });
    const scene = sceneWith([
      long,
      segment('late', { startFrame: 131, endFrame: 140 }),
      segment('after', { startFrame: 132, endFrame: 150 }),
      segment('other', { classId: stand }),
      segment('said', { status: 'accepted', annotator: 'Ben', startFrame: 0, endFrame: 101 }),
    ]);
    expect(accept(scene)?.edit).toEqual({ kind: 'setStatus', segmentIds: ['long', 'late'], status: 'accepted' });
  });

  test('without a proposal marks the class over the window; what excludes it makes room', () => {
    const span = { startFrame: 100, endFrame: 132 };
    expect(accept(sceneWith([]))).toEqual({
      edit: { kind: 'create', videoId, classId: walk, ...span, neighbours: 'trim' },
      ...{ classId: walk, verb: 'accepted', count: 0, span },
    });
  });

  test('says nothing twice: what is decided over the window’s middle stands', () => {
    const said = segment('said', { status: 'corrected', startFrame: 90, endFrame: 117, annotator: 'Ben' });
    expect(accept(sceneWith([said]))).toMatchObject({ edit: null, verb: 'accepted' });
  });

  test('draws out the annotator’s own segment that reaches into the window, nobody else’s', () => {
    const own = segment('own', { status: 'accepted', annotator: 'Ada', startFrame: 60, endFrame: 110 });
    expect(accept(sceneWith([own]))?.edit).toEqual({
      ...{ kind: 'setSpan', segmentId: 'own', startFrame: 60, endFrame: 132, neighbours: 'trim' },
    });
    expect(accept(sceneWith([{ ...own, annotator: 'Ben' }]))?.edit).toMatchObject({ kind: 'create' });
  });

  test('takes what is selected instead, and only what is not accepted yet', () => {
    const open = segment('open', { classId: stand });
    const done = segment('done', { classId: stand, status: 'accepted' });
    const scene = { ...sceneWith([segment('proposal')]), selected: [open, done] };
    expect(accept(scene)?.edit).toEqual({ kind: 'setStatus', segmentIds: ['open'], status: 'accepted' });
    expect(accept({ ...scene, selected: [done] })).toMatchObject({ edit: null, count: 0 });
  });

  test('has nothing to say of a window whose label stands for no class', () => {
    expect(accept({ ...sceneWith([segment('one')]), topClassId: null })).toBeNull();
    expect(reject({ ...sceneWith([segment('one')]), topClassId: null })).toBeNull();
  });
});

describe('reject', () => {
  test('rejects the proposals that accept would take', () => {
    expect(reject(sceneWith([segment('one'), segment('other', { classId: stand })]))?.edit).toEqual({
      ...{ kind: 'setStatus', segmentIds: ['one'], status: 'rejected' },
    });
  });

  test('takes back what was accepted over the window’s middle', () => {
    const scene = sceneWith([
      segment('here', { status: 'accepted' }),
      segment('beside', { status: 'accepted', startFrame: 120, endFrame: 200 }),
    ]);
    expect(reject(scene)?.edit).toEqual({ kind: 'setStatus', segmentIds: ['here'], status: 'rejected' });
  });

  test('without either verifies that the class is absent, once', () => {
    const edit = { kind: 'verifyAbsent', videoId, classId: walk, startFrame: 100, endFrame: 132 };
    const span = { startFrame: 100, endFrame: 132 };
    expect(reject(sceneWith([]))).toEqual({ edit, classId: walk, verb: 'verified absent', count: 0, span });
    const known = { ...sceneWith([]), absences: [absence({ startFrame: 80, endFrame: 132 })] };
    expect(reject(known)?.edit).toBeNull();
    const others = { ...known, absences: [absence({ annotator: 'Ben' }), absence({ startFrame: 101 })] };
    expect(reject(others)?.edit).toEqual(edit);
  });
});

describe('a label', () => {
  test('corrects the proposal over the window’s middle, that of the window’s class first', () => {
    const scene = sceneWith([
      segment('other', { classId: 'turn' as ClassId, startFrame: 90 }),
      segment('first'),
      segment('edge', { startFrame: 117, endFrame: 140 }),
    ]);
    expect(label(scene, stand)).toEqual({
      edit: { kind: 'relabel', segmentIds: ['first'], classId: stand },
      ...{ classId: stand, verb: 'relabelled', count: 1, span: { startFrame: 95, endFrame: 130 } },
    });
  });

  test.each([
    ['of another class than the model sees there', { classId: 'turn' as ClassId }],
    ['that lies for the greater part beyond it', { startFrame: 40, endFrame: 132 }],
    ['that begins after its middle', { startFrame: 117, endFrame: 132 }],
  ])('is marked over the window, and a proposal stays that is %s', (_, fields) => {
    expect(label(sceneWith([segment('proposal', fields)]), stand)).toMatchObject({
      edit: { kind: 'create', classId: stand, startFrame: 100, endFrame: 132 },
      verb: 'created',
    });
  });

  test('corrects a proposal of which half was in view', () => {
    const half = segment('half', { startFrame: 68, endFrame: 132 });
    expect(label(sceneWith([half]), stand).edit).toMatchObject({ kind: 'relabel', segmentIds: ['half'] });
    const more = { ...half, startFrame: 67 };
    expect(label(sceneWith([more]), stand).edit).toMatchObject({ kind: 'create' });
  });

  test('accepts the proposal that has it already', () => {
    const scene = sceneWith([segment('first'), segment('second', { classId: stand })]);
    expect(label(scene, stand).edit).toEqual({ kind: 'setStatus', segmentIds: ['second'], status: 'accepted' });
  });

  test('accepts a long proposal where it is what the model sees there, and of another class only what was in view', () => {
    const long = { startFrame: 110, endFrame: 180 };
    expect(label(sceneWith([segment('long', long)]), walk).edit).toMatchObject({ segmentIds: ['long'] });
    expect(label(sceneWith([segment('long', { ...long, classId: stand })]), stand)).toMatchObject({
      edit: { kind: 'create', classId: stand, startFrame: 100, endFrame: 132 },
      verb: 'created',
    });
  });

  test('relabels what is selected, wherever the window is', () => {
    const far = segment('far', { startFrame: 900, endFrame: 950, status: 'accepted', annotator: 'Ada' });
    const scene = { ...sceneWith([segment('here')]), selected: [far, segment('same', { classId: stand })] };
    expect(label(scene, stand).edit).toEqual({ kind: 'relabel', segmentIds: ['far'], classId: stand });
    const twice = { ...scene, selected: [{ ...far, classId: stand }] };
    expect(label(twice, stand).edit).toBeNull();
  });

  test('makes a segment over the window where nothing is proposed, or nothing is to be made', () => {
    expect(label(sceneWith([]), stand)).toMatchObject({ edit: { kind: 'create', classId: stand }, verb: 'created' });
    const said = segment('said', { classId: stand, status: 'accepted', annotator: 'Ada' });
    expect(label(sceneWith([said, segment('proposal')]), stand).edit).toBeNull();
  });

  test('is verified absent over the selected segment, else over the window', () => {
    const scene = { ...sceneWith([]), selected: [segment('one', { startFrame: 7, endFrame: 9 })] };
    expect(verifyAbsent(scene, stand).edit).toMatchObject({ startFrame: 7, endFrame: 9, classId: stand });
    expect(verifyAbsent(sceneWith([]), stand).edit).toMatchObject({ startFrame: 100, endFrame: 132 });
  });
});

function sceneWith(segments: readonly Segment[]): Scene {
  const window = { startFrame: 100, endFrame: 132 };
  return { videoId, window, topClassId: walk, annotator: 'Ada', segments, absences: [], selected: [] };
}

function segment(id: string, fields: Partial<Segment> = {}): Segment {
  return {
    id: id as SegmentId,
    videoId,
    classId: walk,
    startFrame: 95,
    endFrame: 130,
    source: 'model',
    status: 'unreviewed',
    runId: null,
    score: 0.5,
    startDoubtFrames: null,
    endDoubtFrames: null,
    note: '',
    annotator: null,
    ...fields,
  };
}

function absence(fields: Partial<Absence>): Absence {
  const span = { startFrame: 100, endFrame: 132 };
  return { id: 'a' as Absence['id'], videoId, classId: walk, annotator: 'Ada', ...span, ...fields };
}
