import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CSV, type Hostile } from './hostile-case.ts';

export const TABLES: readonly Hostile[] = [
  {
    name: 'a quote that is not closed',
    file: 'quote.csv',
    content: CSV('cam.mp4,1,2,"walk'),
    says: /it is no sound table: the parsing is finished with an opening quote at line 2\./,
  },
  {
    name: 'a time that is no number',
    file: 'time.csv',
    content: CSV('cam.mp4,one,2,walk'),
    says: /line 2 has "one" as "start", which is no finite number/,
  },
  { name: 'infinity', file: 'infinity.csv', content: CSV('cam.mp4,1,Infinity,walk'), says: /"Infinity" as "end"/ },
  {
    name: 'digits without end that are no number',
    file: 'digits.csv',
    content: CSV(`cam.mp4,${'1'.repeat(500_000)}x,2,walk`),
    says: /as "start", which is no finite number/,
  },
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
    name: 'lines without end',
    file: 'lines.vtt',
    content: `WEBVTT${'\n'.repeat(2_000_000)}`,
    says: /more than 2,000,000 lines/,
  },
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

export const FILES: readonly Hostile[] = [
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
