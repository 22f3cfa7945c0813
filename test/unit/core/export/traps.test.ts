import { expect, test } from 'vitest';
import { compare } from '../../../../src-main/core/export/compare.ts';
import { exporterById } from '../../../../src-main/core/export/formats/index.ts';
import { parseCsv } from '../../../../src-main/core/export/csv.ts';
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
