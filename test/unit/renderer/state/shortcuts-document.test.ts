import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { keyCaps } from '../../../../src-renderer/lib/keys.ts';
import { libraryCommands } from '../../../../src-renderer/parts/library/library-commands.ts';
import { analysisCommands } from '../../../../src-renderer/parts/shell/analysis-commands.ts';
import { projectCommands } from '../../../../src-renderer/parts/shell/project-commands.ts';
import { viewCommands as shellViewCommands } from '../../../../src-renderer/parts/shell/view-commands.ts';
import { playbackCommands } from '../../../../src-renderer/parts/stage/playback-commands.ts';
import { viewCommands as stageViewCommands } from '../../../../src-renderer/parts/stage/view-commands.ts';
import { viewCommands as timelineViewCommands } from '../../../../src-renderer/parts/timeline/commands.ts';
import { rangeCommands, segmentCommands } from '../../../../src-renderer/parts/timeline/edit-commands.ts';
import { laneCommands, nudgeCommands } from '../../../../src-renderer/parts/timeline/nudge-commands.ts';
import type { App } from '../../../../src-renderer/state/app.svelte.ts';
import { attentionCommands } from '../../../../src-renderer/state/attention-commands.ts';
import type { Command, CommandGroup } from '../../../../src-renderer/state/commands.svelte.ts';
import { reviewCommands } from '../../../../src-renderer/state/review-commands.ts';
import { sheetGroups } from '../../../../src-renderer/state/shortcut-sheet.ts';
import { cell, expectDocument } from '../../../support/document.ts';

/** A new group does not compile without its sentence. */
const GROUPS: { readonly [G in CommandGroup]: string } = {
  Queue: 'What is most worth looking at.',
  Labels:
    'Each class of the project has a key too, <kbd>1</kbd> to <kbd>9</kbd> and <kbd>0</kbd> unless it was given another: it labels the window or the selected segment, and with <kbd>Shift</kbd> it verifies that the class is absent.',
  Playback: 'The playhead. Held, <kbd>K</kbd> turns <kbd>J</kbd> and <kbd>L</kbd> into single frames.',
  Attention: 'What the model attended to.',
  Timeline: 'Zoom, tools, ranges and edges.',
  'Go to': 'Ways to get about.',
  View: 'Panels, layouts, theme.',
  Project: 'Projects, videos, analyses, import and export.',
};

/** Commands are lists of facts that close over the screen; none of them is run here, so the screen can be anything. */
const app = anything() as App;
const commands: readonly Command[] = [
  ...projectCommands(app),
  ...analysisCommands(app),
  ...libraryCommands(app, () => undefined),
  ...playbackCommands(app, () => undefined),
  ...reviewCommands(app),
  ...segmentCommands(app),
  ...timelineViewCommands(app),
  ...rangeCommands(app),
  ...nudgeCommands(app),
  ...laneCommands(app),
  ...attentionCommands(app),
  ...stageViewCommands(app),
  ...shellViewCommands(app),
];

test('the list has every command whose id stands in the source', () => {
  const written = new Set(
    sources().flatMap((text) => [...text.matchAll(/\bid: '([a-z]+\.[A-Za-z]+)'/g)].map(([, id]) => id!)),
  );
  const listed = new Set(commands.map(({ id }) => id));
  expect([...written].filter((id) => !listed.has(id))).toEqual([]);
  expect(listed.size).toBe(commands.length);
});

test('no key has two commands', () => {
  const keys = commands.flatMap((command) => command.keys ?? []);
  expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
});

test('what review needs comes first on the sheet, in each group what has keys, and nothing is left out', () => {
  const groups = sheetGroups(commands, ({ keys = [] }) => keys);
  expect(groups.slice(0, 2).map(({ name }) => name)).toEqual(['Queue', 'Labels']);
  for (const { members } of groups) {
    const keyless = members.findIndex(({ keys = [] }) => keys.length === 0);
    if (keyless >= 0) expect(members.slice(keyless).flatMap(({ keys = [] }) => keys)).toEqual([]);
  }
  expect(groups.flatMap(({ members }) => members)).toHaveLength(commands.length);
});

test('docs/shortcuts.md is made from the registry of commands', async () => {
  const shown = commands.filter(({ isHidden, keys }) => !isHidden || keys !== undefined);
  const groups = sheetGroups(shown, ({ keys = [] }) => keys).map(
    ({ name, members }) =>
      `## ${name}\n\n${GROUPS[name]}\n\n| | keys |\n| --- | --- |\n${members.map(rowOf).join('\n')}`,
  );
  await expectDocument('shortcuts.md', [INTRODUCTION, ...groups].join('\n\n'));
});

const INTRODUCTION = `# Shortcuts

Everything on the screen is a command: <kbd>Ctrl</kbd> + <kbd>K</kbd> finds it by name and runs it, <kbd>?</kbd> lists the
keys and lets you change each of them. On a Mac, <kbd>Ctrl</kbd> is <kbd>⌘</kbd> and <kbd>Alt</kbd> is <kbd>⌥</kbd>. Letters, digits and signs
without <kbd>Ctrl</kbd> can be switched off as a whole, for speech input; <kbd>Esc</kbd> ends what is going on, one step at a time.

This page is made from the registry of commands by \`npm run docs\`.`;

function rowOf({ title, keys = [] }: Command): string {
  const bindings = keys.map((key) =>
    keyCaps(key, false)
      .map((cap) => `<kbd>${entities(cap)}</kbd>`)
      .join(' + '),
  );
  return `| ${cell(title)} | ${bindings.join(' or ')} |`;
}

/** Signs that Markdown would take for its own. */
function entities(cap: string): string {
  return /^[`[\]|*_<>\\]$/.test(cap) ? `&#${cap.charCodeAt(0)};` : cap;
}

function sources(): string[] {
  const folder = fileURLToPath(new URL('../../../../src-renderer', import.meta.url));
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /commands\.ts$/.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

/** Has every property and is every function: what it gives is the same again. */
function anything(): unknown {
  const all: unknown = new Proxy(() => undefined, { get: () => all, apply: () => all });
  return all;
}
