/**
 * A process of its own that edits and analyzes until it is killed: `node edit-stream.js <project> <seed>`. What is
 * durable it says on stdout, a line each: "edit <journal entry>" or "windows <next index>".
 */
import { writeSync } from 'node:fs';
import { Emitter } from '../../src-main/core/base/emitter.ts';
import { Corrections } from '../../src-main/core/services/corrections.ts';
import { ProjectStore } from '../../src-main/core/store/project-store.ts';
import { type EditInput, editSchema } from '../../src-main/shared/edit.ts';
import type { Segment } from '../../src-main/shared/records.ts';
import { DURABILITY_SIZE } from './killed-project.ts';
import { syntheticWindows } from './synthetic-project.ts';

const BATCH = 8;
const [path = '', seed = '1'] = process.argv.slice(2);
const store = ProjectStore.open(path);
const corrections = new Corrections({ store, events: new Emitter() });
const [run] = store.runs.runs();
const [runVideo] = store.runs.runVideos(run!.id);
let state = Number(seed);

for (;;) {
  const chance = drawn(10);
  if (chance < 6) edit();
  else if (chance < 8) tell('edit', corrections[chance === 6 ? 'undo' : 'redo']({ annotator: 'Ada' })?.entryId);
  else analyze();
}

function edit(): void {
  const segments = store.annotations.segments({});
  const segment = segments[drawn(segments.length)]!;
  const wish = edits(segment)[drawn(5)]!;
  tell('edit', corrections.apply({ annotator: 'Ada', edit: editSchema.parse(wish) }).entryId);
}

/** Each of them is possible whatever was done before. */
function edits(segment: Segment): EditInput[] {
  const { id, videoId, classId, startFrame, endFrame } = segment;
  const other = store.annotations.labelClasses().find((one) => one.id !== classId)!;
  return [
    { kind: 'create', videoId, classId, startFrame, endFrame },
    { kind: 'relabel', segmentIds: [id], classId: other.id },
    { kind: 'setNote', segmentId: id, note: `${segment.note.slice(0, 20)}.${drawn(1000)}` },
    { kind: 'setSpan', segmentId: id, startFrame, endFrame: endFrame > startFrame + 1 ? endFrame - 1 : endFrame + 1 },
    { kind: 'createClass', name: `class of ${store.annotations.journal.newestId()}` },
  ];
}

function analyze(): void {
  const from = store.scores.nextIndex(runVideo!.id);
  const to = Math.min(DURABILITY_SIZE.windows, from + BATCH);
  if (from === to) return;
  store.scores.append(runVideo!.id, [...syntheticWindows(DURABILITY_SIZE, from, to)]);
  tell('windows', to);
}

function tell(what: string, number: number | undefined): void {
  if (number !== undefined) writeSync(1, `${what} ${number}\n`);
}

function drawn(below: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}
