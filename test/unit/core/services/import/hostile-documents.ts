import { writeFileSync } from 'node:fs';
import type { Hostile } from './hostile-case.ts';

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
export const XML: readonly Hostile[] = [
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
    says: /unknown entity/,
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
  {
    name: 'attributes without end',
    file: 'attributes.eaf',
    content: EAF(`<TIER ${Array.from({ length: 1_001 }, (_, i) => `a${i}="" `).join('')}/>`),
    says: /line 2 has an element of more than 1000 attributes/,
  },
  { name: 'XML of something else', file: 'page.eaf', content: '<html><body/></html>', says: /no known format/ },
];

export const JSON_FILES: readonly Hostile[] = [
  {
    name: 'JSON nested without end',
    file: 'nested.json',
    content: '['.repeat(200_000),
    says: /nests more than 64 lists/,
  },
  {
    name: 'more lists than an annotation file has',
    file: 'lists.json',
    content: (path) => writeFileSync(path, `[${'[],'.repeat(5_000_000)}[]]`),
    says: /more than 5,000,000 lists, objects and fields/,
  },
  {
    name: 'a list without end',
    file: 'endless.json',
    content: (path) => writeFileSync(path, `{"database":{"cam":{"annotations":[0${',0'.repeat(1_000_000)}]}}}`),
    says: /"database\.cam\.annotations" has more than 1,000,000 entries/,
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
    name: 'files without end',
    file: 'files.boris',
    content: BORIS('[[1,"","walk"]]').replace('["cam.mp4"]', JSON.stringify(Array<string>(1_001).fill('cam.mp4'))),
    says: /the observation "o" has more than 1000 files/,
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
    name: 'regions without a name, each over each range',
    file: 'blank.json',
    content: STUDIO(JSON.stringify(Array(400).fill({ start: 1, end: 4 }))).replaceAll(
      '["walk"]',
      JSON.stringify(Array(400).fill('')),
    ),
    says: /more than 100,000 labelled spans/,
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
    name: 'a class of each frame, of thousands',
    file: 'feral-many.json',
    content: JSON.stringify({
      class_names: Object.fromEntries(Array.from({ length: 4_000 }, (_, i) => [i, `c${i}`])),
      labels: { 'cam.mp4': Array.from({ length: 400_000 }, (_, frame) => frame % 4_000) },
    }),
    says: /more than 100,000 labelled spans/,
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
