import { describe, expect, test } from 'vitest';
import type { ImportDocument } from '../../../../src-main/core/import/document.ts';
import { readerFor } from '../../../../src-main/core/import/formats/index.ts';
import { ImportFile } from '../../../../src-main/core/import/import-file.ts';
import type { ReadOptions } from '../../../../src-main/core/import/reader.ts';

const PLAIN: ReadOptions = { columns: null, labels: 'value', predictions: false };

async function read(name: string, content: unknown, options: Partial<ReadOptions> = {}): Promise<ImportDocument> {
  const file = new ImportFile(name, typeof content === 'string' ? content : JSON.stringify(content));
  return (await readerFor(file)).read(file, { ...PLAIN, ...options });
}

/** "walk cam.mp4 1-2 note" for each span. */
function spans({ spans: all }: ImportDocument): string[] {
  return all.map(({ label, media, place, note }) => {
    const [start, end] = place.unit === 'frames' ? [place.startFrame, place.endFrame] : [place.startSec, place.endSec];
    return `${label} ${media} ${start}-${end}${note === '' ? '' : ` ${note}`}`;
  });
}

function losses({ losses: all }: ImportDocument): string[] {
  return all.map(({ what }) => what);
}

describe('BORIS project', () => {
  const project = (observation: object, behaviours: Readonly<Record<string, object>> = {}) => ({
    behaviors_conf: {
      0: { type: 'State event', code: 'walk' },
      1: { type: 'Point event', code: 'peck' },
      ...behaviours,
    },
    observations: {
      o: {
        type: 'MEDIA',
        file: { 1: ['cam.mp4'] },
        media_info: { length: { 'cam.mp4': 30 } },
        events: [],
        ...observation,
      },
    },
  });

  test('pairs states by subject and modifiers, keeps points, and reports what has no pair', async () => {
    const events = [
      [1, '', 'walk', '', 'left', 30],
      [2, 'Bo', 'walk', '', '', 60],
      [3, '', 'walk', '', 'done', 90],
      [4, '', 'peck', 'hard|seed', '', 120],
      [5, 'Bo', 'walk', '', '', 150],
      [6, '', 'walk', '', '', 180],
    ];
    const document = await read('a.boris', project({ events }));
    expect(spans(document)).toEqual([
      'walk cam.mp4 1-3 left; done',
      'peck cam.mp4 4-4 modifiers: hard|seed',
      'walk cam.mp4 2-5 subject: Bo',
    ]);
    expect(losses(document)).toEqual(['1 event of a state without its pair left out']);
    expect(document.losses[0]!.why).toContain('walk at 6 s');
  });

  test('takes the time offset away, and goes on in the next file', async () => {
    const observation = {
      'time offset': 100,
      file: { 1: ['a.mp4', 'b.mp4'], 2: ['side.mp4'] },
      media_info: { length: { 'a.mp4': 10, 'b.mp4': 20 } },
      events: [
        [102, '', 'walk', '', ''],
        [115, '', 'walk', '', ''],
        [125, '', 'peck', '', ''],
        [99, '', 'peck', '', ''],
      ],
    };
    const document = await read('a.boris', project(observation));
    expect(spans(document)).toEqual(['walk a.mp4 2-10', 'walk b.mp4 0-5', 'peck b.mp4 15-15']);
    expect(losses(document)).toEqual([
      '1 video of further players left out',
      '1 event before the video begins left out',
      '1 span cut where one file ends and the next begins',
    ]);
  });

  test('leaves out live observations, unknown behaviours and clocks of the wall', async () => {
    expect(losses(await read('a.boris', project({ type: 'LIVE' })))).toEqual([
      '1 observation without a video left out',
    ]);
    expect(losses(await read('a.boris', project({ media_creation_date_as_offset: true })))).toEqual([
      '1 observation on the clock of the wall left out',
    ]);
    expect(losses(await read('a.boris', project({ events: [[1, '', 'fly', '', '']] })))).toEqual([
      '1 event of behaviours that the ethogram lacks left out',
    ]);
  });
});

test('BORIS events: rows of starts and stops, or of whole spans', async () => {
  const tabular =
    'Observation id\tSource\tTime offset (s)\tSubject\tBehavior\tModifier #1\tBehavior type\tTime\tMedia file name\tComment\n' +
    'o\tplayer #1:cams/cam.mp4\t0.5\tNo focal subject\twalk\tfast\tSTART\t1.5\tcam.mp4\tone\n' +
    'o\tplayer #1:cams/cam.mp4\t0.5\tNo focal subject\twalk\tfast\tSTOP\t3.5\tcam.mp4\t\n' +
    'o\tplayer #1:cams/cam.mp4\t0.5\tNo focal subject\tpeck\t\tPOINT\t4.5\tcam.mp4\t\n';
  expect(spans(await read('a.tsv', tabular))).toEqual(['walk cam.mp4 1-3 one; modifiers: fast', 'peck cam.mp4 4-4']);
  const aggregated =
    'Observation id,Subject,Behavior,Behavior type,Start (s),Stop (s),Media file name,Comment start,Comment stop\n' +
    'o,Bo,walk,STATE,1,3,cam.mp4,,end\no,,peck,POINT,4,NA,cam.mp4,,\n';
  expect(spans(await read('a.csv', aggregated))).toEqual(['walk cam.mp4 1-3 end; subject: Bo', 'peck cam.mp4 4-4']);
});

describe('ELAN', () => {
  const eaf = `<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT><HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">
<MEDIA_DESCRIPTOR MEDIA_URL="file:///lab/sound.wav" MIME_TYPE="audio/x-wav"/>
<MEDIA_DESCRIPTOR MEDIA_URL="file:///lab/cam%203.mp4" MIME_TYPE="video/mp4" TIME_ORIGIN="500"/></HEADER>
<TIME_ORDER><TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="1000"/><TIME_SLOT TIME_SLOT_ID="ts2"/><TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="3000"/></TIME_ORDER>
<TIER TIER_ID="gait" ANNOTATOR="Bo" PARTICIPANT="rat 1" LINGUISTIC_TYPE_REF="t">
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts3"><ANNOTATION_VALUE>walk &amp; run</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2"><ANNOTATION_VALUE/></ALIGNABLE_ANNOTATION></ANNOTATION>
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a3" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts3"><ANNOTATION_VALUE></ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID="notes" PARENT_REF="gait" LINGUISTIC_TYPE_REF="r"><ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a4" ANNOTATION_REF="a1"><ANNOTATION_VALUE>slow</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER>
<CONTROLLED_VOCABULARY CV_ID="v"/></ANNOTATION_DOCUMENT>`;

  test('names by value, by tier where there is none; reports what has no time of its own', async () => {
    const document = await read('a.eaf', eaf);
    expect(spans(document)).toEqual(['walk & run cam 3.mp4 1.5-3.5', 'gait cam 3.mp4 1.5-3.5']);
    expect(document.spans[0]!.annotator).toBe('Bo');
    expect(losses(document)).toEqual([
      '1 media file beside the first left out',
      '1 participant not taken over',
      '1 annotation without times left out',
      '1 annotation on reference tiers left out',
      '1 controlled vocabulary not taken over',
    ]);
  });

  test('names by tier when asked, with the values as notes', async () => {
    expect(spans(await read('a.eaf', eaf, { labels: 'tier' }))).toEqual([
      'gait cam 3.mp4 1.5-3.5 walk & run',
      'gait cam 3.mp4 1.5-3.5',
    ]);
  });
});

test('Label Studio: inclusive frames from one, several ranges and labels, predictions when asked', async () => {
  const region = (id: string, ranges: object[], timelinelabels: string[]) => ({
    id,
    type: 'timelinelabels',
    value: { ranges, timelinelabels },
  });
  const task = {
    data: { video: '/data/local-files/?d=cams%2Fcam%203.mp4' },
    annotations: [
      {
        completed_by: { email: 'bo@lab' },
        result: [
          region(
            'a',
            [
              { start: 1, end: 1 },
              { start: 5, end: 9 },
            ],
            ['walk', 'run'],
          ),
          { id: 'b', type: 'choices', value: { choices: ['x'] } },
        ],
      },
      { was_cancelled: true, result: [region('c', [{ start: 1, end: 2 }], ['walk'])] },
    ],
    predictions: [{ result: [{ ...region('d', [{ start: 1, end: 4 }], ['hop']), score: 0.5 }] }],
  };
  const document = await read('a.json', [task]);
  expect(spans(document)).toEqual([
    'walk cam 3.mp4 0-1',
    'run cam 3.mp4 0-1',
    'walk cam 3.mp4 4-9',
    'run cam 3.mp4 4-9',
  ]);
  expect(document.spans[0]!.annotator).toBe('bo@lab');
  expect(losses(document)).toEqual([
    '1 region of another kind left out',
    '1 skipped annotation left out',
    '1 predicted region left out',
  ]);
  const all = await read('a.json', [task], { predictions: true });
  expect(all.spans.at(-1)).toMatchObject({ label: 'hop', status: 'unreviewed', score: 0.5, annotator: null });
});

test('ActivityNet: what detectors found is unreviewed', async () => {
  const document = await read('a.json', { results: { cam: [{ label: 'walk', segment: [1, 2], score: 0.25 }] } });
  expect(document.spans).toMatchObject([{ media: 'cam', label: 'walk', status: 'unreviewed', score: 0.25 }]);
});

test('WebVTT: notes name the video, JSON cues have labels, entities and tags are read', async () => {
  const vtt =
    'WEBVTT\n\nNOTE video=cam.mp4\n\nSTYLE\n::cue{}\n\n00:01.500 --> 00:03.000 align:start\n<v Bo>a &lt; b</v>\n\nsecond\n01:00:00.000 --> 01:00:01.000\n{"label":"walk","score":0.5,"note":"n"}\n';
  const document = await read('x.vtt', vtt);
  expect(spans(document)).toEqual(['a < b cam.mp4 1.5-3', 'walk cam.mp4 3600-3601 n']);
  expect(losses(document)).toEqual(['1 style or region left out']);
});

test('DeepEthogram: background is verified absence of all behaviours, −1 is nothing', async () => {
  const document = await read('cam_labels.csv', ',background,walk,run\n0,1,0,0\n1,0,1,0\n2,0,1,1\n3,-1,-1,-1\n');
  expect(spans(document)).toEqual(['walk cam 1-3', 'run cam 2-3']);
  expect(document.absences.map(({ label, place }) => ({ label, place }))).toMatchObject([
    { label: 'walk', place: { startFrame: 0, endFrame: 1 } },
    { label: 'run', place: { startFrame: 0, endFrame: 1 } },
  ]);
  expect(document.media).toMatchObject([{ key: 'cam', frameCount: 4 }]);
});

test('FERAL: one class or several a frame; "other" says nothing', async () => {
  const names = { 0: 'other', 1: 'walk', 2: 'run' };
  const single = await read('a.json', { class_names: names, labels: { 'cam.mp4': [0, 1, 1, 2] } });
  expect(spans(single)).toEqual(['walk cam.mp4 1-3', 'run cam.mp4 3-4']);
  expect(losses(single)).toEqual(['1 span of "other" left out']);
  const several = await read('a.json', {
    class_names: names,
    labels: {
      'cam.mp4': [
        [0, 1, 1],
        [0, 1, 0],
      ],
    },
  });
  expect(spans(several)).toEqual(['run cam.mp4 0-1', 'walk cam.mp4 0-2']);
});

test('VIA: choices are labels, texts are notes, regions of pictures are reported', async () => {
  const document = await read('a.json', {
    file: { 1: { fname: 'cam.mp4' } },
    view: { 1: { fid_list: ['1'] } },
    attribute: {
      1: { aname: 'gait', type: 4, options: { 0: 'walk' } },
      2: { aname: 'who', type: 2, options: { 0: 'rat', 1: 'cat' } },
      3: { aname: 'note', type: 1, options: {} },
    },
    metadata: {
      a: { vid: '1', z: [1, 2], xy: [], av: { 1: '0', 2: '0,1', 3: 'slow' } },
      b: { vid: '1', z: [1], xy: [2, 1, 1, 5, 5], av: {} },
    },
  });
  expect(spans(document)).toEqual([
    'gait: walk cam.mp4 1-2 slow',
    'who: rat cam.mp4 1-2 slow',
    'who: cat cam.mp4 1-2 slow',
  ]);
  expect(losses(document)).toEqual(['1 region of a picture left out']);
});

describe('any table', () => {
  test.each([
    ['seconds', 'file;onset;offset;behaviour\nC:\\cams\\cam.mp4;1.5;2;walk\n', {}, 'walk cam.mp4 1.5-2'],
    ['clock times', 'video,start,end,label\ncam,0:01:02.5,1:02:03,walk\n', {}, 'walk cam 62.5-3723'],
    ['milliseconds', 'video,start_ms,end_ms,label\ncam,1500,2000,walk\n', {}, 'walk cam 1.5-2'],
    ['frames', 'video\tstart_frame\tend_frame\tlabel\ncam\t3\t9\twalk\n', {}, 'walk cam 3-9'],
    [
      'frames from one, the last inside',
      'video,start,end,label\ncam,3,9,walk\n',
      { unit: 'frames', base: 1, endInclusive: true },
      'walk cam 2-9',
    ],
    ['columns by name', 'v,a,b,c\ncam,1,2,walk\n', { video: 'v', start: 'A', end: 'b', label: 'c' }, 'walk cam 1-2'],
    [
      'columns by number',
      'cam,1,2,walk\n',
      { video: '1', start: '2', end: '3', label: '4', header: false },
      'walk cam 1-2',
    ],
    ['decimal commas', 'start;end;label\n1,5;0:00:02,25;walk, slow\n', {}, 'walk, slow table 1.5-2.25'],
    ['no video: the file’s name', 'start,end,label\n1,2,walk\n', {}, 'walk table 1-2'],
  ] as const)('with %s', async (_, text, columns, span) => {
    const file = new ImportFile('table.csv', text);
    const reader = await readerFor(file);
    const asked =
      Object.keys(columns).length === 0 ? null : { base: 0 as const, endInclusive: false, header: true, ...columns };
    expect(spans(await reader.read(file, { ...PLAIN, columns: asked }))).toEqual([span]);
  });

  test.each([
    'start,end,label\n"1,5",2,walk\n',
    'start;end;label\n1.234,5;2;walk\n',
    'start;end;label\n1,2,3;4;walk\n',
  ])('takes no comma for a decimal one where it may be another: %j', async (text) => {
    await expect(read('table.csv', text)).rejects.toThrow(/no finite number/);
  });

  test('says which columns it has and lacks', async () => {
    const { table } = await read('a.csv', 'clip,von,bis,label\nx,1,2,walk\n');
    expect(table).toEqual({
      columns: ['clip', 'von', 'bis', 'label'],
      rows: [['x', '1', '2', 'walk']],
      found: [
        { role: 'video', column: 'clip' },
        { role: 'label', column: 'label' },
      ],
      missing: ['start', 'end'],
    });
  });
});
