import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, lstat, mkdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { ExportItem, Selection } from '../../export/exporter.ts';
import { describeFile } from './written-folder.ts';

/** Names of what lies in the folder of an unfinished export. */
const LOG = 'clips.jsonl';
const FILES = 'files';
const SET_ASIDE = 'kept';

/** Below the folder itself, whoever wrote the line. */
const pathSchema = z.string().regex(/^(?:files|kept)\/(?!(?:.*\/)?\.\.(?:\/|$))[^\\]+$/s);
const entrySchema = z.object({ key: z.string(), path: pathSchema, bytes: z.int(), sha256: z.string() });
type Entry = z.infer<typeof entrySchema>;

/**
 * What is finished of an export of clips: each clip whose frames were counted, by what it was made from, with its hash.
 * A line is written for each; a killed process leaves at worst half a line, which counts for nothing.
 */
export class ClipLog {
  /** Where the export is put together. */
  readonly folder: string;
  readonly #home: string;
  readonly #entries: Entry[];
  #finished: number;

  private constructor(home: string, entries: Entry[]) {
    this.#home = home;
    this.folder = join(home, FILES);
    this.#entries = entries;
    this.#finished = new Set(entries.map(({ key }) => key)).size;
  }

  /** @param home a folder that may hold what an earlier try has left. */
  static async open(home: string): Promise<ClipLog> {
    const path = join(home, LOG);
    const text = existsSync(path) ? await readFile(path, 'utf8') : '';
    const log = new ClipLog(home, text.split('\n').flatMap(entryOf));
    // A half line is ended, or the next one would be part of it.
    if (text !== '' && !text.endsWith('\n')) await appendFile(path, '\n');
    return log;
  }

  /** How many clips a next try can go on from; before `takeOver` at most so many. */
  get finished(): number {
    return this.#finished;
  }

  /**
   * Empties the folder but for clips of earlier tries that are wanted again and as they were then, at the places of the
   * items now. Each move is told to the log before it is done: whatever interrupts, a clip is where some line says.
   *
   * @returns the items whose clips are there.
   */
  async takeOver(selection: Selection, signal: AbortSignal): Promise<Set<ExportItem>> {
    const aside: { readonly item: ExportItem; readonly entry: Entry }[] = [];
    const used = new Set<string>();
    for (const item of selection.items) {
      const entry = await this.#intact(clipKey(item, selection), used, signal);
      if (!entry) continue;
      const moved = await this.#move(entry, `${SET_ASIDE}/${randomUUID()}.mp4`);
      used.add(entry.path).add(moved.path);
      aside.push({ item, entry: moved });
    }
    await rm(this.folder, { recursive: true, force: true });
    await mkdir(this.folder);
    for (const { item, entry } of aside) await this.#move(entry, `${FILES}/${item.clip!}`);
    await rm(join(this.#home, SET_ASIDE), { recursive: true, force: true });
    this.#finished = aside.length;
    return new Set(aside.map(({ item }) => item));
  }

  /** Notes a clip that was cut to its place and counted. */
  async add(item: ExportItem, selection: Selection, signal: AbortSignal): Promise<void> {
    const { bytes, sha256 } = await describeFile(this.folder, item.clip!, signal);
    await this.#write({ key: clipKey(item, selection), path: `${FILES}/${item.clip!}`, bytes, sha256 });
    this.#finished++;
  }

  /** A clip that was made from the same frames, and is the file that it was. */
  async #intact(key: string, used: ReadonlySet<string>, signal: AbortSignal): Promise<Entry | null> {
    const home = await realpath(this.#home);
    for (const entry of this.#entries) {
      if (entry.key !== key || used.has(entry.path)) continue;
      // Neither it nor a folder on the way may be a link: what lies elsewhere is others'.
      const real = await realpath(join(home, entry.path)).catch(() => null);
      if (real !== join(home, entry.path)) continue;
      const file = await lstat(join(this.#home, entry.path)).catch(() => null);
      if (!file?.isFile() || file.size !== entry.bytes) continue;
      const { sha256 } = await describeFile(this.#home, entry.path, signal);
      if (sha256 === entry.sha256) return entry;
    }
    return null;
  }

  async #move(entry: Entry, path: string): Promise<Entry> {
    const moved = { ...entry, path };
    await this.#write(moved);
    await mkdir(dirname(join(this.#home, path)), { recursive: true });
    await rename(join(this.#home, entry.path), join(this.#home, path));
    return moved;
  }

  async #write(entry: Entry): Promise<void> {
    this.#entries.push(entry);
    await appendFile(join(this.#home, LOG), `${JSON.stringify(entry)}\n`);
  }
}

function entryOf(line: string): Entry[] {
  try {
    const parsed = entrySchema.safeParse(JSON.parse(line));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}

/** All that decides a clip's bytes: frames of a file's content, their size, and who cuts them. */
function clipKey({ video, startFrame, endFrame }: ExportItem, { settings, appVersion }: Selection): string {
  const made = [appVersion, video.fingerprint, startFrame, endFrame, settings.clips.shortEdgePx];
  return createHash('sha256').update(JSON.stringify(made)).digest('hex').slice(0, 32);
}
