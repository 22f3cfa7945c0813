import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ImportRequestInput } from '../../../../../src-main/shared/protocol/import-methods.ts';
import { importProject } from '../../../../support/imports.ts';

/** One bad file and the sentence that it must give; nothing of it may reach the project. */
interface Hostile {
  readonly name: string;
  readonly file: string;
  /** What is in it; a function makes something that is no plain file. */
  readonly content: string | Uint8Array | ((path: string) => void);
  readonly says: RegExp;
  readonly request?: Partial<ImportRequestInput>;
}

const EAF = (body: string, head = '') =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${head}<ANNOTATION_DOCUMENT><HEADER TIME_UNITS="milliseconds"><MEDIA_DESCRIPTOR MEDIA_URL="cam.mp4" MIME_TYPE="video/mp4"/></HEADER>${body}</ANNOTATION_DOCUMENT>`;
const SLOTS = (...values: readonly string[]) =>
  `<TIME_ORDER>${values.map((value, i) => `<TIME_SLOT TIME_SLOT_ID="ts${i + 1}" TIME_VALUE="${value}"/>`).join('')}</TIME_ORDER>`;
const TIER =
  '<TIER TIER_ID="walk"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2"><ANNOTATION_VALUE>walk</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>';
const ANET = (segment: string) =>
  `{"database":{"cam":{"duration":30,"annotations":[{"label":"walk","segment":${segment}}]}}}`;
const BORIS = (events: string, rest = '') =>
  `{"behaviors_conf":{"0":{"type":"State event","code":"walk"}},"observations":{"o":{"type":"MEDIA","file":{"1":["cam.mp4"]},"media_info":{"length":{"cam.mp4":30}},${rest}"events":${events}}}}`;
const STUDIO = (ranges: string, id = '"r1"') =>
  `[{"data":{"video":"cam.mp4"},"annotations":[{"result":[{"id":${id},"value":{"ranges":${ranges},"timelinelabels":["walk"]}},{"id":"r2","value":{"ranges":${ranges},"timelinelabels":["walk"]}}]}]}]`;
const VIA = (metadata: string) =>
  `{"file":{"1":{"fname":"cam.mp4"}},"view":{"1":{"fid_list":["1"]}},"attribute":{"1":{"aname":"b","type":4,"options":{"0":"walk"}}},"metadata":${metadata}}`;
const OWN = (part: Readonly<Record<string, unknown>>) =>
  JSON.stringify({
    format: 'timeloupe',
    version: 1,
    project: { id: 'p', name: 'p' },
    classes: [
      {
        id: 'c',
        name: 'walk',
        colour: 'label-1',
        shortcut: null,
        group: null,
        isExclusive: false,
        description: '',
        order: 0,
      },
    ],
    videos: [{ id: 'cam', name: 'cam.mp4', fingerprint: 'print of cam', frameCount: 900, durationSec: 30 }],
    segments: [],
    absences: [],
    ...part,
  });
const SEGMENT = {
  id: 's',
  videoId: 'cam',
  classId: 'c',
  startFrame: 0,
  endFrame: 9,
  source: 'person',
  status: 'accepted',
  runId: null,
  score: null,
  startDoubtFrames: null,
  endDoubtFrames: null,
  note: '',
  annotator: 'Ada',
};
const CSV = (row: string) => `video,start,end,label\n${row}\n`;

const XML: readonly Hostile[] = [
  {
    name: 'a bomb of entities',
    file: 'bomb.eaf',
    content: EAF(
      SLOTS('&c;', '9'),
      '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>\n',
    ),
    says: /line 2 declares a document type/,
  },
  {
    name: 'an entity from outside',
    file: 'outside.eaf',
    content: EAF(TIER, '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n'),
    says: /declares a document type \(DOCTYPE\)\. Write it without one/,
  },
  { name: 'a plain document type', file: 'type.eaf', content: EAF('', '<!DOCTYPE x>\n'), says: /DOCTYPE/ },
  {
    name: 'an entity that nobody declared',
    file: 'entity.eaf',
    content: EAF('<TIER TIER_ID="&x;"/>'),
    says: /undefined entity/,
  },
  {
    name: 'an element that is not closed',
    file: 'open.eaf',
    content: EAF('<TIER TIER_ID="a">'),
    says: /no sound XML: line 2: unexpected close tag/,
  },
  { name: 'XML that breaks off', file: 'cut.eaf', content: EAF(TIER).slice(0, -40), says: /no sound XML/ },
  {
    name: 'a depth of elements',
    file: 'deep.eaf',
    content: EAF('<a>'.repeat(500)),
    says: /nests more than 100 elements/,
  },
  {
    name: 'a negative time',
    file: 'negative.eaf',
    content: EAF(SLOTS('-5', '9') + TIER),
    says: /line 2 has the time "-5", which is no whole number/,
  },
  {
    name: 'a time with decimals',
    file: 'decimal.eaf',
    content: EAF(SLOTS('1.5', '9') + TIER),
    says: /"1\.5", which is no whole number/,
  },
  {
    name: 'a time of many digits',
    file: 'digits.eaf',
    content: EAF(SLOTS('9'.repeat(400), '9') + TIER),
    says: /which is no whole number/,
  },
  {
    name: 'swapped times',
    file: 'swapped.eaf',
    content: EAF(SLOTS('900', '100') + TIER),
    says: /ends at 100 ms, before it starts/,
  },
  {
    name: 'a time slot that is not there',
    file: 'slot.eaf',
    content: EAF(SLOTS('1') + TIER),
    says: /time slot "ts2" that is not there/,
  },
  {
    name: 'a time slot twice',
    file: 'slots.eaf',
    content: EAF(SLOTS('1', '2') + SLOTS('3') + TIER),
    says: /time slot "ts1" again/,
  },
  {
    name: 'an annotation twice',
    file: 'twice.eaf',
    content: EAF(SLOTS('1', '2') + TIER + TIER.replace('"walk"', '"run"')),
    says: /annotation "a1" again/,
  },
  {
    name: 'tiers that refer to one another',
    file: 'cycle.eaf',
    content: EAF('<TIER TIER_ID="a" PARENT_REF="b"/><TIER TIER_ID="b" PARENT_REF="a"/>'),
    says: /the tier "a" refers to itself in a circle/,
  },
  {
    name: 'annotations that refer to one another',
    file: 'references.eaf',
    content: EAF(
      '<TIER TIER_ID="t"><ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a1" ANNOTATION_REF="a2"/></ANNOTATION><ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a2" ANNOTATION_REF="a1"/></ANNOTATION></TIER>',
    ),
    says: /the annotation "a1" refers to itself in a circle/,
  },
  {
    name: 'times in frames of television',
    file: 'pal.eaf',
    content: EAF(TIER).replace('milliseconds', 'PAL-frames'),
    says: /counts time in PAL-frames/,
  },
  { name: 'XML of something else', file: 'page.eaf', content: '<html><body/></html>', says: /no known format/ },
];

const JSON_FILES: readonly Hostile[] = [
  {
    name: 'JSON nested without end',
    file: 'nested.json',
    content: '['.repeat(200_000),
    says: /nests more than 64 lists/,
  },
  { name: 'JSON that breaks off', file: 'cut.json', content: ANET('[1,2]').slice(0, -9), says: /no valid JSON/ },
  { name: 'a comma too many', file: 'comma.json', content: '{"database":{},\n}', says: /no valid JSON at line 2/ },
  { name: 'not a number', file: 'nan.json', content: ANET('[NaN,2]'), says: /no valid JSON/ },
  {
    name: 'a number beyond all',
    file: 'huge.json',
    content: ANET('[1,1e999]'),
    says: /segment\[1\]" is no finite number/,
  },
  {
    name: 'a negative time',
    file: 'negative.json',
    content: ANET('[-3,2]'),
    says: /segment\[0\]" is -3, and can't be negative/,
  },
  { name: 'swapped times', file: 'swapped.json', content: ANET('[9,2]'), says: /ends at 2, before it starts/ },
  { name: 'a time of words', file: 'words.json', content: ANET('["1","2"]'), says: /is no finite number/ },
  { name: 'three times', file: 'three.json', content: ANET('[1,2,3]'), says: /is not a start and an end/ },
  {
    name: 'a list in place of an object',
    file: 'list.json',
    content: '{"database":{"cam":[]}}',
    says: /"database.cam" is no object/,
  },
  { name: 'JSON of something else', file: 'other.json', content: '{"hello":"world"}', says: /no known format/ },
  { name: 'just a number', file: 'number.json', content: '[1]', says: /no known format/ },
  {
    name: 'an event without its parts',
    file: 'short.boris',
    content: BORIS('[[1.5]]'),
    says: /events\[0\]" is no time, subject and code/,
  },
  {
    name: 'an event before time',
    file: 'before.boris',
    content: BORIS('[[-2,"","walk","",""]]'),
    says: /is -2, and can't be negative/,
  },
  {
    name: 'a behaviour twice',
    file: 'code.boris',
    content: BORIS('[]').replace('{"0":', '{"1":{"type":"Point event","code":"walk"},"0":'),
    says: /is "walk", as another behaviour's/,
  },
  {
    name: 'a frame zero where frames count from one',
    file: 'zero.json',
    content: STUDIO('[{"start":0,"end":4}]'),
    says: /they count from 1/,
  },
  {
    name: 'half a frame',
    file: 'half.json',
    content: STUDIO('[{"start":1.5,"end":4}]'),
    says: /not between whole frames/,
  },
  {
    name: 'a swapped range',
    file: 'range.json',
    content: STUDIO('[{"start":9,"end":4}]'),
    says: /ends at frame 4, before it starts/,
  },
  {
    name: 'a region twice',
    file: 'region.json',
    content: STUDIO('[{"start":1,"end":4}]', '"r2"'),
    says: /is "r2", as another region's/,
  },
  {
    name: 'a view that is not there',
    file: 'view.json',
    content: VIA('{"m":{"vid":"7","z":[1,2],"xy":[],"av":{"1":"0"}}}'),
    says: /names no view/,
  },
  {
    name: 'an option that is not there',
    file: 'option.json',
    content: VIA('{"m":{"vid":"1","z":[1,2],"xy":[],"av":{"1":"9"}}}'),
    says: /the option "9", which its attribute doesn't know/,
  },
  {
    name: 'a class number that is not there',
    file: 'feral.json',
    content: '{"class_names":{"0":"other"},"labels":{"cam.mp4":[0,7]}}',
    says: /\[1\]" is 7, which has no name/,
  },
  {
    name: 'half a class',
    file: 'feral-half.json',
    content: '{"class_names":{"0":"other"},"labels":{"cam.mp4":[0.5]}}',
    says: /is no whole number/,
  },
  {
    name: 'a segment twice',
    file: 'twice.json',
    content: OWN({ segments: [SEGMENT, SEGMENT] }),
    says: /the segment "s" twice/,
  },
  {
    name: 'a segment of no video',
    file: 'no-video.json',
    content: OWN({ segments: [{ ...SEGMENT, videoId: 'x' }] }),
    says: /of a video that the file doesn't list/,
  },
  {
    name: 'a segment of no class',
    file: 'no-class.json',
    content: OWN({ segments: [{ ...SEGMENT, classId: 'x' }] }),
    says: /of a class that the file doesn't list/,
  },
  {
    name: 'a segment that ends first',
    file: 'ends.json',
    content: OWN({ segments: [{ ...SEGMENT, startFrame: 20 }] }),
    says: /ends at frame 9, before it starts/,
  },
  {
    name: 'a segment of no status',
    file: 'status.json',
    content: OWN({ segments: [{ ...SEGMENT, status: 'maybe' }] }),
    says: /"status", is not as Timeloupe writes it/,
  },
  {
    name: 'a colour that is code',
    file: 'colour.json',
    content: OWN({
      classes: [
        { id: 'c', name: 'walk', colour: 'url(x)', shortcut: null, group: null, isExclusive: false, description: '' },
      ],
    }),
    says: /"colour", is not as Timeloupe writes it/,
  },
  { name: 'a newer version', file: 'newer.json', content: OWN({ version: 99 }), says: /a newer Timeloupe wrote it/ },
  {
    name: 'prototypes in place of fields',
    file: 'proto.json',
    content: '{"format":"timeloupe","version":1,"project":{"id":"p"},"__proto__":{"videos":[]}}',
    says: /"videos" is no list/,
  },
];

const TABLES: readonly Hostile[] = [
  {
    name: 'a quote that is not closed',
    file: 'quote.csv',
    content: CSV('cam.mp4,1,2,"walk'),
    says: /no sound table: quote Not Closed/i,
  },
  {
    name: 'a time that is no number',
    file: 'time.csv',
    content: CSV('cam.mp4,one,2,walk'),
    says: /line 2 has "one" as "start", which is no finite number/,
  },
  { name: 'infinity', file: 'infinity.csv', content: CSV('cam.mp4,1,Infinity,walk'), says: /"Infinity" as "end"/ },
  { name: 'not a number', file: 'nan.csv', content: CSV('cam.mp4,NaN,2,walk'), says: /"NaN" as "start"/ },
  { name: 'a number beyond all', file: 'huge.csv', content: CSV('cam.mp4,1,1e999,walk'), says: /"1e999" as "end"/ },
  { name: 'a negative time', file: 'negative.csv', content: CSV('cam.mp4,-1,2,walk'), says: /line 2 starts before 0/ },
  {
    name: 'swapped times',
    file: 'swapped.csv',
    content: CSV('cam.mp4,5,2,walk'),
    says: /line 2 ends before it starts/,
  },
  {
    name: 'a status that nobody knows',
    file: 'status.csv',
    content: 'video,start,end,label,status\ncam.mp4,1,2,walk,maybe\n',
    says: /the status "maybe"/,
  },
  {
    name: 'half a frame',
    file: 'half.csv',
    content: 'video,start_frame,end_frame,label\ncam.mp4,1.5,2,walk\n',
    says: /no whole number/,
  },
  {
    name: 'a frame before the first',
    file: 'first.csv',
    content: 'video,start_frame,end_frame,label\ncam.mp4,0,2,walk\n',
    says: /line 2 starts before 0/,
    request: { columns: { base: 1 } },
  },
  {
    name: 'a table that has no times',
    file: 'shop.csv',
    content: 'a,b\n1,2\n',
    says: /Say which columns are start, end, label/,
  },
  { name: 'only one column', file: 'lines.csv', content: 'hello\nworld\n', says: /no known format/ },
  {
    name: 'more spans than an edit may have',
    file: 'many.csv',
    content: `video,start,end,label\n${'c,1,2,x\n'.repeat(100_001)}`,
    says: /more than 100,000 labelled spans/,
  },
  {
    name: 'a row without end',
    file: 'row.csv',
    content: `video,start,end,label\n"${'x'.repeat(2_000_000)}`,
    says: /no sound table/,
  },
  {
    name: 'more classes than a scheme has',
    file: 'classes.csv',
    content: `video,start,end,label\n${Array.from({ length: 501 }, (_, i) => `cam.mp4,1,2,l${i}\n`).join('')}`,
    says: /501 labels that would become classes/,
  },
  {
    name: 'a missing frame',
    file: 'cam_labels.csv',
    content: ',background,walk\n0,1,0\n2,0,1\n',
    says: /line 3 is frame 2, where frame 1 should be/,
  },
  {
    name: 'a label of two',
    file: 'two_labels.csv',
    content: ',background,walk\n0,1,2\n',
    says: /has 2 as "walk"; it takes 1, 0 or -1/,
  },
  {
    name: 'a column twice',
    file: 'twice_labels.csv',
    content: ',background,walk,walk\n0,1,0,0\n',
    says: /two columns "walk"/,
  },
  {
    name: 'a start that is none',
    file: 'boris.tsv',
    content: 'Observation id\tBehavior\tBehavior type\tTime\tMedia file name\no\twalk\tMAYBE\t1\tcam.mp4\n',
    says: /of the type "MAYBE"/,
  },
  {
    name: 'our tables without the others',
    file: 'segments.csv',
    content: 'id,video_id,class_id,start_frame,end_frame,start_doubt_frames,status,source\n',
    says: /videos\.csv is not beside it/,
  },
  { name: 'a cue without times', file: 'cue.vtt', content: 'WEBVTT\n\n1\nwalk\n', says: /line 3 is no cue/ },
  {
    name: 'times that are none',
    file: 'times.vtt',
    content: 'WEBVTT\n\n00:1 --> 00:2\nwalk\n',
    says: /no sound times/,
  },
  {
    name: 'a cue that ends first',
    file: 'ends.vtt',
    content: 'WEBVTT\n\n00:05.000 --> 00:02.000\nwalk\n',
    says: /line 3 ends before it starts/,
  },
];

const FILES: readonly Hostile[] = [
  { name: 'nothing there', file: 'none.json', content: () => undefined, says: /there is no such file/ },
  { name: 'an empty file', file: 'empty.json', content: '', says: /it is empty/ },
  { name: 'only spaces', file: 'spaces.csv', content: ' \n\n', says: /there is nothing in it/ },
  {
    name: 'a gigabyte of JSON',
    file: 'gigabyte.json',
    content: (path) => {
      writeFileSync(path, '[');
      truncateSync(path, 2 ** 30);
    },
    says: /has 1,024 MB, and 128 MB are read at most/,
  },
  {
    name: 'a spreadsheet',
    file: 'sheet.xlsx',
    content: Buffer.from('PK\u0003\u0004 and so on'),
    says: /a spreadsheet .* Save the sheet as CSV/,
  },
  {
    name: 'a path out of an archive',
    file: 'slip.zip',
    content: Buffer.from('PK\u0003\u0004../../../etc/passwd'),
    says: /zip archive/,
  },
  { name: 'gzip', file: 'a.json.gz', content: Buffer.from([0x1f, 0x8b, 8, 0]), says: /compressed with gzip/ },
  {
    name: 'a database',
    file: 'study.timeloupe',
    content: Buffer.from('SQLite format 3\0'),
    says: /a Timeloupe project/,
  },
  {
    name: 'an old spreadsheet',
    file: 'old.xls',
    content: Buffer.from([0xd0, 0xcf, 0x11, 0xe0]),
    says: /old spreadsheet/,
  },
  {
    name: 'Latin-1',
    file: 'latin.csv',
    content: Buffer.from(CSV('cam.mp4,1,2,Größe'), 'latin1'),
    says: /no UTF-8 text\. Save it with the encoding UTF-8/,
  },
  { name: 'UTF-32', file: 'wide.csv', content: Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), says: /UTF-32/ },
  {
    name: 'half a letter of UTF-16',
    file: 'half.csv',
    content: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('video', 'utf16le'), Buffer.from([0x61])]),
    says: /no UTF-16LE text/,
  },
  { name: 'NUL within', file: 'nul.csv', content: CSV('cam.mp4,1,2,wa\0lk'), says: /holds binary data/ },
  {
    name: 'a folder',
    file: 'folder',
    content: (path) => mkdirSync(path),
    says: /it is a folder\. Name the files in it/,
  },
  {
    name: 'a link in a circle',
    file: 'circle.json',
    content: (path) => symlinkSync(path, path),
    says: /a link that leads in a circle/,
  },
  {
    name: 'a link to nowhere',
    file: 'nowhere.json',
    content: (path) => symlinkSync(`${path}.gone`, path),
    says: /there is no such file/,
  },
  {
    name: 'a link to a folder',
    file: 'up.json',
    content: (path) => symlinkSync(join(path, '..'), path),
    says: /it is a folder/,
  },
  {
    name: 'a pipe that nobody writes to',
    file: 'pipe.json',
    content: (path) => void execFileSync('mkfifo', [path]),
    says: /it is no plain file/,
  },
  {
    name: 'a device without end',
    file: 'zero.json',
    content: (path) => symlinkSync('/dev/zero', path),
    says: /it is no plain file/,
  },
];

describe.each([
  ['XML', XML],
  ['JSON', JSON_FILES],
  ['tables and subtitles', TABLES],
  ['files', FILES],
])('%s', (_, cases) => {
  test.each(cases)('$name', async ({ file, content, says, request = {} }) => {
    const project = importProject();
    const path = join(project.folder, file);
    if (typeof content === 'function') content(path);
    else writeFileSync(path, content);
    const before = project.contents();
    await expect(project.apply([path], request)).rejects.toSatisfy((error: Error & { code?: string }) => {
      expect(error.message).toMatch(says);
      expect(error.message).toMatch(/^["A-Z].*\.$/s);
      expect(['import.unreadable', 'request.invalid']).toContain(error.code);
      return true;
    });
    expect(project.contents()).toEqual(before);
  });
});

test('there are at least forty of them', () => {
  expect(XML.length + JSON_FILES.length + TABLES.length + FILES.length).toBeGreaterThanOrEqual(40);
});

test('one bad file among good ones stops them all', async () => {
  const project = importProject();
  const before = project.contents();
  const paths = project.write({ 'good.csv': CSV('cam.mp4,1,2,walk'), 'bad.csv': CSV('cam.mp4,x,2,walk') });
  await expect(project.apply(paths)).rejects.toMatchObject({ code: 'import.unreadable' });
  expect(project.contents()).toEqual(before);
});

describe('what looks hostile and is none', () => {
  test.each([
    [
      'UTF-16 with its mark',
      'wide.csv',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(CSV('cam.mp4,1,2,größer'), 'utf16le')]),
      'größer',
    ],
    ['UTF-8 with its mark', 'marked.csv', `\ufeff${CSV('cam.mp4,1,2,walk')}`, 'walk'],
    ['a class called __proto__', 'proto.csv', CSV('cam.mp4,1,2,__proto__'), '__proto__'],
    [
      'a class called constructor in JSON',
      'constructor.json',
      ANET('[1,2]').replace('"walk"', '"constructor"'),
      'constructor',
    ],
    ['line ends of another system', 'crlf.csv', CSV('cam.mp4,1,2,walk').replaceAll('\n', '\r\n'), 'walk'],
  ])('%s', async (_, file, content, label) => {
    const project = importProject();
    const report = await project.apply(project.write({ [file]: content }));
    expect(report.segments).toBe(1);
    expect(project.store.annotations.labelClasses().map(({ name }) => name)).toEqual([label]);
  });

  test('a video called __proto__ is listed like any other that is missing', async () => {
    const project = importProject();
    const plan = await project.preview(
      project.write({ 'a.json': '{"database":{"__proto__":{"annotations":[{"label":"walk","segment":[1,2]}]}}}' }),
    );
    expect(plan.media).toMatchObject([{ name: '__proto__', videoId: null, spans: 1 }]);
  });
});
