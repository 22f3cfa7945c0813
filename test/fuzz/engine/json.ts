import type { Random } from './random.ts';
import { hostileValue, TEXTS } from './values.ts';

type Container = Record<string, unknown> | unknown[];

/** A place in a document: `container[key]`. */
interface Place {
  readonly container: Container;
  readonly key: string;
}

/** In a document that is still to be changed: what grows on grows beyond what readers are to be tried with. */
const MOST_PLACES = 20_000;

type Change = (place: Place, random: Random, places: readonly Place[]) => void;

const CHANGES: readonly Change[] = [
  (place, random) => set(place, hostileValue(random)),
  (place, random) => set(place, hostileValue(random)),
  (place, random) => set(place, nudged(get(place), random)),
  (place, random) => set(place, nudged(get(place), random)),
  remove,
  (place, random, places) => set(place, structuredClone(get(random.pick(places)))),
  renamed,
  repeated,
];

/**
 * A copy of a document with one to six changes: values replaced by hostile ones, moved, nudged, left out, doubled,
 * repeated by the thousand, and keys renamed.
 */
export function mutatedJson(sound: unknown, random: Random): unknown {
  const root: Record<string, unknown> = { '': structuredClone(sound) };
  for (let changes = random.length(6); changes > 0; changes--) {
    const places = placesIn(root, '');
    if (places.length >= MOST_PLACES) break;
    random.pick(CHANGES)(random.pick(places), random, places);
    root[''] ??= null;
  }
  return root[''];
}

/** Every place, the document itself first. Bounded: a document that has grown large needs no more of them. */
function placesIn(container: Container, key: string): Place[] {
  const found: Place[] = [{ container, key }];
  for (let i = 0; i < found.length && found.length < MOST_PLACES; i++) {
    const value = get(found[i]!);
    if (typeof value !== 'object' || value === null) continue;
    for (const below of Object.keys(value)) found.push({ container: value as Container, key: below });
  }
  return found;
}

function get({ container, key }: Place): unknown {
  return Object.hasOwn(container, key) ? (container as Record<string, unknown>)[key] : undefined;
}

/** As a property of its own, whatever its name is. */
function set({ container, key }: Place, value: unknown): void {
  Object.defineProperty(container, key, { value, writable: true, enumerable: true, configurable: true });
}

function remove({ container, key }: Place): void {
  if (Array.isArray(container)) container.splice(Number(key), 1);
  else Reflect.deleteProperty(container, key);
}

function renamed(place: Place, random: Random, places: readonly Place[]): void {
  const { container, key } = place;
  const value = get(place);
  if (Array.isArray(container) || key === '') return;
  remove(place);
  set({ container, key: random.isOne(2) ? random.pick(TEXTS) : random.pick(places).key }, value);
}

/** A list many times as long as it was; an object with many more keys; a text many times over. */
function repeated(place: Place, random: Random): void {
  const value = get(place);
  const size = JSON.stringify(value ?? null).length;
  const times = Math.min(random.length(5000), Math.ceil(200_000 / size));
  if (typeof value === 'string') set(place, value.repeat(Math.min(times, 200)));
  else if (Array.isArray(value)) {
    const item: unknown = value.length === 0 ? 0 : value[random.below(value.length)];
    set(place, [...(value as unknown[]), ...Array.from({ length: times }, () => structuredClone(item))]);
  } else if (typeof value === 'object' && value !== null) {
    const [first = null] = Object.values(value) as unknown[];
    for (let i = 0; i < Math.min(times, 200); i++)
      set({ container: value as Container, key: `${i}` }, structuredClone(first));
  } else if (!Array.isArray(place.container))
    set(
      place,
      Array.from({ length: times }, () => value ?? 0),
    );
}

/** Nearly what it was. */
function nudged(value: unknown, random: Random): unknown {
  if (typeof value === 'number') {
    return random.pick([value + 1, value - 1, -value, value * 2, value / 2, value + 0.5, String(value), value * 1e9]);
  }
  if (typeof value === 'string') {
    const at = random.below(value.length + 1);
    const rest = random.isOne(2) ? at : at + 1;
    return random.isOne(6) ? Number(value) || 0 : value.slice(0, at) + random.pick(TEXTS) + value.slice(rest);
  }
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) return random.isOne(2) ? value.toReversed() : (value[0] as unknown);
  return random.isOne(2) ? [value] : null;
}
