import type { ExportLoss } from '../../shared/protocol/export-methods.ts';
import type { Exporter, Selection } from './exporter.ts';

/** What an export consists of besides its manifest. */
export interface ManifestFile {
  readonly path: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** What manifest.json is made from. */
export interface Provenance {
  readonly exporter: Exporter;
  readonly selection: Selection;
  readonly losses: readonly ExportLoss[];
  readonly files: readonly ManifestFile[];
}

/** manifest.json: where an export comes from, how it was chosen, and what is in it. It names no path of the machine. */
export function manifestText({ exporter, selection, losses, files }: Provenance): string {
  const { project, appVersion, at, settings, items, videos, classes } = selection;
  const used = new Set(items.map(({ video }) => video));
  const document = {
    format: 'timeloupe-export',
    version: 1,
    timeloupe: appVersion,
    exportedAt: at,
    project,
    exporter: exporter.id,
    request: settings,
    counts: countsOf(selection),
    models: modelsOf(selection),
    classes: classes.map((one) => ({
      index: one.index,
      written: exporter.names.label(one),
      name: one.name,
      id: one.id,
    })),
    videos: videos
      .filter((video) => used.has(video))
      .map((video) => {
        const { name, id, fingerprint, fullHash, frameCount, set } = video;
        const written = exporter.names.video(video);
        return { written, name, id, fingerprint, sha256: fullHash, frames: frameCount, set };
      }),
    labelStates: labelStatesOf(exporter, selection),
    losses,
    notes: items.flatMap(({ segment, clip }) =>
      segment && segment.note !== '' ? [{ segment: segment.id, clip, note: segment.note }] : [],
    ),
    files,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** classes.txt: one name a line, the first being number 0; a line end within a name becomes a space. */
export function classesText({ names }: Exporter, { classes }: Selection): string {
  return classes.map((one) => `${names.label(one).replaceAll(/\s*[\r\n]+\s*/g, ' ')}\n`).join('');
}

/** By the hash of all that decides a model's numbers. */
function modelsOf({ runs }: Selection): object[] {
  const names = new Map(runs.map(({ modelHash, modelName }) => [modelHash, modelName]));
  return [...names].map(([hash, name]) => ({ hash, name }));
}

function countsOf({ items, settings }: Selection): object {
  const bySet = Object.fromEntries(
    ['train', 'val', 'test'].map((set) => [set, items.filter(({ video }) => video.set === set).length]),
  );
  return { segments: items.length, ...(settings.split && { sets: bySet }) };
}

function labelStatesOf({ undecidedAs }: Exporter, { settings }: Selection): object {
  const absent = { keep: 'written as verified absence', background: 'class background', 'leave-out': 'not written' };
  return {
    present: `segments that are ${settings.statuses.join(' or ')}`,
    verifiedAbsent: absent[settings.absent],
    unreviewed: settings.statuses.includes('unreviewed') ? 'written as segments' : 'not written',
    undecided: undecidedAs ?? 'not written',
  };
}
