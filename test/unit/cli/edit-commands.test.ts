import { expect, test } from 'vitest';
import { labelsCommand } from '../../../src-main/cli/commands/labels.ts';
import { segmentsCommand } from '../../../src-main/cli/commands/segments.ts';
import { ProjectStore } from '../../../src-main/core/store/project-store.ts';
import type { EditResult } from '../../../src-main/shared/protocol/project-methods.ts';
import type { JournalEntry, LabelClass, LabelMapping, Segment } from '../../../src-main/shared/records.ts';
import { scratchFolder, testPlatform } from '../../support/checkpoints.ts';
import { runCommand } from '../../support/command.ts';
import { addVideo } from '../../support/project-store.ts';

/** A project with a video of 100 frames and a model, and the two commands on it. */
function setup() {
  const folder = scratchFolder();
  const path = `${folder}/test.timeloupe`;
  const store = ProjectStore.create(path);
  addVideo(store, { name: 'Monday', frameCount: 100 });
  store.runs.putModel({
    hash: 'f00d',
    name: 'demo',
    architecture: 'a',
    path: '/m',
    labels: ['WALK', 'SIT'],
    manifest: {},
  });
  store.close();
  const platform = testPlatform(folder);
  const on =
    (command: typeof labelsCommand) =>
    (action: string, ...args: string[]) =>
      runCommand(command, platform, [action, path, '--annotator', 'Ada', ...args]);
  return { labels: on(labelsCommand), segments: on(segmentsCommand) };
}

async function json<T>(printed: Promise<string>): Promise<T> {
  return JSON.parse(await printed) as T;
}

test('classes are made, changed, renamed, merged, mapped and deleted by name', async () => {
  const { labels } = setup();
  expect(await labels('list')).toMatch(/^No classes yet/);
  expect(await labels('add', 'walk', '--exclusive', '--shortcut', 'w', '--group', 'gait')).toBe('Add the class walk');
  await labels('add', 'stroll', '--colour', '#ff0000', '--description', 'slow');
  await labels('set', 'WALK', '--overlapping', '--shortcut', '');
  await labels('rename', 'stroll', 'amble');
  const classes = await json<LabelClass[]>(labels('list', '--json'));
  expect(classes).toMatchObject([
    { name: 'walk', isExclusive: false, shortcut: null, group: 'gait' },
    { name: 'amble', isExclusive: false, colour: '#ff0000', description: 'slow' },
  ]);
  expect(await labels('list')).toMatch(/walk +overlapping +group gait[^]*amble +overlapping +#ff0000 +slow/);

  await labels('map', 'demo', 'WALK', 'walk');
  await labels('map', 'f00', 'SIT', '--ignore');
  expect(await labels('map')).toBe('demo  SIT   ignored\ndemo  WALK  → walk');
  await labels('merge', 'walk', '--into', classes[1]!.id.slice(0, 8));
  const mappings = await json<LabelMapping[]>(labels('map', '--json'));
  expect(mappings.map(({ classId }) => classId)).toEqual([null, classes[1]!.id]);
  await labels('delete', 'amble');
  expect(await json(labels('list', '--json'))).toEqual([]);
});

test('segments are made, edited, listed, undone and redone; the history tells who', async () => {
  const { labels, segments } = setup();
  await labels('add', 'walk');
  await labels('add', 'run');
  const made = await json<EditResult>(
    segments('edit', 'create', '--video', 'monday', '--class', 'walk', '--from', '10', '--to', '20', '--json'),
  );
  const id = made.addedSegmentIds[0]!;
  expect(await segments('list')).toBe(`${id.slice(0, 8)}  Monday  10–19  walk  accepted  Ada`);
  await segments('edit', 'relabel', '--segment', id.slice(0, 6), '--class', 'run');
  await segments('edit', 'setSpan', '--segment', id, '--from', '5', '--to', '20', '--neighbours', 'trim');
  await segments('edit', 'setNote', '--segment', id, '--note', 'a\nb');
  expect(await segments('list')).toMatch(/5–19 +run +accepted +Ada +a \/ b$/);
  expect(await segments('edit', '--edit', JSON.stringify({ kind: 'split', segmentId: id, atFrame: 8 }))).toMatch(
    /^Split run \(new: [0-9a-f]{8}\)$/,
  );
  expect(await segments('undo')).toBe('Undo Split run');
  expect(await segments('redo')).toMatch(/^Redo Split run/);
  await segments('undo');
  await segments('edit', 'setStatusWhere', '--of-class', 'run', '--of-status', 'accepted', '--status', 'rejected');
  const only = (...args: string[]) => json<Segment[]>(segments('list', '--json', ...args));
  expect(await only('--of-status', 'rejected', '--of-annotator', 'Ada', '--from', '0', '--to', '6')).toHaveLength(1);
  expect(await only('--of-annotator', '')).toEqual([]);
  expect(await only('--source', 'model', '--run', '1', '--min-score', '0.5', '--max-score', '1')).toEqual([]);
  const history = await json<JournalEntry[]>(segments('history', '--segment', id.slice(0, 8), '--json'));
  expect(history.map(({ title }) => title)).toEqual([
    'Reject run',
    'Undo Split run',
    'Redo Split run',
    'Undo Split run',
    'Split run',
    'Note on run',
    'Move the start of run',
    'Relabel walk → run',
    'Create walk',
  ]);
  expect(await segments('history', '--limit', '1')).toMatch(/^\d+ {2}\S+ {2}Ada {2}Reject run$/);
  expect(await segments('redo')).toBe('Nothing left to redo for Ada.');
});

test('the three states of a class are listed span by span', async () => {
  const { labels, segments } = setup();
  await labels('add', 'walk');
  await segments('edit', 'create', '--video', 'Monday.mp4', '--class', 'walk', '--from', '10', '--to', '20');
  await segments('edit', 'verifyAbsent', '--video', 'Monday', '--class', 'walk', '--from', '20', '--to', '100');
  expect(await labels('states', 'Monday', 'walk')).toBe(
    [
      '0–9    unreviewed       10 frames',
      '10–19  present          10 frames',
      '20–99  verified absent  80 frames',
    ].join('\n'),
  );
});

test.each<[string, 'labels' | 'segments', string[], string]>([
  ['no sub-command of that name', 'labels', ['paint'], 'request.invalid'],
  ['an option of another sub-command', 'labels', ['list', '--into', 'x'], 'request.invalid'],
  ['too few names', 'labels', ['rename', 'walk'], 'request.invalid'],
  ['merge without a target', 'labels', ['merge', 'walk'], 'request.invalid'],
  ['two natures', 'labels', ['add', 'x', '--exclusive', '--overlapping'], 'request.invalid'],
  ['a class that is not there', 'labels', ['delete', 'fly'], 'class.unknown'],
  ['a name that is taken', 'labels', ['add', 'WALK'], 'edit.conflict'],
  ['a model that is not there', 'labels', ['map', 'x', 'WALK', 'walk'], 'model.not_found'],
  ['a video that is not there', 'labels', ['states', 'Friday', 'walk'], 'video.unknown'],
  ['no sub-command', 'segments', ['paint'], 'request.invalid'],
  ['an option that does nothing there', 'segments', ['undo', '--note', 'x'], 'request.invalid'],
  ['a segment that is not there', 'segments', ['edit', 'delete', '--segment', 'abc'], 'segment.unknown'],
  ['an unknown kind', 'segments', ['edit', 'paint'], 'request.invalid'],
  [
    'an option that is not of the kind',
    'segments',
    ['edit', 'adopt', '--adopt', 'B', '--note', 'x'],
    'request.invalid',
  ],
  ['a filter for an edit without one', 'segments', ['edit', 'create', '--of-class', 'walk'], 'request.invalid'],
  ['half a span', 'segments', ['list', '--from', '3'], 'request.invalid'],
  ['neither kind nor JSON', 'segments', ['edit'], 'request.invalid'],
  ['JSON and options', 'segments', ['edit', '--edit', '{}', '--note', 'x'], 'request.invalid'],
  ['no JSON', 'segments', ['edit', '--edit', '{'], 'request.invalid'],
  ['more than the project', 'segments', ['list', 'x'], 'request.invalid'],
  ['history of two', 'segments', ['history', '--segment', 'a', '--segment', 'b'], 'request.invalid'],
])('%s is refused', async (_, command, [action = '', ...args], code) => {
  const commands = setup();
  await commands.labels('add', 'walk');
  await expect(commands[command](action, ...args)).rejects.toThrow(expect.objectContaining({ code }));
});

test('the beginning of an id must be of one only', async () => {
  const { labels } = setup();
  for (let i = 0; i < 17; i++) await labels('add', `class ${i}`);
  const ids = (await json<LabelClass[]>(labels('list', '--json'))).map(({ id }) => id);
  const shared = ids.map((id) => id[0]!).find((digit, i, all) => all.indexOf(digit) !== i)!;
  await expect(labels('delete', shared)).rejects.toThrow(/could be any of/);
});
