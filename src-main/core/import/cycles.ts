import { unreadable } from './fault.ts';

/**
 * @param parents what each one refers to, by id; "" for nothing.
 * @throws AppError 'import.unreadable' where following references leads in a circle, or to something that is not there.
 */
export function refuseCycles(file: string, what: string, parents: ReadonlyMap<string, string>): void {
  const sound = new Set<string>();
  for (const start of parents.keys()) {
    const path = new Set<string>();
    for (let id = start; id !== '' && !sound.has(id); id = parents.get(id) ?? '') {
      if (path.has(id)) throw unreadable(file, `the ${what} "${id.slice(0, 60)}" refers to itself in a circle`);
      path.add(id);
    }
    for (const id of path) sound.add(id);
  }
}
