import type { ExportLoss } from '../../shared/protocol/export-methods.ts';
import { SPLITS, type Split } from '../../shared/protocol/export-methods.ts';
import type { ClassId } from '../../shared/records.ts';
import type { Candidate } from './choose.ts';
import type { Exporter, ExportItem, Selection } from './exporter.ts';
import type { Selected } from './selection.ts';
import { draw } from './sampler.ts';
import { meanFps } from './times.ts';
import { counted, listed } from './words.ts';

/** What every format leaves out by this request; the first line says how much is written. */
export function commonLosses(exporter: Exporter, selected: Selected): ExportLoss[] {
  const { selection, choice } = selected;
  const { written, all } = choice;
  const isClips = selection.settings.clips.cut;
  const losses: ExportLoss[] = [
    {
      level: 'ok',
      count: written.length,
      what: `${written.length} of ${counted(all.length, 'segment')} will be written`,
      why: isClips ? 'same frames after reading back' : 'same spans after reading back',
    },
    ...settledLosses(selected),
    ...leftOut(selected),
    ...absenceLosses(selected),
    ...splitLosses(exporter, selection),
    ...numberLosses(exporter, selection),
    ...nameLosses(exporter, selection),
  ];
  return losses.filter(({ count, level }) => count > 0 || level === 'ok');
}

function settledLosses({ settled, selection }: Selected): ExportLoss[] {
  if (!settled) return [];
  const who = selection.settings.adjudicator!;
  const { overruled, repeated, unsettled } = settled;
  const decisions = (count: number) => `${counted(count, 'decision')} of others`;
  return [
    { level: 'warning', count: overruled, what: `${decisions(overruled)} left out`, why: `${who} has decided against them` }, // prettier-ignore
    { level: 'warning', count: repeated, what: `${counted(repeated, 'repeated decision')} left out`, why: 'several people decided alike: it is written once' }, // prettier-ignore
    { level: 'lost', count: unsettled, what: `${decisions(unsettled)} contradict each other and are left out`, why: `${who} has not settled them` }, // prettier-ignore
  ];
}

function leftOut({ choice, scope, selection }: Selected): ExportLoss[] {
  const { statuses, minLengthFrames } = selection.settings;
  const open = statuses.includes('unreviewed') ? [] : scope.segments.filter(({ status }) => status === 'unreviewed');
  const name = (candidates: readonly Candidate[]) => byClass(candidates, selection);
  const [capped, short, broken] = [choice.overCap, choice.tooShort, choice.undecodable];
  return [
    warning(capped.length, 'left out by the cap', name(capped)),
    warning(short.length, `shorter than ${counted(minLengthFrames, 'frame')} left out`, name(short)),
    { ...warning(broken.length, 'with frames that do not decode left out', name(broken)), level: 'lost' },
    warning(open.length, 'unreviewed left out', 'nobody has decided them: they are no background either'),
  ];
}

function warning(count: number, what: string, why: string): ExportLoss {
  return { level: 'warning', count, what: `${count} ${what}`, why };
}

/** "stand 108, walk 45, touch face 6", the most first. */
function byClass(candidates: readonly Candidate[], { schema }: Selection): string {
  const counts = new Map<ClassId | null, number>();
  for (const { classId } of candidates) counts.set(classId, (counts.get(classId) ?? 0) + 1);
  const names = new Map<ClassId | null, string>(schema.map(({ id, name }) => [id, name]));
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  return sorted.map(([id, count]) => `${names.get(id) ?? 'background'} ${count}`).join(', ');
}

function absenceLosses({ selection, choice, scope }: Selected): ExportLoss[] {
  const count = scope.absences.length;
  const { absent } = selection.settings;
  if (count === 0 || absent === 'keep') return [];
  const absences = counted(count, 'verified absence');
  if (absent === 'leave-out') {
    return [{ level: 'warning', count, what: `${absences} left out`, why: 'what was verified absent is not written' }];
  }
  const spans = choice.all.filter(({ segment }) => segment === null).length;
  const what = `${absences} ${count === 1 ? 'becomes' : 'become'} ${counted(spans, 'span')} of background`;
  return [{ level: 'warning', count, what, why: 'only where every exported class is verified absent' }];
}

function splitLosses({ lackingMeans }: Exporter, { settings, videos, items, classes }: Selection): ExportLoss[] {
  const { split } = settings;
  if (!split || items.length === 0) return [];
  const wanted = SPLITS.filter((set) => split[set] > 0);
  const losses: ExportLoss[] = [];
  const used = new Set(items.map(({ video }) => video)).size;
  const sources = `${counted(used, 'video')}${used < videos.length ? ' with something to write' : ''}`;
  const lacking = new Map<Split, number>();
  for (const set of wanted) {
    const own = new Set(items.filter(({ video }) => video.set === set).map(({ label }) => label));
    if (own.size === 0) {
      const why = `${sources} for ${counted(wanted.length, 'set')}; none is ever cut in two`;
      losses.push({ level: 'warning', count: 1, what: `${set} stays empty`, why });
    } else if (own.size < classes.length) {
      lacking.set(set, classes.length - own.size);
    }
  }
  const count = [...lacking.values()].reduce((sum, classCount) => sum + classCount, 0);
  const what = `${listed([...lacking.keys()])} ${lacking.size === 1 ? 'lacks' : 'lack'} some of the classes`;
  const why = lackingMeans ?? 'they are in videos of other sets only';
  return count === 0 ? losses : [...losses, { level: 'warning', count, what, why }];
}

/** Numbers are ranks among the classes that are written, as readers of folders count: they hold for one export. */
function numberLosses({ numbersClasses }: Exporter, { schema, classes }: Selection): ExportLoss[] {
  if (numbersClasses !== true) return [];
  const numbered = new Set(classes.map(({ id }) => id));
  const count = schema.filter(({ id }) => !numbered.has(id)).length;
  const what = `${count} ${count === 1 ? 'class' : 'classes'} without segments here ${count === 1 ? 'has' : 'have'} no number`;
  const why = 'numbers count the classes of this export only, and the next one may give others: classes.txt has them';
  return [{ level: 'warning', count, what, why }];
}

/** Classes and videos that the files call otherwise; those that a format knows by their ids keep their names besides. */
function nameLosses({ names }: Exporter, { classes, videos, items }: Selection): ExportLoss[] {
  const used = new Set(items.map(({ video }) => video));
  const isOther = ({ id, name }: { id: string | null; name: string }, written: string) =>
    written !== name && written !== id && !name.startsWith(`${written}.`);
  const renamed = [
    ...classes.filter((one) => isOther(one, names.label(one))),
    ...videos.filter((one) => used.has(one) && isOther(one, names.video(one))),
  ];
  const what = `${counted(renamed.length, 'name')} written differently in files`;
  return [{ level: 'warning', count: renamed.length, what, why: 'for signs that cannot stand there; manifest.json has both' }]; // prettier-ignore
}

/** Segments that share frames with another one, of another class or another person, and so give their frames twice. */
export function overlapping(items: readonly ExportItem[]): ExportItem[] {
  const result = new Set<ExportItem>();
  let open: ExportItem[] = [];
  const sorted = [...items].sort(
    (a, b) => Number(a.video.id > b.video.id) - Number(a.video.id < b.video.id) || a.startFrame - b.startFrame,
  );
  for (const item of sorted) {
    open = open.filter(({ video, endFrame }) => video === item.video && endFrame > item.startFrame);
    for (const other of open) result.add(other).add(item);
    open.push(item);
  }
  return [...result];
}

/** Overlaps, in a format of clips with one label each. */
export function overlapLosses({ items }: Selection): ExportLoss[] {
  const count = overlapping(items).length;
  const what = `${counted(count, 'overlapping segment')} ${count === 1 ? 'becomes a clip' : 'become clips'} of their own`;
  return count === 0
    ? []
    : [
        {
          level: 'warning',
          count,
          what,
          why: 'one label per clip, so frames that two segments share are in both clips',
        },
      ];
}

/** Clips of which a dense sampler of the checkpoint takes the last frame several times. */
export function shortLosses({ items, trainer }: Selection): ExportLoss[] {
  const isShort = ({ video, startFrame, endFrame }: ExportItem) =>
    draw('dense', trainer, endFrame - startFrame, meanFps(video)).repeats > 0;
  const count = items.filter(isShort).length;
  const what = `${count} shorter than one window of ${trainer.frames} × ${trainer.rate}`;
  return count === 0 ? [] : [{ level: 'warning', count, what, why: 'a dense sampler repeats their last frame' }];
}

/** The notes that a format can't say. */
export function noteLosses({ items }: Selection): ExportLoss[] {
  const count = items.filter(({ segment }) => segment !== null && segment.note !== '').length;
  if (count === 0) return [];
  return [
    { level: 'lost', count, what: `${counted(count, 'note')} cannot be expressed`, why: 'kept in manifest.json only' },
  ];
}

/** Videos with the name of another one, for readers that find a file by it. */
export function sharedNameLosses({ videos, items }: Selection): ExportLoss[] {
  const used = new Set(items.map(({ video }) => video));
  const count = videos.filter((video) => used.has(video) && video.fileName !== video.name).length;
  const what = `${counted(count, 'video')} numbered, for another has the same name`;
  return count === 0 ? [] : [{ level: 'warning', count, what, why: 'give the file the name that manifest.json says' }];
}
