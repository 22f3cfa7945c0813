import { existsSync, readFileSync } from 'node:fs';

/** Whether this system tells of processes what the tests of their deaths need to know. */
export const TELLS_CHILDREN = existsSync(`/proc/${process.pid}/task/${process.pid}/children`);

/** Ids of the processes that a process has started and that run, by a part of their command lines. */
export function childrenOf(parent: number, commandPart: string): number[] {
  const ids = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return ids.filter((id) => commandOf(id).includes(commandPart));
}

function commandOf(id: number): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** As /proc tells it: "R" running, "S" asleep, "T" stopped, "Z" dead and not yet waited for; null where it is no more. */
export function stateOf(id: number | undefined): string | null {
  try {
    return /^\d+ \(.*\) (\w)/s.exec(readFileSync(`/proc/${id}/stat`, 'utf8'))![1]!;
  } catch {
    return null;
  }
}
