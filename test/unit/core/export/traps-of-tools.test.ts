import { expect, test } from 'vitest';
import { compare } from '../../../../src-main/core/export/compare.ts';
import { exporterById } from '../../../../src-main/core/export/formats/index.ts';
import type { ExportScope } from '../../../../src-main/core/export/selection.ts';
import type { ExportRequestInput } from '../../../../src-main/shared/protocol/export-methods.ts';
import type { ClassId } from '../../../../src-main/shared/records.ts';
import { asFolder, scope, scopeSegment, scopeVideo, selected, STUDY, written } from '../../../support/export-scope.ts';

/** What a format makes of a scope, read back and compared, and what it says to have lost. */
async function made(id: string, from: ExportScope, request: Omit<ExportRequestInput, 'format'> = {}) {
  const exporter = exporterById(id);
  const { settings, selection, choice, ...rest } = selected(exporter, from, request);
  const files = written(exporter, selection);
  expect(compare(exporter, selection, await exporter.read(asFolder(files))).faults).toEqual([]);
  const plain = selected({ ...exporter, express: (one) => one }, from, request);
  return { files, settings, choice, ...rest, selection, losses: exporter.losses(plain.selection) };
}

/** One video of 30 frames a second, 300 frames, and its segments: "walk 0-10", by time. */
function oneVideo(...segments: readonly string[]): ExportScope {
  return scope({
    classNames: ['walk', 'run|fast', 'background'],
    videos: [scopeVideo('v', { frameCount: 300 })],
    segments: segments.map((text, i) => {
      const [name = '', span = ''] = text.split(' ');
      return scopeSegment(`s${i} v x ${span}`, { classId: name as ClassId });
    }),
  });
}

const json = (text: string | undefined) => JSON.parse(text ?? '') as Record<string, never>;

test('PyTorchVideo: each line of the lists parts at its last white space into a clip and a number', async () => {
  // str.splitlines and str.rsplit(None, 1) part at all of these.
  // eslint-disable-next-line no-control-regex
  const LINE_ENDS = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;
  // eslint-disable-next-line no-control-regex
  const LAST_SPACE = /^(.*[^\s\x1c-\x1f\x85])[\s\x1c-\x1f\x85]+(\S+)$/;
  const odd = ['walk\u2028on', 'a\u00a0b', 'tab\there', 'x\x1fy 7', '\u3000'];
  const { files, selection } = await made(
    'class-folders',
    scope({
      classNames: odd,
      videos: [scopeVideo('v', { name: 'cam\u2029 3.mp4' })],
      segments: odd.map((name, i) => scopeSegment(`s${i} v x ${i * 10}-${i * 10 + 5}`, { classId: name as ClassId })),
    }),
    { split: null },
  );
  const lines = files.get('all.csv')!.split(LINE_ENDS);
  expect(lines.pop()).toBe('');
  expect(lines).toHaveLength(odd.length);
  for (const line of lines) {
    const [, path, label] = LAST_SPACE.exec(line)!;
    expect(files.has(path!), path).toBe(true);
    expect(path).toMatch(/\.(mp4|avi)$/);
    expect(selection.classes[Number(label)]!.slug).toBe(path!.split('/')[0]);
  }
});

test('BORIS project: odd events of a behaviour begin it, even ones end it, by time, without forbidden signs', async () => {
  const { files, losses } = await made(
    'boris-project',
    oneVideo('walk 0-60', 'walk 30-90', 'walk 90-99', 'run|fast 5-90'),
  );
  const { behaviors_conf: ethogram, observations } = json(files.get('project.boris')) as unknown as {
    behaviors_conf: Record<string, { code: string; type: string }>;
    observations: Record<
      string,
      { file: Record<string, string[]>; events: [number, string, string, string, string, number][] }
    >;
  };
  expect(Object.values(ethogram).map(({ code }) => code)).toEqual(['run/fast', 'walk']);
  const { file, events } = observations['v']!;
  expect(file).toEqual({ '1': ['v.mp4'], '2': [], '3': [], '4': [], '5': [], '6': [], '7': [], '8': [] });
  expect(events.map(([sec, , code, , , frame]) => [sec, code, frame])).toEqual([
    [0, 'walk', 0],
    [0.167, 'run/fast', 5],
    [3, 'walk', 90],
    [3, 'run/fast', 90],
    [3, 'walk', 90],
    [3.3, 'walk', 99],
  ]);
  expect(losses.map(({ what }) => what)).toContain('1 segment merged with another');
});

test('BORIS project: two behaviours never share a code', async () => {
  const names = ['a|b', 'a/b', ' a/b ', '|'];
  const { selection } = await made(
    'boris-project',
    scope({
      classNames: names,
      videos: [scopeVideo('v')],
      segments: names.map((name, i) => scopeSegment(`s${i} v x ${i * 5}-${i * 5 + 9}`, { classId: name as ClassId })),
    }),
  );
  expect(new Set(selection.classes.map(({ slug }) => slug)).size).toBe(names.length);
});

test('MMAction2 localisation: the map itself at the top, names begin with "v_", ends within the video', async () => {
  const { files } = await made('mmaction2-localisation', STUDY, { split: null });
  const document = json(files.get('anet_anno_full.json')) as Record<string, { duration_second: number; annotations: { segment: number[] }[] }>; // prettier-ignore
  expect(Object.keys(document)).toEqual(['v_cam_03', 'v_late_odd']);
  for (const { duration_second: duration, annotations } of Object.values(document)) {
    for (const { segment } of annotations) expect(segment[1]).toBeLessThanOrEqual(duration);
  }
});

test('VIA: numbers of its source, options by id, a view with the id of its file', async () => {
  const { files, losses } = await made('via', STUDY);
  const project = json(files.get('via-project.json')) as unknown as {
    project: { vid_list: string[] };
    attribute: Record<string, { type: number; anchor_id: string; options: Record<string, string> }>;
    file: Record<string, { type: number; loc: number; fname: string; src: string }>;
    view: Record<string, { fid_list: string[] }>;
    metadata: Record<string, { vid: string; z: number[]; av: Record<string, string> }>;
  };
  expect(project.attribute['1']).toMatchObject({ type: 4, anchor_id: 'FILE1_Z2_XY0' });
  expect(project.file['2']).toMatchObject({
    type: 4,
    loc: 3,
    fname: 'late, "odd".mov',
    src: 'late%2C%20%22odd%22.mov',
  });
  for (const id of project.project.vid_list) expect(project.view[id]!.fid_list).toEqual([id]);
  const noted = Object.values(project.metadata)[1]!;
  expect(project.attribute['1']!.options[noted.av['1']!]).toBe('touch face');
  expect(noted).toMatchObject({ vid: '1', z: [1.2, 3.4], av: { '2': 'left hand, "quick"\nsecond line' } });
  expect(losses).toEqual([]);
});

test('CVAT: a box as large as the picture on each frame, outside on the first frame behind the segment', async () => {
  const { files } = await made('cvat', oneVideo('walk 10-13', 'walk 298-300'));
  const boxes = [
    ...files.get('v.xml')!.matchAll(/<box frame="(\d+)" outside="(\d)" occluded="0" keyframe="(\d)" ([^>]*)>/g),
  ];
  expect(boxes.map(([, frame, outside, key]) => `${frame} ${outside} ${key}`)).toEqual([
    '10 0 1',
    '11 0 0',
    '12 0 0',
    '13 1 1',
    // The video ends with the segment: there is no frame behind it.
    '298 0 1',
    '299 0 0',
  ]);
  for (const [, , , , corners] of boxes) expect(corners).toContain('xtl="0.00" ytl="0.00" xbr="640.00" ybr="360.00"');
});

test('AVA: whole seconds, no header, ids from 1, names without quotes, and what that loses', async () => {
  // 1 s is 30 frames: none, two that adjoin, one behind a gap, one that ends the video.
  const from = oneVideo('walk 31-40', 'walk 45-100', 'walk 125-160', 'run|fast 0-31', 'walk 291-300');
  const { files, losses } = await made('ava', from, { split: null });
  expect(files.get('ava_all.csv')).toBe(
    [
      'v,0000,0.000,0.000,1.000,1.000,1,0',
      'v,0001,0.000,0.000,1.000,1.000,1,0',
      'v,0002,0.000,0.000,1.000,1.000,2,0',
      'v,0003,0.000,0.000,1.000,1.000,2,0',
      'v,0005,0.000,0.000,1.000,1.000,2,0',
      'v,0009,0.000,0.000,1.000,1.000,2,0',
      '',
    ].join('\n'),
  );
  expect(files.get('ava_action_list.pbtxt')).toBe(
    'item {\n  name: "run_fast"\n  id: 1\n}\nitem {\n  name: "walk"\n  id: 2\n}\n',
  );
  expect(losses.map(({ level, what }) => `${level}: ${what}`)).toEqual([
    'warning: 5 segments seen at whole seconds only',
    'warning: 2 segments without a whole second',
    'lost: 1 segment merged with another',
  ]);
});

test('FERAL: a label for every frame, classes from 0 on, rows where classes overlap, sets by file', async () => {
  const single = await made('feral', oneVideo('walk 10-20', 'walk 20-30', 'run|fast 40-50'));
  const document = json(single.files.get('feral.json')) as unknown as {
    is_multilabel: boolean;
    class_names: Record<string, string>;
    labels: Record<string, unknown[]>;
    splits: Record<string, string[]>;
  };
  expect(document.is_multilabel).toBe(false);
  expect(document.class_names).toEqual({ '0': 'other', '1': 'run|fast', '2': 'walk' });
  expect(document.splits).toEqual({ train: ['v.mp4'], val: [], test: [], inference: [] });
  const labels = document.labels['v.mp4']!;
  expect(labels).toHaveLength(300);
  expect([9, 10, 29, 30, 40, 49, 50].map((frame) => labels[frame])).toEqual([0, 2, 2, 0, 1, 1, 0]);
  expect(single.losses.map(({ level, what }) => `${level}: ${what}`)).toEqual([
    'lost: 270 frames that nobody has decided become "other"',
    'lost: 1 segment merged with another',
  ]);
  expect(single.files.get('classes.txt')).toBe('other\nrun|fast\nwalk\n');

  const multi = await made('feral', oneVideo('walk 10-20', 'run|fast 15-25'));
  const both = json(multi.files.get('feral.json')) as unknown as typeof document;
  expect(both.is_multilabel).toBe(true);
  expect([0, 10, 15, 20, 25].map((frame) => both.labels['v.mp4']![frame])).toEqual(
    [[1, 0, 0], [0, 0, 1], [0, 1, 1], [0, 1, 0], [1, 0, 0]], // prettier-ignore
  );
});

test('FERAL: a video that was decided to show nothing is a video of "other"', async () => {
  const { files, losses } = await made('feral', oneVideo('background 0-300'));
  const { labels, class_names: names } = json(files.get('feral.json')) as unknown as {
    labels: Record<string, number[]>;
    class_names: object;
  };
  expect(names).toEqual({ '0': 'other' });
  expect(new Set(labels['v.mp4'])).toEqual(new Set([0]));
  expect(losses).toEqual([]);
});

test('readers that open a file by its name get another name for the second of two', async () => {
  const from = scope({
    classNames: ['walk'],
    videos: [scopeVideo('v0', { name: 'cam.mp4' }), scopeVideo('v1', { name: 'CAM.mp4', isVariable: true })],
    segments: [scopeSegment('s0 v0 walk 0-10'), scopeSegment('s1 v1 walk 5-20')],
  });
  for (const id of ['feral', 'via', 'boris-project', 'cvat']) {
    const { files, losses } = await made(id, from);
    expect([...files.values()].join()).toContain('CAM_2.mp4');
    expect(
      losses.map(({ what }) => what),
      id,
    ).toContain('1 video numbered, for another has the same name');
  }
});
