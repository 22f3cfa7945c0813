import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import type { Segment, SegmentId } from '../../../src-main/shared/records.ts';
import { ProjectStore } from '../../../src-main/core/store/project-store.ts';

/**
 * Edits a project and says of each edit that it is done once it is: `node write-project.mjs FILE ANNOTATOR [EDITS]`.
 * Without a number it goes on until it is killed, and adds windows to the project's run between edits.
 */
const [path = '', annotator = '', edits = 'Infinity'] = process.argv.slice(2);
const store = ProjectStore.open(path);
const [run] = store.runs.runs();
const [runVideo] = run ? store.runs.runVideos(run.id) : [];

for (let i = 0; i < Number(edits); i++) {
  writeSync(1, `edit ${edit()}\n`);
  // Windows have one writer at a time: a number of edits is for several processes at once.
  if (runVideo && edits === 'Infinity' && i % 3 === 0) writeSync(1, `window ${analyze(runVideo.id)}\n`);
}
store.close();

function edit(): string {
  const id = randomUUID() as SegmentId;
  const segment: Segment = {
    id,
    videoId: store.videos.list()[0]!.id,
    classId: store.annotations.labelClasses()[0]!.id,
    startFrame: 5,
    endFrame: 9,
    source: 'person',
    status: 'unreviewed',
    runId: null,
    score: null,
    startDoubtFrames: null,
    endDoubtFrames: null,
    note: 'n'.repeat(500),
    annotator,
  };
  const entry = { kind: 'edit', targetId: null, annotator, at: new Date().toISOString(), title: 'Create' } as const;
  store.annotations.apply({ segment: { added: [segment], updated: [], removed: [] } }, entry);
  return id;
}

function analyze(id: NonNullable<typeof runVideo>['id']): number {
  const index = store.scores.nextIndex(id);
  const scores = Float32Array.of(0.1, 0.2, 0.3, 0.4);
  const span = { startFrame: index, endFrame: index + 8 };
  const rest = { missing: [], embedding: new Float32Array(64).fill(index), attention: new Uint8Array(500) };
  store.scores.append(id, [{ index, ...span, scores, ...rest }]);
  return index;
}
