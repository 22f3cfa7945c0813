import type { Absence, Segment } from '../../shared/records.ts';
import type { AbsenceLane } from './absence-spans.ts';
import type { Draft } from './draft.ts';
import { Lanes } from './lanes.ts';
import { isDecided } from './rules.ts';
import { overlap } from './selection.ts';
import { framesWord, segmentPhrase } from './words.ts';

const EXAMPLES = 5;

/** Where an import contradicts what the same people have said. */
export interface Clashes {
  /** Segments of the import. */
  readonly segments: ReadonlySet<Segment>;
  /** Absences of the import, a number. */
  readonly absences: number;
  /** Segments of the project that stand against it. */
  readonly replaced: readonly Segment[];
  /** Absences of the project that stand against it. */
  readonly yielding: readonly AbsenceLane[];
  /** Whose they are. */
  readonly annotators: ReadonlySet<string>;
  /** The first few, a sentence each. */
  readonly examples: readonly string[];
}

interface Said<A> {
  readonly segments: readonly Segment[];
  readonly absences: readonly A[];
}

/** @param draft with the classes of both. */
export function clashesOf(draft: Draft, news: Said<Omit<Absence, 'id'>>, there: Said<Absence>): Clashes {
  const classes = new Map(draft.labelClasses().map((one) => [one.id, one]));
  const exclusiveLane = (one: Segment) => {
    const { isExclusive = false, group = null } = classes.get(one.classId) ?? {};
    return isExclusive && isDecided(one) ? JSON.stringify([one.videoId, one.annotator, group]) : null;
  };
  const classLane = ({ videoId, classId, annotator }: Pick<Segment, 'videoId' | 'classId' | 'annotator'>) =>
    JSON.stringify([videoId, classId, annotator]);
  const rivals = new Lanes(there.segments, exclusiveLane);
  const absent = new Lanes(there.absences, classLane);
  const found = { segments: new Set<Segment>(), replaced: new Set<Segment>(), yielding: new Set<Absence>() };
  const annotators = new Set<string>();
  const examples: string[] = [];
  const tell = (annotator: string | null, sentence: () => string) => {
    if (annotator !== null) annotators.add(annotator);
    if (examples.length < EXAMPLES) examples.push(sentence());
  };
  for (const one of news.segments) {
    const lane = exclusiveLane(one);
    const against = lane === null ? [] : rivals.overlapping(lane, one);
    const denied = isDecided(one) ? absent.overlapping(classLane(one), one) : [];
    if (against.length + denied.length === 0) continue;
    found.segments.add(one);
    for (const other of against) found.replaced.add(other);
    for (const absence of denied) found.yielding.add(absence);
    tell(one.annotator, () => sentenceFor(draft, one, against[0]));
  }
  const present = new Lanes(there.segments.filter(isDecided), classLane);
  let absences = 0;
  for (const absence of news.absences) {
    // Segments of a class that isn't exclusive may overlap one another, so the whole lane is looked through.
    const against = present.lane(classLane(absence)).filter((one) => overlap(one, absence));
    if (against.length === 0) continue;
    absences++;
    for (const other of against) found.replaced.add(other);
    tell(absence.annotator, () => {
      const [other] = against;
      return `${framesWord(absence)} would be verified absent over ${segmentPhrase(draft, other!)} of ${absence.annotator}.`;
    });
  }
  const [replaced, yielding] = [[...found.replaced], [...found.yielding]];
  return { segments: found.segments, absences, replaced, yielding, annotators, examples };
}

function sentenceFor(draft: Draft, one: Segment, other: Segment | undefined): string {
  const what = `${draft.video(one.videoId)?.name ?? one.videoId}: ${segmentPhrase(draft, one)}`;
  if (other) return `${what} would overlap ${segmentPhrase(draft, other)} of ${other.annotator ?? 'nobody'}.`;
  return `${what} was verified absent by ${one.annotator ?? 'nobody'}.`;
}
