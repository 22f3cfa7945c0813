import { AppError } from '../../../shared/errors.ts';
import type { Parsed } from '../../../shared/protocol.ts';
import type { TaskInfo } from '../../../shared/protocol/app-methods.ts';
import type { ExportLoss, ExportReport } from '../../../shared/protocol/export-methods.ts';
import { compare } from '../../export/compare.ts';
import type { Exporter, ExportItem, Found, Selection } from '../../export/exporter.ts';
import { classesText, manifestText } from '../../export/manifest.ts';
import type { Selected } from '../../export/selection.ts';
import { counted } from '../../export/words.ts';
import { writeWhole } from '../output-folder.ts';
import type { OpenProject } from '../project/open-project.ts';
import type { RunningTask, TaskSpec } from '../tasks/task.ts';
import type { ClipLog } from './clip-log.ts';
import { cutClips, openVideos } from './cut-clips.ts';
import { ELSEWHERE, requireFree } from './export-folder.ts';
import { lossesOf, prepare } from './prepare.ts';
import { writeResumable } from './resumable.ts';
import { describeFile, writeText, writtenFiles } from './written-folder.ts';

const MANIFEST = 'manifest.json';
const CLASSES = 'classes.txt';
/** Faults that an error names. */
const SHOWN = 3;

/**
 * 'export.start': what can't be done is refused at once, before the task begins.
 *
 * @throws AppError 'request.invalid' where nothing fits, and as `prepare` and `requireFree`.
 */
export async function startExport(project: OpenProject, { request, out }: Parsed<'export.start'>): Promise<TaskInfo> {
  const { exporter, selected } = await prepare(project, request);
  const { items, settings } = selected.selection;
  if (items.length === 0) {
    throw new AppError(
      'request.invalid',
      'There is nothing to export: no segment fits. Choose other statuses or classes.',
    );
  }
  await requireFree(out);
  const spec: TaskSpec = {
    kind: 'export',
    title: `Export ${counted(items.length, 'segment')}`,
    unit: settings.clips.cut ? 'clips' : 'segments',
    total: items.length,
  };
  return project.tasks.start(spec, (task) => exportTo(project, { exporter, selected, out }, task));
}

interface Job {
  readonly exporter: Exporter;
  readonly selected: Selected;
  readonly out: string;
}

/** Writes beside the target, reads back, compares, and moves into place: all of it or nothing. */
function exportTo(project: OpenProject, job: Job, task: RunningTask): Promise<ExportReport> {
  const { out, selected, exporter } = job;
  const selection = exporter.express?.(selected.selection) ?? selected.selection;
  if (!selection.settings.clips.cut) {
    return writeWhole(out, (folder) => fill(folder, selection, job, task), ELSEWHERE);
  }
  const target = { out, projectId: selection.project.id, advice: ELSEWHERE };
  return writeResumable(target, async (log) => {
    const there = await log.takeOver(selection, task.signal);
    return fill(log.folder, selection, job, task, () => cutOthers(project, selection, { log, there }, task));
  });
}

/** @param cut adds the clips. @returns what the folder holds, read back and compared. */
async function fill(
  folder: string,
  selection: Selection,
  { exporter, selected, out }: Job,
  { signal, progress }: RunningTask,
  cut?: () => Promise<ExportLoss[]>,
): Promise<ExportReport> {
  const { items } = selection;
  const texts = new Map<string, string>();
  for (const file of exporter.files(selection)) texts.set(file.path, await writeText(folder, file, signal));
  const classes = { path: CLASSES, chunks: [classesText(exporter, selection)] };
  texts.set(CLASSES, await writeText(folder, classes, signal));
  const told = (await cut?.()) ?? [];
  const moved = await verify(exporter, selection, folder);
  const losses = [...(await lossesOf(exporter, selected)).map(asDone), ...told, ...moved];
  const { paths } = await writtenFiles(folder);
  const files = [];
  for (const path of paths) files.push(await describeFile(folder, path, signal));
  const changed = files.find(({ path, sha256 }) => (texts.get(path) ?? sha256) !== sha256);
  if (changed) throw differs(`${changed.path} is not as it was written`);
  await writeText(folder, { path: MANIFEST, chunks: [manifestText({ exporter, selection, losses, files })] }, signal);
  progress(items.length);
  return { out, written: items.length, files: [...paths, MANIFEST], losses };
}

/** Cuts the clips that aren't there from an earlier try. @throws AppError 'output.differs', and as `cutClips`. */
async function cutOthers(
  project: OpenProject,
  selection: Selection,
  { log, there }: { readonly log: ClipLog; readonly there: ReadonlySet<ExportItem> },
  { signal, progress }: RunningTask,
): Promise<ExportLoss[]> {
  const { items, settings } = selection;
  let done = there.size;
  progress(done);
  const missing = items.filter((item) => !there.has(item));
  const onClip = async (item: ExportItem) => {
    await log.add(item, selection, signal);
    progress(++done);
  };
  const videos = await openVideos(project, missing);
  const { shortEdgePx } = settings.clips;
  requireExact(await cutClips(videos, missing, { folder: log.folder, shortEdgePx, signal, onClip }), items);
  if (there.size === 0) return [];
  const what = `${counted(there.size, 'clip')} taken over from an earlier try`;
  return [{ level: 'ok', count: there.size, what, why: 'cut from the same frames then, and unchanged since' }];
}

/** "703 of 862 segments will be written" → "… are written". */
function asDone(loss: ExportLoss): ExportLoss {
  return { ...loss, what: loss.what.replace(' will be written', loss.count === 1 ? ' is written' : ' are written') };
}

/** @throws AppError 'output.differs'. */
function requireExact(wrong: readonly { item: ExportItem; frames: number }[], items: readonly ExportItem[]): void {
  if (wrong.length === 0) return;
  const which = wrong.slice(0, SHOWN).map(({ item, frames }) => {
    const { video, startFrame, endFrame } = item;
    return `${video.name} ${startFrame} to ${endFrame - 1} (${frames} of ${endFrame - startFrame} frames)`;
  });
  const clips = `${wrong.length} of ${counted(items.length, 'clip')} ${wrong.length === 1 ? 'has' : 'have'}`;
  throw differs(`${clips} another frame count when read back: ${which.join(', ')}${more(wrong.length)}`);
}

/** Reads all files again. @returns what moved by rounding. @throws AppError 'output.differs'. */
async function verify(exporter: Exporter, selection: Selection, folder: string): Promise<ExportLoss[]> {
  const found = await reread(exporter, folder);
  const { faults, moved, mostFrames } = compare(exporter, selection, found);
  if (faults.length > 0) {
    throw differs(`it reads back differently: ${faults.slice(0, SHOWN).join('; ')}${more(faults.length)}`);
  }
  if (moved === 0) return [];
  const what = `${counted(moved, 'segment')} moved by up to ${counted(mostFrames, 'frame')}`;
  return [{ level: 'warning', count: moved, what, why: `${exporter.name} rounds times` }];
}

async function reread(exporter: Exporter, folder: string): Promise<Found> {
  try {
    return await exporter.read(await writtenFiles(folder));
  } catch (error) {
    throw differs(`it can't be read back: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

function more(count: number): string {
  return count > SHOWN ? `, and ${count - SHOWN} more` : '';
}

function differs(what: string, cause?: unknown): AppError {
  return new AppError('output.differs', `The export was not kept: ${what}.`, { cause });
}
