import { float16Values } from '../base/float16.ts';
import type { RunVideoId } from './run-store.ts';
import { halvesFrom } from './score-codec.ts';
import { channelsOf, FAN, PART_CLASSES, spansFrom, TILE_NODES } from './score-tile.ts';
import type { Database } from './sqlite.ts';

/** Nodes or windows [from, to). */
export interface NodeRange {
  readonly from: number;
  readonly to: number;
}

/** A class's score at each node; NaN where no window of the node has scores. */
export interface NodeScores {
  readonly least: Float32Array;
  readonly mean: Float32Array;
  readonly greatest: Float32Array;
}

/** Neighbouring nodes of one level, those without any window left out. */
export interface ScoreNodes {
  /** First frame of each node's first window, and the frame after its last one. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** One for each class asked for. */
  readonly series: readonly NodeScores[];
}

/** The nodes of a tile that are wanted. */
interface TilePlaces {
  readonly tile: number;
  /** n of the tile. */
  readonly nodes: number;
  /** Where the tile's first wanted node is in the result. */
  readonly offset: number;
  /** Of the wanted nodes in the tile, ascending. */
  readonly places: readonly number[];
}

/** So many nodes of one level are read rather than fewer of more levels. */
const FEW_NODES = 4 * TILE_NODES;

/** Reads the pyramid of a run's scores over one video. */
export class TileStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** @param range of nodes of the level. @param classes indices of labels. */
  nodes(runVideoId: RunVideoId, level: number, range: NodeRange, classes: readonly number[]): ScoreNodes {
    const starts: number[] = [];
    const ends: number[] = [];
    const tiles: TilePlaces[] = [];
    for (const { tile, from, to, ...spans } of this.#spans(runVideoId, level, range)) {
      const places: number[] = [];
      const offset = starts.length;
      for (let place = from; place < to; place++) {
        if (spans.ends[place] === spans.starts[place]) continue;
        places.push(place);
        starts.push(spans.starts[place]!);
        ends.push(spans.ends[place]!);
      }
      tiles.push({ tile, nodes: spans.nodes, offset, places });
    }
    const series = emptySeries(classes.length, starts.length, channelsOf(level));
    for (const part of new Set(classes.map(partOf))) {
      const inPart = classes.flatMap((k, i) =>
        partOf(k) === part ? [{ row: k % PART_CLASSES, into: series[i]! }] : [],
      );
      for (const [i, halves] of this.#parts(runVideoId, level, part, range).entries()) {
        for (const { row, into } of inPart) copyRow(halves, row, tiles[i]!, into);
      }
    }
    return { starts, ends, series };
  }

  /** The greatest score of each class over nodes of a level; NaN where none has scores. */
  greatest(runVideoId: RunVideoId, level: number, range: NodeRange, classes: number): Float32Array {
    const greatest = new Float32Array(classes).fill(NaN);
    for (const { level: at, ...nodes } of coverOf(level, range)) {
      const tiles = [...this.#spans(runVideoId, at, nodes)];
      for (let part = 0; part * PART_CLASSES < classes; part++) {
        for (const [i, halves] of this.#parts(runVideoId, at, part, nodes).entries()) {
          raise(greatest.subarray(part * PART_CLASSES, (part + 1) * PART_CLASSES), halves, tiles[i]!, channelsOf(at));
        }
      }
    }
    return greatest;
  }

  /** By tile, with the places [from, to) of the range in each. */
  *#spans(runVideoId: RunVideoId, level: number, range: NodeRange) {
    const rows = this.#db
      .prepare(
        `SELECT tile, spans FROM score_tile WHERE run_video_id = ? AND level = ? AND tile >= ? AND tile < ?
         ORDER BY tile`,
      )
      .all(runVideoId, level, ...tileRange(range)) as { readonly tile: number; readonly spans: Uint8Array }[];
    for (const { tile, spans: blob } of rows) {
      const spans = spansFrom(blob);
      const first = tile * TILE_NODES;
      yield { ...spans, tile, from: Math.max(0, range.from - first), to: Math.min(spans.nodes, range.to - first) };
    }
  }

  /** Half bits of a part's classes, by tile: as many as #spans gives. */
  #parts(runVideoId: RunVideoId, level: number, part: number, range: NodeRange): Uint16Array[] {
    const rows = this.#db
      .prepare(
        `SELECT scores FROM score_tile_part WHERE run_video_id = ? AND level = ? AND part = ? AND tile >= ? AND tile < ?
         ORDER BY tile`,
      )
      .all(runVideoId, level, part, ...tileRange(range)) as { readonly scores: Uint8Array }[];
    return rows.map(({ scores }) => halvesFrom(scores));
  }
}

/** Nodes that together are exactly those of the range, of its level and above, so that few tiles need be read. */
export function coverOf(level: number, { from, to }: NodeRange): (NodeRange & { readonly level: number })[] {
  if (to - from <= FEW_NODES) return to > from ? [{ level, from, to }] : [];
  const inner = { from: Math.ceil(from / FAN), to: Math.floor(to / FAN) };
  const edges = [
    { level, from, to: inner.from * FAN },
    { level, from: inner.to * FAN, to },
  ];
  return [...edges.filter((edge) => edge.to > edge.from), ...coverOf(level + 1, inner)];
}

function tileRange({ from, to }: NodeRange): [number, number] {
  return [Math.floor(from / TILE_NODES), Math.ceil(to / TILE_NODES)];
}

function partOf(classIndex: number): number {
  return Math.floor(classIndex / PART_CLASSES);
}

/** In one piece of memory: every class of a model is asked for at once, too. */
function emptySeries(classes: number, nodes: number, channels: number): NodeScores[] {
  const all = new Float32Array(classes * channels * nodes);
  const column = (i: number) => all.subarray(i * nodes, (i + 1) * nodes);
  return Array.from({ length: classes }, (_, k) => {
    const least = column(k * channels);
    // A window's score is least, mean and greatest in one.
    if (channels === 1) return { least, mean: least, greatest: least };
    return { least, mean: column(k * channels + 1), greatest: column(k * channels + 2) };
  });
}

/** @param row of the part. */
function copyRow(halves: Uint16Array, row: number, { nodes, offset, places }: TilePlaces, into: NodeScores): void {
  const value = float16Values();
  const { least, mean, greatest } = into;
  if (least === mean) {
    for (let i = 0; i < places.length; i++) least[offset + i] = value[halves[row * nodes + places[i]!]!]!;
    return;
  }
  for (let i = 0; i < places.length; i++) {
    const at = (row * nodes + places[i]!) * 3;
    least[offset + i] = value[halves[at]!]!;
    mean[offset + i] = value[halves[at + 1]!]!;
    greatest[offset + i] = value[halves[at + 2]!]!;
  }
}

/** Raises each class's greatest score by those of a tile's nodes [from, to). */
function raise(
  greatest: Float32Array,
  halves: Uint16Array,
  { nodes, from, to }: NodeRange & { readonly nodes: number },
  channels: number,
): void {
  const value = float16Values();
  for (let row = 0; row < greatest.length; row++) {
    for (let place = from; place < to; place++) {
      const score = value[halves[(row * nodes + place) * channels + channels - 1]!]!;
      if (!(score <= greatest[row]!) && !Number.isNaN(score)) greatest[row] = score;
    }
  }
}
