import { Findings } from '../findings.ts';
import { type JsonNode } from '../json-node.ts';
import { fileNameIn } from '../names.ts';
import type { Reader, ReadOptions } from '../reader.ts';

const VIDEO_ENDING = /\.(mp4|m4v|mov|mkv|webm|avi|mpe?g|m2ts|mts|ts|wmv|flv|ogv|3gp|mxf)$/i;

/** Tasks of Label Studio's video timeline: frames from 1, the last one inside, counted at the task's frame rate. */
export const labelStudioReader: Reader = {
  id: 'label-studio',
  name: 'Label Studio',
  endings: ['.json'],
  options: ['predictions'],
  async fits(file) {
    if (!file.isJson) return false;
    const [first] = tasksOf(await file.json());
    return (
      first !== undefined &&
      first.at('data').isObject &&
      (first.at('annotations').isList || first.at('predictions').isList)
    );
  },
  async read(file, options) {
    const findings = new Findings(file.name);
    const root = await file.json();
    const ids = new Set<string>();
    for (const task of tasksOf(root)) readTask(task, { options, findings, ids });
    return findings.document();
  },
};

interface Reading {
  readonly options: ReadOptions;
  readonly findings: Findings;
  /** Of regions so far: the same one twice is a damaged file. */
  readonly ids: Set<string>;
}

function tasksOf(root: JsonNode): JsonNode[] {
  if (root.isList) return root.items();
  return root.at('data').isObject ? [root] : [];
}

function readTask(task: JsonNode, reading: Reading): void {
  const { findings, options } = reading;
  const data = task.at('data');
  if (!data.isObject) throw data.fault('is no object: a task needs its data');
  const names = namesIn(data);
  const [key] = names;
  if (key === undefined) throw data.fault('names no video');
  const rate = data.at('fps').amountOrNull() ?? 0;
  const media: TaskMedia = { key, fps: rate > 0 ? rate : null };
  findings.media(key, { names });
  for (const annotation of listIn(task, 'annotations')) {
    if (annotation.at('was_cancelled').value === true) {
      findings.lose('warning', 'skipped annotation', 'left out', 'its annotator gave the task up');
      continue;
    }
    readResult(
      annotation,
      media,
      { annotator: annotatorOf(annotation.at('completed_by')), isPrediction: false },
      reading,
    );
  }
  const predictions = listIn(task, 'predictions');
  const regions = predictions.reduce((sum, one) => sum + listIn(one, 'result').length, 0);
  if (!options.predictions) {
    findings.lose('warning', 'predicted region', 'left out', 'predictions are read only when asked for', regions);
    return;
  }
  for (const one of predictions) readResult(one, media, { annotator: null, isPrediction: true }, reading);
}

interface TaskMedia {
  readonly key: string;
  readonly fps: number | null;
}

interface Author {
  readonly annotator: string | null;
  readonly isPrediction: boolean;
}

function readResult(from: JsonNode, media: TaskMedia, author: Author, { findings, ids }: Reading): void {
  for (const region of listIn(from, 'result')) {
    const value = region.at('value');
    const labels = labelsIn(value);
    if (labels.length === 0) {
      const type = region.at('type').anyText() || 'unknown';
      findings.lose('lost', 'region', 'of another kind left out', `"${type}" is no span of the timeline`);
      continue;
    }
    const id = region.at('id').anyText();
    if (id !== '' && ids.has(id)) throw region.at('id').fault(`is "${id.slice(0, 60)}", as another region's`);
    ids.add(id);
    const score = region.at('score');
    const said = {
      media: media.key,
      note: noteIn(region.at('meta').at('text')),
      annotator: author.annotator,
      status: author.isPrediction ? ('unreviewed' as const) : null,
      score: author.isPrediction && !score.isMissing ? score.number() : null,
      where: region.path,
    };
    for (const place of placesIn(value, media.fps)) {
      for (const label of labels) findings.span({ ...said, label, place });
    }
  }
}

function labelsIn(value: JsonNode): string[] {
  const list = [value.at('timelinelabels'), value.at('labels')].find(({ isList }) => isList);
  return list ? list.items().map((label) => label.text()) : [];
}

/** Ranges of frames, or seconds as older templates have them. */
function placesIn(value: JsonNode, fps: number | null) {
  const ranges = value.at('ranges');
  if (ranges.isMissing) {
    const [startSec, endSec] = [value.at('start').amount(), value.at('end').amount()];
    if (endSec < startSec) throw value.fault(`ends at ${endSec}, before it starts`);
    return [{ unit: 'seconds', startSec, endSec } as const];
  }
  return ranges.items().map((range) => {
    const [start, end] = [range.at('start').amount(), range.at('end').amount()];
    if (start < 1 || !Number.isInteger(start) || !Number.isInteger(end)) {
      throw range.fault('is not between whole frames: they count from 1');
    }
    if (end < start) throw range.fault(`ends at frame ${end}, before it starts`);
    return { unit: 'frames', startFrame: start - 1, endFrame: end, fps } as const;
  });
}

function namesIn(data: JsonNode): string[] {
  const texts = data.entries().flatMap(([, node]) => (node.isText ? [fileNameIn(node.text())] : []));
  const video = data.at('video');
  const named = video.isText ? fileNameIn(video.text()) : texts.find((text) => VIDEO_ENDING.test(text));
  return [...new Set([named ?? '', data.at('name').anyText()])].filter((text) => text !== '');
}

function annotatorOf(person: JsonNode): string | null {
  if (person.isObject) {
    const named = person.at('email').anyText() || person.at('username').anyText();
    return named || numbered(person.at('id').anyText());
  }
  return numbered(person.anyText());
}

function numbered(id: string): string | null {
  return id === '' ? null : `Label Studio ${id}`;
}

function noteIn(text: JsonNode): string {
  if (text.isList)
    return text
      .items()
      .map((line) => line.anyText())
      .join('\n');
  return text.anyText();
}

function listIn(node: JsonNode, key: string): JsonNode[] {
  const list = node.at(key);
  return list.isMissing ? [] : list.items();
}
