// docs/consumers.md: which consumer has read which format, and what each format can't say.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Losses that every export of the project has, and that docs/formats.md tells once. */
const COMMON = [/ unreviewed left out$/, / verified absences left out$/, / names written differently in files$/];

/** What is in no package registry, so that nothing here runs it. */
const NOT_RUN = [
  'TimeSformer and PySlowFast (`class-folders`): tests hold the lists to what their loaders assert',
  'ActionFormer and OpenTAD (`activitynet-json`): they want features besides',
  'VIA (`via`): a page for a browser',
  'ELAN (`elan`): neither the program nor the schema EAFv3.0.xsd; pympi reads the files',
  'the servers of Label Studio and CVAT: what they check is in the SDK and in the readers above',
];

/**
 * @param results of all checks; @param exported folder, name and losses of each export.
 * @returns {Promise<string>} the page, the same for the same results: no dates and no paths.
 */
export async function consumersPage(results, exported) {
  const rows = exported.flatMap(({ folder, name, losses }) => {
    const read = results.filter((result) => result.export === folder && result.outcome !== 'skipped');
    const cells = read.length > 0 ? read : [{ consumer: 'none that could be run', version: null, detail: '' }];
    return cells.map(({ consumer, version, detail, outcome }, i) => [
      i === 0 ? name : '',
      consumer,
      version ?? '',
      outcome === 'failed' ? `**differs**: ${detail}` : detail,
      i === 0 ? losses : '',
    ]);
  });
  const ran = new Set(results.filter(({ outcome }) => outcome !== 'skipped').map(keyOf));
  const skipped = results.filter((result) => result.outcome === 'skipped' && !ran.has(keyOf(result)));
  const text = [
    '# Consumers of exports',
    '',
    '`npm run test:consumers -- --write` writes this page. It makes a small project with names and times that formats',
    'trip over (`scripts/consumers/project.mjs`), exports it in every format with the real command line, and loads each',
    "export with what reads it in earnest. Every check compares values with the project's: which segments there are, their",
    'classes by number and name, their frames or seconds, their sets.',
    '',
    table(['format', 'read by', 'version', 'found, equal to the project', 'loss'], rows),
    '',
    'The loss is what the export of that project reported, but for what holds for all: segments that nobody has decided',
    'and verified absences are left out by default, and names of files are written without spaces and signs.',
    ...(skipped.length > 0 ? ['', 'Skipped when this page was written:', ''] : []),
    ...skipped.map(({ consumer, export: folder, detail }) => `- ${consumer}, \`${folder}\`: ${detail}`),
    '',
    'Not run, because no package registry has them:',
    '',
    ...NOT_RUN.map((line) => `- ${line}`),
    '',
  ].join('\n');
  // Only now: in a new checkout it is installed first.
  const { format } = await import('prettier');
  return format(text, { parser: 'markdown', printWidth: 120, proseWrap: 'preserve' });
}

/** What an export's manifest says of its losses, in one cell. */
export function lossesOf(folder) {
  const { losses } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const own = losses.filter(({ level, what }) => level !== 'ok' && !COMMON.some((pattern) => pattern.test(what)));
  return own.length === 0 ? 'nothing else' : own.map(({ what, why }) => `${what}: ${why}`).join('; ');
}

function keyOf({ check, export: folder }) {
  return `${check} ${folder}`;
}

function table(head, rows) {
  const line = (cells) =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
