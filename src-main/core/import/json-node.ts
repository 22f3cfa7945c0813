import { setImmediate } from 'node:timers/promises';
import { quoted, unreadable } from './fault.ts';

/** In characters. JSON can only be parsed whole, which takes its time and several times its size in memory. */
export const MAX_JSON = 64 * 2 ** 20;
const MAX_DEPTH = 64;
/** Lists, objects and fields of a file: each takes some hundred bytes, however few it takes in the file. */
const MAX_PARTS = 5_000_000;
/** Of a list or an object that is gone through; frames, of which there may be more, are looked at as they are. */
const MAX_ITEMS = 1_000_000;
/** Characters looked at between turns of the event loop. */
const PIECE = 4 * 2 ** 20;

/** A value in a JSON file that knows where it stands, so that each fault can name its place. */
export class JsonNode {
  readonly value: unknown;
  readonly file: string;
  /** "database.cam.annotations[3]"; "" for the whole file. */
  readonly path: string;

  constructor(value: unknown, file: string, path = '') {
    this.value = value;
    this.file = file;
    this.path = path;
  }

  /** Neither there nor null. */
  get isMissing(): boolean {
    return this.value === undefined || this.value === null;
  }

  get isObject(): boolean {
    return typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value);
  }

  get isList(): boolean {
    return Array.isArray(this.value);
  }

  get isText(): boolean {
    return typeof this.value === 'string';
  }

  /** A field of an object; of anything else, and where there is none, a missing one. */
  at(key: string): JsonNode {
    const { value } = this;
    const has = this.isObject && Object.hasOwn(value as object, key);
    return new JsonNode(has ? (value as Record<string, unknown>)[key] : undefined, this.file, this.#below(key));
  }

  /** @throws AppError 'import.unreadable' where it is no list. */
  items(): JsonNode[] {
    if (!Array.isArray(this.value)) throw this.fault('is no list');
    this.#requireFew(this.value.length);
    return this.value.map((item: unknown, i) => new JsonNode(item, this.file, `${this.path}[${i}]`));
  }

  /** Whatever the names are, "__proto__" included. @throws AppError 'import.unreadable' where it is no object. */
  entries(): [string, JsonNode][] {
    if (!this.isObject) throw this.fault('is no object');
    const entries = Object.entries(this.value as object);
    this.#requireFew(entries.length);
    return entries.map(([key, value]) => [key, new JsonNode(value, this.file, this.#below(key))]);
  }

  /** @throws AppError 'import.unreadable' where it is no text. */
  text(): string {
    if (typeof this.value !== 'string') throw this.fault('is no text');
    return this.value;
  }

  /** A text, or a number as one; "" for anything else. */
  anyText(): string {
    const { value } = this;
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  }

  /** @throws AppError 'import.unreadable' for anything but a finite number. */
  number(): number {
    if (typeof this.value !== 'number' || !Number.isFinite(this.value)) throw this.fault('is no finite number');
    return this.value;
  }

  /** A number that is not negative. @throws AppError 'import.unreadable'. */
  amount(): number {
    const value = this.number();
    if (value < 0) throw this.fault(`is ${value}, and can't be negative`);
    return value;
  }

  /** A number where there is one; null where it is missing, not finite or negative. */
  amountOrNull(): number | null {
    const { value } = this;
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
  }

  /** @param what a clause that goes on from the place: "is no list". */
  fault(what: string) {
    return unreadable(this.file, `${this.path === '' ? 'its content' : quoted(this.path)} ${what}`);
  }

  #requireFew(count: number): void {
    if (count > MAX_ITEMS) throw this.fault(`has more than ${MAX_ITEMS.toLocaleString('en-US')} entries`);
  }

  #below(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }
}

/** Whether a text may be JSON at all. */
export function looksLikeJson(text: string): boolean {
  return /^\s*[[{]/.test(text.slice(0, 4096));
}

/**
 * The whole of a JSON file.
 *
 * @throws AppError 'import.unreadable' for a text that is none, and for one that is too long, too deep, or of too many
 *   parts to be an annotation file.
 */
export async function parseJson(file: string, text: string): Promise<JsonNode> {
  if (text.length > MAX_JSON) throw tooLong(file);
  await requireModest(file, text);
  try {
    return new JsonNode(JSON.parse(text), file);
  } catch (error) {
    throw unreadable(file, `it is no valid JSON${placeOf(text, error)}`);
  }
}

function tooLong(file: string) {
  const most = `${MAX_JSON / 2 ** 20} MB`;
  return unreadable(file, `it has more than ${most} of JSON`, 'Import it in parts, by video');
}

function tooMany(file: string) {
  const most = MAX_PARTS.toLocaleString('en-US');
  return unreadable(file, `it has more than ${most} lists, objects and fields`, 'Import it in parts, by video');
}

/** What stands within texts doesn't count. */
async function requireModest(file: string, text: string): Promise<void> {
  let depth = 0;
  let parts = 0;
  let isText = false;
  for (let i = 0; i < text.length; i++) {
    if (i % PIECE === 0) await setImmediate();
    const code = text.charCodeAt(i);
    if (isText) {
      if (code === 0x5c) i++;
      else if (code === 0x22) isText = false;
    } else if (code === 0x22) isText = true;
    else if (code === 0x5b || code === 0x7b) {
      depth++;
      parts++;
    } else if (code === 0x5d || code === 0x7d) depth--;
    else if (code === 0x3a) parts++;
    if (parts > MAX_PARTS) throw tooMany(file);
    if (depth > MAX_DEPTH) throw unreadable(file, `it nests more than ${MAX_DEPTH} lists and objects in one another`);
  }
}

/** " at line 3", as far as the engine's message tells. */
function placeOf(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  if (/end of JSON/.test(message)) return ': it breaks off at its end';
  const position = /position (\d+)/.exec(message)?.[1];
  if (position === undefined) return '';
  return ` at line ${text.slice(0, Number(position)).split('\n').length}`;
}
