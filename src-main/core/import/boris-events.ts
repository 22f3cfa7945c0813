import { unreadable } from './fault.ts';
import { type Findings } from './findings.ts';

/** What BORIS codes at once: one or more files one after another, with one clock. */
export interface BorisObservation {
  readonly id: string;
  /** Of its first player, in the order in which they play. */
  readonly files: readonly { readonly name: string; readonly lengthSec: number | null }[];
  /** What its times are ahead of the first file's. */
  readonly offsetSec: number;
}

export interface BorisEvent {
  /** On the observation's clock. */
  readonly sec: number;
  readonly subject: string;
  readonly behaviour: string;
  readonly modifiers: string;
  readonly comment: string;
  /** toggle: a row of a state, which begins and ends it in turn. */
  readonly kind: 'start' | 'stop' | 'point' | 'toggle';
  readonly where: string;
}

interface Spanning {
  readonly behaviour: string;
  readonly fromSec: number;
  readonly toSec: number;
  readonly note: string;
  readonly where: string;
}

/** Of one observation; each span looks for its own among them. */
const MAX_FILES = 1_000;
const NOBODY = new Set(['', 'No focal subject']);

/**
 * Pairs the rows of states by subject, behaviour and modifiers, and puts every span on the file that was playing.
 * Subjects, modifiers and comments become the note.
 *
 * @throws AppError 'import.unreadable' for more files than a camera ever writes in a row.
 */
export function readObservation(
  observation: BorisObservation,
  events: readonly BorisEvent[],
  findings: Findings,
): void {
  if (observation.files.length > MAX_FILES) {
    const id = observation.id.slice(0, 60);
    throw unreadable(findings.file, `the observation "${id}" has more than ${MAX_FILES} files`);
  }
  const open = new Map<string, BorisEvent>();
  for (const event of byTime(events)) {
    const { kind, subject, behaviour, modifiers, sec } = event;
    if (kind === 'point') {
      put(observation, { behaviour, fromSec: sec, toSec: sec, note: noteOf(event), where: event.where }, findings);
      continue;
    }
    const key = JSON.stringify([subject, behaviour, modifiers]);
    const begun = open.get(key);
    if (begun && kind !== 'start') {
      open.delete(key);
      const span = {
        behaviour,
        fromSec: begun.sec,
        toSec: sec,
        note: noteOf(begun, event.comment),
        where: begun.where,
      };
      put(observation, span, findings);
    } else if (!begun && kind !== 'stop') open.set(key, event);
    else lone(event, findings);
  }
  for (const event of open.values()) lone(event, findings);
}

/** Where one ends as the next begins, the end comes first. */
function byTime(events: readonly BorisEvent[]): BorisEvent[] {
  return [...events].sort((a, b) => a.sec - b.sec || Number(a.kind !== 'stop') - Number(b.kind !== 'stop'));
}

function lone({ behaviour, where, sec }: BorisEvent, findings: Findings): void {
  findings.lose(
    'lost',
    'event',
    'of a state without its pair left out',
    `the first one: ${behaviour} at ${sec} s, ${where}`,
  );
}

function noteOf({ subject, modifiers, comment }: BorisEvent, endComment = ''): string {
  const parts = [
    comment,
    endComment === comment ? '' : endComment,
    NOBODY.has(subject) ? '' : `subject: ${subject}`,
    modifiers.replaceAll('|', '').trim() === '' ? '' : `modifiers: ${modifiers}`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}

/** Files one after another share the clock: a span over the end of one goes on in the next. */
function put({ id, files, offsetSec }: BorisObservation, span: Spanning, findings: Findings): void {
  const { behaviour, note, where } = span;
  let fromSec = span.fromSec - offsetSec;
  const toSec = span.toSec - offsetSec;
  if (fromSec < 0) {
    findings.lose(
      'lost',
      'event',
      'before the video begins left out',
      `the first one: ${behaviour} in ${id}, ${where}`,
    );
    return;
  }
  let begins = 0;
  let pieces = 0;
  for (const [i, { name, lengthSec }] of files.entries()) {
    const isLast = i === files.length - 1;
    const ends = isLast ? Infinity : begins + (lengthSec ?? NaN);
    if (Number.isNaN(ends)) {
      findings.lose('lost', 'event', 'behind a file of unknown length left out', `in ${id}, after ${name}`);
      return;
    }
    if (fromSec < ends) {
      const place = { unit: 'seconds', startSec: fromSec - begins, endSec: Math.min(toSec, ends) - begins } as const;
      findings.span({ media: name, label: behaviour, place, note, where });
      pieces++;
      fromSec = ends;
    }
    if (toSec <= ends) break;
    begins = ends;
  }
  if (pieces > 1)
    findings.lose('warning', 'span', 'cut where one file ends and the next begins', 'each part is a segment');
}
