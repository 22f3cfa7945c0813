import type { Absence, LabelClass, Segment, VideoId } from '../../shared/records.ts';
import { byVideo } from './background.ts';

/** What people have said, with one of them having the last word. */
export interface Settled {
  readonly segments: readonly Segment[];
  readonly absences: readonly Absence[];
  /** Decisions of others that are left out because the adjudicator has decided against them. */
  readonly overruled: number;
  /** Decisions that two people made alike, so that one is left out. */
  readonly repeated: number;
  /** Decisions of others that contradict one another, and that the adjudicator has not settled: none is taken. */
  readonly unsettled: number;
}

interface Said {
  readonly segments: readonly Segment[];
  readonly absences: readonly Absence[];
}

/** A decision. Unreviewed segments are none, and stay as they are. */
interface Decision {
  readonly videoId: VideoId;
  readonly record: Segment | Absence;
  readonly kind: 'present' | 'rejected' | 'absent';
}

/**
 * One person's word on everything: what the adjudicator has decided, and of others what neither the adjudicator nor
 * anybody else contradicts. Two contradict each other where they share frames and say a class is there from elsewhere or
 * to elsewhere, is there and is absent, or two classes are there that exclude each other; and where one has accepted and
 * one has rejected the same span. A video at a time.
 */
export function* adjudicated(
  { segments, absences }: Said,
  schema: readonly LabelClass[],
  adjudicator: string,
): Generator<void, Settled, void> {
  const exclusive = new Map(schema.filter(({ isExclusive }) => isExclusive).map(({ id, group }) => [id, group]));
  const out = new Set<Segment | Absence>();
  const counts = { overruled: 0, repeated: 0, unsettled: 0 };
  const remove = (records: Iterable<Segment | Absence>, why: keyof typeof counts) => {
    for (const record of records) {
      if (out.has(record)) continue;
      out.add(record);
      counts[why]++;
    }
  };
  const isTheirs = ({ record }: Decision) => record.annotator === adjudicator;
  // Theirs first: of those that say the same, the first is written.
  const decisions = [...segments.filter(({ status }) => status !== 'unreviewed'), ...absences]
    .map(decisionOf)
    .sort((a, b) => Number(isTheirs(b)) - Number(isTheirs(a)));
  for (const own of byVideo(decisions).values()) {
    yield;
    const clashes = clashesIn(own, exclusive);
    for (const [a, b] of clashes) {
      if (isTheirs(a)) remove([b.record], 'overruled');
      else if (isTheirs(b)) remove([a.record], 'overruled');
    }
    const open = clashes.filter((pair) => pair.every(({ record }) => !out.has(record)));
    remove(
      open.flatMap((pair) => pair.map(({ record }) => record)),
      'unsettled',
    );
    remove(repeatedIn(own.filter(({ record }) => !out.has(record))), 'repeated');
  }
  const isIn = (record: Segment | Absence) => !out.has(record);
  return { segments: segments.filter(isIn), absences: absences.filter(isIn), ...counts };
}

function decisionOf(record: Segment | Absence): Decision {
  const kind = !('status' in record) ? 'absent' : record.status === 'rejected' ? 'rejected' : 'present';
  return { videoId: record.videoId, record, kind };
}

type Exclusive = ReadonlyMap<LabelClass['id'], string | null>;

/** Pairs of different people's decisions on one video that can't both be right. */
function clashesIn(decisions: readonly Decision[], exclusive: Exclusive): [Decision, Decision][] {
  const pairs: [Decision, Decision][] = [];
  let open: Decision[] = [];
  for (const one of [...decisions].sort((a, b) => a.record.startFrame - b.record.startFrame)) {
    open = open.filter(({ record }) => record.endFrame > one.record.startFrame);
    for (const other of open) if (isClash(one, other, exclusive)) pairs.push([other, one]);
    open.push(one);
  }
  return pairs;
}

/** @param a shares frames with `b`. */
function isClash(a: Decision, b: Decision, exclusive: Exclusive): boolean {
  if (a.record.annotator === b.record.annotator) return false;
  const kinds = new Set([a.kind, b.kind]);
  if (!kinds.has('present')) return false;
  if (a.record.classId !== b.record.classId) {
    const [group, other] = [exclusive.get(a.record.classId), exclusive.get(b.record.classId)];
    return kinds.size === 1 && group !== undefined && group === other;
  }
  const isSameSpan = a.record.startFrame === b.record.startFrame && a.record.endFrame === b.record.endFrame;
  if (kinds.size === 1) return !isSameSpan;
  return kinds.has('absent') || isSameSpan;
}

/** All but the first of those that say the same of the same frames. */
function repeatedIn(decisions: readonly Decision[]): (Segment | Absence)[] {
  const known = new Set<string>();
  return decisions.flatMap(({ record, kind }) => {
    const key = JSON.stringify([record.classId, record.startFrame, record.endFrame, kind]);
    if (known.has(key)) return [record];
    known.add(key);
    return [];
  });
}
