import type { Diff } from '../../shared/diff.ts';
import type { ConflictRule } from '../../shared/protocol/import-methods.ts';
import type { Absence, ClassId, LabelClass, Segment, SegmentId } from '../../shared/records.ts';
import type { AnnotationView } from '../base/annotation-view.ts';
import { subtract, union } from '../base/spans.ts';
import { absencesOf, setAbsences, type AbsenceLane } from './absence-spans.ts';
import { refuseConflicts } from './conflicts.ts';
import { Draft } from './draft.ts';
import { newClass } from './edits/class-edits.ts';
import { clashesOf, type Clashes } from './import-clashes.ts';
import { isDecided, knownVideo } from './rules.ts';
import { compare } from './selection.ts';

/** A class that an import adds, with what the file says of it. */
export interface ImportedClass {
  readonly id: ClassId;
  readonly name: string;
  readonly fields: Partial<Omit<LabelClass, 'id' | 'name' | 'order'>>;
}

/** What is imported, in the project's terms: of classes that it has, or that are added. */
export interface ImportSet {
  readonly classes: readonly ImportedClass[];
  /** A segment whose id the project has gets a new one. */
  readonly segments: readonly Segment[];
  readonly absences: readonly Omit<Absence, 'id'>[];
  readonly rule: ConflictRule;
}

/** What an import changes, and what it met. */
export interface ImportOutcome {
  readonly diff: Diff;
  /** Those that are added, as they will be. */
  readonly segments: readonly Segment[];
  readonly alreadyThere: number;
  /** Of segments and absences with what the same person has said. */
  readonly conflicts: number;
  /** The first few, a sentence each. */
  readonly examples: readonly string[];
  /** Layers by the name whose annotations went there. */
  readonly layers: ReadonlyMap<string, string>;
  /** Segments left out because they contradict others of the same import. */
  readonly contradictory: readonly Segment[];
}

/**
 * Works out an import on the annotations that are there. Nothing that a person decided is overwritten unless the rule
 * says so, and the project's rules hold afterwards: see `refuseConflicts`.
 *
 * @throws AppError 'video.unknown'; 'edit.invalid' for a removed video; 'edit.conflict' as `refuseConflicts`.
 */
export function diffForImport(view: AnnotationView, set: ImportSet, newId: () => string): ImportOutcome {
  const draft = new Draft(view);
  for (const one of set.classes) addClass(draft, one);
  const videoIds = [...new Set([...set.segments, ...set.absences].map(({ videoId }) => videoId))];
  for (const id of videoIds) knownVideo(view, id);
  const there = videoIds.flatMap((videoId) => view.segments({ videoId }));
  const places = new Set(there.map(placeOf));
  const news = firstsOf(set.segments.filter((one) => !places.has(placeOf(one))));
  const absences = videoIds.flatMap((videoId) => view.absences({ videoId }));
  const clashes = clashesOf(draft, { segments: news, absences: set.absences }, { segments: there, absences });
  const layers = set.rule === 'layer' ? layersFor(view, clashes.annotators) : new Map<string, string>();
  const kept = set.rule === 'skip' ? news.filter((one) => !clashes.segments.has(one)) : news;
  const { sound, contradictory } = withoutContradictions(draft, kept);
  if (set.rule === 'replace') for (const { id } of clashes.replaced) draft.remove('segment', id);
  const added = sound.map((one) => ({
    ...one,
    annotator: layerOf(layers, one.annotator),
    id: freeId(view, one.id, newId),
  }));
  for (const segment of added) draft.put('segment', segment);
  putAbsences(draft, { set, added, layers, clashes, newId });
  refuseConflicts(draft);
  return {
    diff: draft.diff(),
    segments: added,
    alreadyThere: set.segments.length - news.length,
    conflicts: clashes.segments.size + clashes.absences,
    examples: clashes.examples,
    layers,
    contradictory,
  };
}

/** A key that another class has is left to it. */
function addClass(draft: Draft, { id, name, fields }: ImportedClass): void {
  const taken = new Set(draft.labelClasses().map(({ shortcut }) => shortcut));
  const { shortcut = null } = fields;
  const usable = shortcut !== null && !taken.has(shortcut) ? shortcut : null;
  draft.put('labelClass', { ...newClass(draft, id, name), ...fields, shortcut: usable });
}

/** Two that say the same are one. */
function placeOf({ videoId, classId, startFrame, endFrame, annotator, status }: Segment): string {
  const said = isDecided({ status }) ? 'decided' : status;
  return JSON.stringify([videoId, classId, startFrame, endFrame, annotator, said]);
}

function firstsOf(segments: readonly Segment[]): Segment[] {
  return [...new Map([...segments].reverse().map((one) => [placeOf(one), one])).values()].reverse();
}

function freeId(view: AnnotationView, id: SegmentId, newId: () => string): SegmentId {
  return view.segment(id) ? (newId() as SegmentId) : id;
}

/** Of decided segments of one person in exclusive classes that overlap, the first one stays. */
function withoutContradictions(draft: Draft, segments: readonly Segment[]) {
  const classes = new Map(draft.labelClasses().map((one) => [one.id, one]));
  const ends = new Map<string, number>();
  const contradictory = new Set<Segment>();
  for (const one of [...segments].sort((a, b) => a.startFrame - b.startFrame || b.endFrame - a.endFrame)) {
    const { isExclusive = false, group = null } = classes.get(one.classId) ?? {};
    if (!isExclusive || !isDecided(one)) continue;
    const lane = JSON.stringify([one.videoId, one.annotator, group]);
    if (one.startFrame < (ends.get(lane) ?? 0)) contradictory.add(one);
    else ends.set(lane, one.endFrame);
  }
  return { sound: segments.filter((one) => !contradictory.has(one)), contradictory: [...contradictory] };
}

/** "Ada (import)", or with a number where that is taken. */
function layersFor(view: AnnotationView, annotators: ReadonlySet<string>): Map<string, string> {
  const absent = new Set(view.absences({}).map(({ annotator }) => annotator));
  const isTaken = (name: string) => absent.has(name) || view.segments({ annotator: name }).length > 0;
  const layers = new Map<string, string>();
  for (const annotator of [...annotators].sort(compare)) {
    const base = Array.from(annotator).slice(0, 80).join('');
    let name = `${base} (import)`;
    for (let i = 2; isTaken(name); i++) name = `${base} (import ${i})`;
    layers.set(annotator, name);
  }
  return layers;
}

function layerOf<T extends string | null>(layers: ReadonlyMap<string, string>, annotator: T): T {
  return (annotator === null ? annotator : (layers.get(annotator) ?? annotator)) as T;
}

interface Putting {
  readonly set: ImportSet;
  readonly added: readonly Segment[];
  readonly layers: ReadonlyMap<string, string>;
  readonly clashes: Clashes;
  readonly newId: () => string;
}

/** What someone says is there takes away what the same person verified absent, in the file as in the project. */
function putAbsences(draft: Draft, { set, added, layers, clashes, newId }: Putting): void {
  const keyOf = ({ videoId, classId, annotator }: AbsenceLane) => JSON.stringify([videoId, classId, annotator]);
  const present = grouped(
    added.filter(isDecided).map((one) => ({ ...one, annotator: one.annotator ?? '' })),
    keyOf,
  );
  const absent = grouped(
    set.absences.map((one) => ({ ...one, annotator: layerOf(layers, one.annotator) })),
    keyOf,
  );
  const lanes = new Map<string, AbsenceLane>();
  for (const list of absent.values()) lanes.set(keyOf(list[0]!), list[0]!);
  if (set.rule === 'replace') for (const one of clashes.yielding) lanes.set(keyOf(one), one);
  for (const [key, { videoId, classId, annotator }] of lanes) {
    const lane = { videoId, classId, annotator };
    const spans = union([...absencesOf(draft, lane), ...(absent.get(key) ?? [])]);
    const decided = draft.segments({ videoId, classId, annotator, statuses: ['accepted', 'corrected'] });
    setAbsences(draft, lane, subtract(spans, [...(present.get(key) ?? []), ...decided]), newId);
  }
}

function grouped<T>(items: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of items) {
    const list = groups.get(keyOf(one));
    if (list) list.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}
