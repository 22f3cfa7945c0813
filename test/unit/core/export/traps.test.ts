import { expect, test } from 'vitest';
import { compare } from '../../../../src-main/core/export/compare.ts';
import { exporterById } from '../../../../src-main/core/export/formats/index.ts';
import { parseCsv } from '../../../../src-main/core/export/csv.ts';
import { commonLosses } from '../../../../src-main/core/export/losses.ts';
import { byCodePoint } from '../../../../src-main/core/export/names.ts';
import type { ExportRequestInput } from '../../../../src-main/shared/protocol/export-methods.ts';
import type { ClassId, VideoId } from '../../../../src-main/shared/records.ts';
import {
  asFolder,
  HARD_NAMES,
  scope,
  scopeSegment,
  scopeVideo,
  selected,
  STUDY,
  written,
} from '../../../support/export-scope.ts';

/** Every hard name in three videos of hard names and clocks; the first class overlaps all others and itself. */
const HARD = scope({
  classNames: HARD_NAMES,
  videos: [
    scopeVideo('v0', { name: 'cam, 1 "odd".mp4' }),
    scopeVideo('v1', { name: 'late.mkv', firstPts: 77_777, isVariable: true }),
    scopeVideo('v2', { name: '-rf --> x\n.avi', frameCount: 300 }),
  ],
  segments: ['v0', 'v1', 'v2'].flatMap((video) => [
    ...HARD_NAMES.map((name, i) =>
      scopeSegment(`${video}-${i} ${video} x ${i * 15}-${i * 15 + 17}`, { classId: name as ClassId }),
    ),
    scopeSegment(`${video}-all ${video} x 0-300`, { videoId: video as VideoId, classId: HARD_NAMES[0] as string as ClassId }), // prettier-ignore
  ]),
});

/** What a format makes of the hard scope, read back and compared. */
async function files(id: string, request: Omit<ExportRequestInput, 'format'> = {}): Promise<Map<string, string>> {
  const exporter = exporterById(id);
  const { selection } = selected(exporter, HARD, request);
  const made = written(exporter, selection);
  expect(compare(exporter, selection, await exporter.read(asFolder(made))).faults).toEqual([]);
  return made;
}

function lines(text: string | undefined): string[] {
  expect(text).toMatch(/\n$/);
  return text!.slice(0, -1).split('\n');
}

test('TimeSformer: two fields parted by one space, no blank line, numbers by the sorted folders', async () => {
  const made = await files('class-folders');
  const clips = [...made.keys()].filter((path) => path.endsWith('.mp4'));
  const folders = [...new Set(clips.map((path) => path.split('/')[1]!))].sort(byCodePoint);
  expect(folders).toHaveLength(HARD_NAMES.length);
  for (const set of ['train', 'val', 'test']) {
    for (const line of lines(made.get(`${set}.csv`))) {
      // Nor what a reader of real CSV would take for something else.
      expect(line).toMatch(/^[^\s,"]+ \d+$/);
      const [path, label, ...rest] = line.split(/\s/);
      expect(rest).toEqual([]);
      expect(clips).toContain(path);
      expect(folders[Number(label)]).toBe(path!.split('/')[1]);
    }
  }
  expect(lines(made.get('classes.txt'))).toEqual(folders);
});

test('Hugging Face: one extension, every set the same keys of the same types, names relative to the list', async () => {
  const made = await files('class-folders');
  const shapes = ['train', 'val', 'test'].flatMap((set) =>
    lines(made.get(`${set}/metadata.jsonl`)).map((line) => {
      const record = JSON.parse(line) as Record<string, unknown>;
      expect(made.has(`${set}/${record['file_name'] as string}`)).toBe(true);
      // JSON has one kind of number, readers of it two: by the point.
      const isFloat = (key: string) => new RegExp(`"${key}":-?\\d+\\.\\d`).test(line);
      return Object.entries(record)
        .map(([key, value]) => `${key} ${isFloat(key) ? 'float' : typeof value}`)
        .join();
    }),
  );
  expect(new Set(shapes).size).toBe(1);
  expect(shapes[0]).toContain('start float,end float');
  expect(shapes[0]).not.toContain('object');
});

test('MMAction2: no blank line, no space in a name, raw frames by offset and length', async () => {
  const made = await files('mmaction2-lists');
  const videos = ['train', 'val', 'test'].flatMap((set) => lines(made.get(`${set}_videos.txt`)));
  for (const line of videos) expect(line).toMatch(/^clips\/\S+\.mp4 \d+$/);
  const raw = await files('mmaction2-lists', { clips: { cut: false }, split: null });
  expect([...raw.keys()].sort()).toEqual(['all_rawframes.txt', 'classes.txt']);
  expect(lines(raw.get('all_rawframes.txt'))[0]).toMatch(/^cam_1_odd 0 (17|300) \d+$/);
});

test('Kinetics: whole seconds around each span, labels quoted', async () => {
  const rows = parseCsv((await files('kinetics-csv')).get('kinetics.csv')!);
  expect(rows[0]).toEqual(['label', 'youtube_id', 'time_start', 'time_end', 'split']);
  expect(new Set(rows.slice(1).map(([label]) => label))).toEqual(new Set(HARD_NAMES));
  for (const [, id, start, end, split] of rows.slice(1)) {
    expect(id).toMatch(/^\S+$/);
    expect(`${start} ${end}`).toMatch(/^\d+ \d+$/);
    expect(Number(start)).toBeLessThan(Number(end));
    expect(['train', 'validate', 'test']).toContain(split);
  }
});

test('Kinetics: two spans that may each have become the other are told from a fault', async () => {
  // 1.0 to 2.9 s becomes 1 to 3, 1.5 to 1.93 s becomes 1 to 2; 1.0 to 2.9 might have become 1 to 2 as well.
  const exporter = exporterById('kinetics-csv');
  const from = scope({
    classNames: ['walk'],
    videos: [scopeVideo('v')],
    segments: [scopeSegment('s0 v walk 30-87'), scopeSegment('s1 v walk 45-58', { annotator: 'Bo' })],
  });
  const { selection } = selected(exporter, from);
  expect(compare(exporter, selection, await exporter.read(asFolder(written(exporter, selection)))).faults).toEqual([]);
});

test.each([
  ['class-folders', ['2 classes without segments here have no number']],
  ['timeloupe-json', []],
])('%s: numbers count the classes that are written, and the report says which have none', (id, said) => {
  const exporter = exporterById(id);
  const from = scope({
    classNames: ['run', 'sit', 'walk'],
    videos: [scopeVideo('v')],
    segments: [scopeSegment('s v walk 30-87')],
  });
  const told = commonLosses(exporter, selected(exporter, from)).map(({ what }) => what);
  expect(told.filter((what) => what.includes('number'))).toEqual(said);
});

test('ActivityNet: what labelformat requires, and no segment behind its video', async () => {
  const text = (await files('activitynet-json')).get('activitynet.json')!;
  const { database, taxonomy } = JSON.parse(text) as {
    database: Record<
      string,
      {
        duration: number;
        resolution: string;
        url: string;
        subset: string;
        annotations: { segment: [number, number] }[];
      }
    >;
    taxonomy: { nodeId: number; nodeName: string; parentId: number | null }[];
  };
  expect(taxonomy).toHaveLength(HARD_NAMES.length + 1);
  for (const { duration, resolution, url, subset, annotations } of Object.values(database)) {
    expect([resolution, url]).toEqual(['640x360', '']);
    expect(['training', 'validation', 'testing']).toContain(subset);
    for (const { segment } of annotations) expect(segment[1]).toBeLessThanOrEqual(duration);
  }
});

test.each([4, 5])('ActivityNet: of %d classes, the one that ActionFormer leaves out is told', (count) => {
  const exporter = exporterById('activitynet-json');
  const names = ['a', 'b', 'c', 'd', 'e'].slice(0, count);
  const from = scope({
    classNames: names,
    videos: [scopeVideo('v')],
    segments: names.map((name, i) => scopeSegment(`s${i} v ${name} ${i * 9}-${i * 9 + 9}`)),
  });
  const { selection } = selected(exporter, from);
  const { database } = JSON.parse(written(exporter, selection).get('activitynet.json')!) as {
    database: Record<string, { annotations: { label: string; label_id: number }[] }>;
  };
  const passedOver = database['v']!.annotations.filter(({ label_id: id }) => id === 4).map(({ label }) => label);
  expect(exporter.losses(selection).map(({ what }) => what)).toEqual(
    passedOver.map((name) => `1 segment of "${name}"`),
  );
  expect(passedOver).toEqual(count > 4 ? ['e'] : []);
});

test('WebVTT: no arrow and no blank line within a cue', async () => {
  const made = await files('webvtt');
  expect([...made.keys()].filter((path) => path.endsWith('.vtt'))).toHaveLength(3);
  for (const [path, text] of made) {
    if (!path.endsWith('.vtt')) continue;
    const [, ...cues] = text.trimEnd().split('\n\n');
    expect(cues).toHaveLength(HARD_NAMES.length + 1);
    for (const cue of cues) {
      const [, times, payload, ...rest] = cue.split('\n');
      expect(rest).toEqual([]);
      expect(times).toMatch(/^\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3}$/);
      expect(payload).not.toMatch(/-->|<|&(?!(amp|lt|gt);)/);
    }
  }
});

test('BORIS: a behaviour is on or off, and its rows come by time', async () => {
  const [head, ...rows] = parseCsv((await files('boris-tabular')).get('boris-events.tsv')!, '\t');
  const column = (name: string) => head!.indexOf(name);
  const on = new Set<string>();
  let last = '';
  let sec = 0;
  for (const row of rows) {
    const [video, key] = [
      row[column('Observation id')]!,
      `${row[column('Observation id')]} ${row[column('Behavior')]}`,
    ];
    expect(row[column('Behavior type')]).toBe(on.has(key) ? 'STOP' : 'START');
    if (!on.delete(key)) on.add(key);
    const time = Number(row[column('Time')]);
    expect(time).toBeGreaterThanOrEqual(video === last ? sec : 0);
    [last, sec] = [video, time];
  }
  expect(on.size).toBe(0);
});

test('ELAN: whole milliseconds in order, no overlap in a tier, and the schema that pympi asks for', async () => {
  const made = await files('elan');
  for (const [path, text] of made) {
    if (!path.endsWith('.eaf')) continue;
    expect(text).toContain('xsi:noNamespaceSchemaLocation=');
    expect(text).toContain('LINGUISTIC_TYPE_ID="behaviour"');
    const times = [...text.matchAll(/TIME_VALUE="([^"]*)"/g)].map(([, value]) => value!);
    for (const time of times) expect(time).toMatch(/^\d+$/);
    expect(times.map(Number)).toEqual([...times].map(Number).sort((a, b) => a - b));
    const tiers = [...text.matchAll(/TIER_ID="([^"]*)"/g)].map(([, name]) => name!);
    expect(new Set(tiers).size).toBe(tiers.length);
    // The first class overlaps itself.
    expect(tiers).toHaveLength(HARD_NAMES.length + 1);
    const ids = [...text.matchAll(/(?:TIME_SLOT|ANNOTATION)_ID="([^"]*)"/g)].map(([, id]) => id!);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/\d/);
    for (const [, id] of text.matchAll(/TIME_SLOT_REF\d="([^"]*)"/g)) expect(ids).toContain(id);
    // What is left without tags and references is plain.
    expect(text.replaceAll(/<[^>]*>|&#\d+;/g, '')).not.toMatch(/[<>&]/);
  }
});

test('Label Studio: frames from 1, the last one inside, ids that occur once, notes and predictions', async () => {
  const exporter = exporterById('label-studio');
  const { selection } = selected(exporter, STUDY);
  const made = written(exporter, selection);
  const tasks = JSON.parse(made.get('label-studio.json')!) as {
    data: { video: string };
    annotations: { result: Region[] }[];
    predictions: { model_version: string; result: Region[] }[];
  }[];
  const regions = tasks.flatMap(({ annotations }) => annotations.flatMap(({ result }) => result));
  expect(regions.find(({ id }) => id === 's1')!.value.ranges).toEqual([{ start: 1, end: 60 }]);
  expect(regions.find(({ id }) => id === 's2')!.meta).toEqual({ text: ['left hand, "quick"\nsecond line'] });
  expect(tasks[0]!.predictions[0]!.result.map(({ id, score }) => [id, score])).toEqual([['s4', 0.75]]);
  expect(tasks[1]!.data.video).toBe('/data/local-files/?d=late%2C%20%22odd%22.mov');
  expect(made.get('label-config.xml')).toContain('<Label value="touch face"/>');
  const hard = JSON.parse((await files('label-studio')).get('label-studio.json')!) as typeof tasks;
  const all = hard.flatMap(({ annotations, predictions }) => [...annotations, ...predictions]);
  const ids = all.flatMap(({ result }) => result.map(({ id }) => id));
  expect(new Set(ids).size).toBe(3 * (HARD_NAMES.length + 1));
  expect(ids).toHaveLength(3 * (HARD_NAMES.length + 1));
});

interface Region {
  readonly id: string;
  readonly score?: number;
  readonly meta?: object;
  readonly value: { readonly ranges: readonly object[] };
}

test('FiftyOne: labels by place in the list, frames from 1, the last one inside', async () => {
  const exporter = exporterById('fiftyone');
  const text = written(exporter, selected(exporter, STUDY).selection).get('labels.json')!;
  const { classes, labels } = JSON.parse(text) as { classes: string[]; labels: Record<string, object[]> };
  expect(classes).toEqual(['NA', 'touch face', 'walk']);
  expect(labels['cam_03']![0]).toEqual({ label: 2, support: [1, 60] });
  await files('fiftyone');
});

test('DeepEthogram: background first, −1 in whole rows only, a row for every frame', async () => {
  const exporter = exporterById('deepethogram');
  const text = written(exporter, selected(exporter, STUDY).selection).get('cam_03_labels.csv')!;
  const [head, ...rows] = parseCsv(text);
  expect(head).toEqual(['', 'background', 'NA', 'touch face', 'walk']);
  expect(rows).toHaveLength(900);
  expect(rows[40]).toEqual(['40', '0', '0', '1', '1']);
  expect(rows[150]).toEqual(['150', '1', '0', '0', '0']);
  expect(rows[250]).toEqual(['250', '-1', '-1', '-1', '-1']);
  for (const [, ...values] of rows) expect(new Set(values.map((value) => value === '-1')).size).toBe(1);
  await files('deepethogram');
});

test.each([
  [3, []],
  [2, ['lost: 1 video with fewer frames than there are columns']],
])(
  'DeepEthogram: %d frames of two classes and background; of fewer than columns it takes columns for frames',
  (frameCount, said) => {
    const exporter = exporterById('deepethogram');
    const from = scope({
      classNames: ['walk', 'run'],
      videos: [scopeVideo('v', { frameCount })],
      segments: [scopeSegment(`s0 v walk 0-${frameCount}`), scopeSegment('s1 v run 0-1')],
    });
    const { selection } = selected(exporter, from);
    expect(exporter.losses(selection).map(({ level, what }) => `${level}: ${what}`)).toEqual(said);
  },
);
