import { test } from 'vitest';
import { commands } from '../../../src-main/cli/commands/index.ts';
import { helpFor, overview } from '../../../src-main/cli/help.ts';
import { EXIT_CODES } from '../../../src-main/shared/errors.ts';
import { expectDocument } from '../../support/document.ts';

test('docs/command-line.md is made from the help of every command', async () => {
  const pages = commands.map((command) => `## ${command.name}\n\n${fenced(helpFor(command))}`);
  await expectDocument(
    'command-line.md',
    [INTRODUCTION, fenced(overview(commands)), CONVENTIONS, ...pages].join('\n\n'),
  );
});

const INTRODUCTION = `# Command line

Installed it is \`timeloupe <command>\`; in a checkout \`npm run cli -- <command>\`. This page is what \`--help\` prints, made by
\`npm run docs\`.`;

const CONVENTIONS = `- Results go to stdout, remarks and progress to stderr. \`--json\` prints one JSON document; that of \`analyze\` follows
  [analysis.schema.json](analysis.schema.json).
- An error is one sentence on stderr and an exit code by its kind, ${EXIT_CODES['request.invalid']} for a wrong request and so on: see
  [Troubleshooting](troubleshooting.md). \`--verbose\` adds the details.
- Ctrl-C stops within one clip and keeps what is finished (exit code ${EXIT_CODES.cancelled}); a second one leaves at once.
- Videos, classes and segments are named by name, path, or the beginning of their id.

| variable | says |
| --- | --- |
| \`TIMELOUPE_FFMPEG\` | the ffmpeg to use |
| \`TIMELOUPE_ANNOTATOR\` | your name on corrections (default: the user name) |
| \`TIMELOUPE_MODELS\` | where your models lie |
| \`TIMELOUPE_DATA\`, \`TIMELOUPE_CONFIG\`, \`TIMELOUPE_CACHE\` | folders of the application, in place of the system's |
| \`HF_ENDPOINT\`, \`HF_TOKEN\` | another hub, and the token for private models |`;

function fenced(text: string): string {
  return `\`\`\`text\n${text}\n\`\`\``;
}
