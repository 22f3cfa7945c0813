import { expect, test } from 'vitest';
import { EXIT_CODES, type ErrorCode } from '../../../src-main/shared/errors.ts';
import { anchorOf, expectDocument } from '../../support/document.ts';
import { ADVICE } from './error-advice.ts';

const codes = Object.keys(EXIT_CODES) as ErrorCode[];
const GROUPS: readonly { readonly title: string; readonly holds: (exit: number) => boolean }[] = [
  { title: 'Anything', holds: (exit) => exit < 10 || exit > 100 },
  { title: 'Videos and ffmpeg', holds: (exit) => exit >= 10 && exit < 20 },
  { title: 'Models', holds: (exit) => exit >= 20 && exit < 30 },
  { title: 'Computing', holds: (exit) => exit >= 30 && exit < 40 },
  { title: 'Files that are written', holds: (exit) => exit >= 40 && exit < 50 },
  { title: 'The hub', holds: (exit) => exit >= 50 && exit < 60 },
  { title: 'Projects', holds: (exit) => exit >= 60 && exit < 70 },
  { title: 'Annotations and review', holds: (exit) => exit >= 70 && exit < 80 },
];

test('every code has an entry that says what to do, in one group', () => {
  expect(Object.keys(ADVICE).sort()).toEqual([...codes].sort());
  for (const code of codes) {
    expect(ADVICE[code].means, code).toMatch(/\.$/);
    expect(ADVICE[code].steps.length, code).toBeGreaterThan(0);
    for (const step of ADVICE[code].steps) expect(step, code).toMatch(/\.$/);
    expect(GROUPS.filter(({ holds }) => holds(EXIT_CODES[code])).length, code).toBe(1);
  }
});

test('docs/troubleshooting.md is made from the list of codes', async () => {
  const rows = codes.map(
    (code) => `| ${EXIT_CODES[code]} | [\`${code}\`](#${anchorOf(code)}) | ${ADVICE[code].means} |`,
  );
  const groups = GROUPS.map(({ title, holds }) => {
    const entries = codes.filter((code) => holds(EXIT_CODES[code])).map(entryOf);
    return `## ${title}\n\n${entries.join('\n\n')}`;
  });
  await expectDocument('troubleshooting.md', [INTRODUCTION, TABLE_HEAD + rows.join('\n'), ...groups].join('\n\n'));
});

const INTRODUCTION = `# Troubleshooting

Every failure has a code. On the screen _Details_ in its message copies it; on the command line the exit code tells it;
over the protocol it is \`error.code\`. The sentence beside it names the file, the value and the next step; this page says
what is behind it. It is made from \`src-main/shared/errors.ts\` by \`npm run docs\`.

First aid:

\`\`\`sh
timeloupe doctor                        # ffmpeg, execution providers with a self-test, memory, folders
timeloupe project check study.timeloupe # every rule of the project file, and its journal
\`\`\``;
const TABLE_HEAD = '| exit code | code | means |\n| --: | --- | --- |\n';

function entryOf(code: ErrorCode): string {
  const { means, steps } = ADVICE[code];
  return `### \`${code}\`\n\n${means}\n\n${steps.map((step) => `- ${step}`).join('\n')}`;
}
