import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkProject } from '../../src-main/core/store/check.ts';
import { ProjectStore } from '../../src-main/core/store/project-store.ts';
import type { ClassId, VideoId } from '../../src-main/shared/records.ts';
import { labelClass, segment } from '../support/annotation-records.ts';
import { scratchFolder } from '../support/checkpoints.ts';
import { apply, change } from '../support/review-project.ts';
import { seeded } from '../support/seeded.ts';
import { addVideo, emptyProject } from '../support/stored-run.ts';

const EDITS = 40;
const VIDEO = 'film' as VideoId;
const WALK = 'walk' as ClassId;

/** What a disk holds of a project. */
interface Disk {
  readonly file: Buffer;
  readonly log: Buffer;
}

/** A project to which edit i adds segment i. */
function project() {
  const store = emptyProject();
  // The log is folded into the file when a test says so.
  store.db.exec('PRAGMA wal_autocheckpoint = 0');
  addVideo(store, VIDEO, 20_000);
  apply(store, { labelClass: change({ added: [labelClass(WALK)] }) });
  const edit = (i: number) => {
    const place = { videoId: VIDEO, classId: WALK, startFrame: 10 * i, endFrame: 10 * i + 5, note: 'n'.repeat(900) };
    apply(store, { segment: change({ added: [segment(String(i), place)] }) });
  };
  const disk = (): Disk => ({ file: readFileSync(store.path), log: readFileSync(`${store.path}-wal`) });
  return { store, edit, disk };
}

/** The numbers of the segments that a project has when it is opened from such a disk; it must be in order. */
async function editsOn({ file, log }: Disk): Promise<number[]> {
  const path = join(scratchFolder(), 'test.timeloupe');
  writeFileSync(path, file);
  writeFileSync(`${path}-wal`, log);
  const store = ProjectStore.open(path);
  const numbers = store.annotations.segments({}).map(({ id }) => Number(id));
  store.close();
  expect((await checkProject(path)).faults).toEqual([]);
  return numbers.sort((a, b) => a - b);
}

test('power lost between two edits: every one that was acknowledged is there', async () => {
  const { edit, disk } = project();
  for (let i = 0; i < 12; i++) {
    edit(i);
    expect(await editsOn(disk())).toEqual(range(i + 1));
  }
});

test('a log cut at any byte, or with rubbish behind it, gives the edits before the cut, in order and whole', async () => {
  const { edit, disk } = project();
  const ends: number[] = [];
  const base = disk().log.length;
  for (let i = 0; i < EDITS; i++) {
    edit(i);
    ends.push(disk().log.length);
  }
  const { file, log } = disk();
  const random = seeded(11);
  for (let round = 0; round < 24; round++) {
    const cut = base + random(log.length - base + 1);
    const rest = [Buffer.alloc(0), Buffer.alloc(log.length - cut), rubbish(log.length - cut, random)][round % 3]!;
    const there = await editsOn({ file, log: Buffer.concat([log.subarray(0, cut), rest]) });
    expect(there, `cut at ${cut}`).toEqual(range(ends.filter((end) => end <= cut).length));
  }
});

test('power lost while the log is folded into the file: whichever pages were written, nothing is missing', async () => {
  const { store, edit, disk } = project();
  for (let i = 0; i < EDITS; i++) edit(i);
  const before = disk();
  store.db.exec('PRAGMA wal_checkpoint(FULL)');
  const after = disk();
  const pageBytes = before.file.readUInt16BE(16);
  const pages = after.file.length / pageBytes;
  const random = seeded(5);
  for (let round = 0; round < 10; round++) {
    const file = Buffer.alloc(after.file.length);
    before.file.copy(file);
    for (let page = 0; page < pages; page++) {
      const [from, to] = [page * pageBytes, (page + 1) * pageBytes];
      if (random(2) === 0) after.file.copy(file, from, from, to);
      // A page of which only the first sectors came to the disk.
      else if (random(4) === 0) after.file.copy(file, from, from, from + 512 * random(pageBytes / 512));
    }
    expect(await editsOn({ file, log: before.log })).toEqual(range(EDITS));
  }
});

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

function rubbish(bytes: number, random: (below: number) => number): Buffer {
  return Buffer.alloc(bytes, Buffer.from(Array.from({ length: 251 }, () => random(256))));
}
