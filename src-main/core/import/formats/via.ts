import { Findings } from '../findings.ts';
import { type JsonNode } from '../json-node.ts';
import { fileNameIn } from '../names.ts';
import type { Reader } from '../reader.ts';

/** VIA's numbers of attributes' types. */
const TEXT = 1;
const CHECKBOX = 2;
/** Attributes whose texts are notes and nothing else. */
const NOTE = /^(notes?|comments?|)$/i;

/** A VIA 3 project: temporal segments with the options of their attributes as labels; regions of a picture are left out. */
export const viaReader: Reader = {
  id: 'via',
  name: 'VIA 3',
  endings: ['.json'],
  options: [],
  async fits(file) {
    if (!file.isJson) return false;
    const root = await file.json();
    return ['metadata', 'attribute', 'view', 'file'].every((key) => root.at(key).isObject);
  },
  async read(file) {
    const root = await file.json();
    const findings = new Findings(file.name);
    const attributes = new Map(root.at('attribute').entries().map(attributeOf));
    const choices = [...attributes.values()].filter(({ type }) => type !== TEXT);
    const medias = mediaByView(root, findings);
    for (const [id, node] of root.at('metadata').entries()) {
      const media = medias.get(node.at('vid').anyText());
      if (media === undefined) throw node.at('vid').fault('names no view that has a file');
      readSegment(id, node, { media, attributes, isOne: choices.length < 2, findings });
    }
    return findings.document();
  },
};

interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly options: ReadonlyMap<string, string>;
}

function attributeOf([id, node]: [string, JsonNode]): [string, Attribute] {
  const options = node.at('options');
  const attribute = {
    name: node.at('aname').anyText(),
    type: node.at('type').amountOrNull() ?? 0,
    options: new Map(options.isObject ? options.entries().map(([key, text]) => [key, text.anyText()]) : []),
  };
  return [id, attribute];
}

/** A view shows several files at once where it compares them; its spans belong to the first. */
function mediaByView(root: JsonNode, findings: Findings): ReadonlyMap<string, string> {
  const medias = new Map<string, string>();
  const files = root.at('file');
  for (const [id, view] of root.at('view').entries()) {
    const [first, ...others] = view.at('fid_list').items();
    if (!first) continue;
    const file = files.at(first.anyText());
    if (!file.isObject) throw first.fault('names no file of the project');
    const name = fileNameIn(file.at('fname').anyText() || file.at('src').anyText());
    if (name === '') throw file.fault('has no name');
    medias.set(id, name);
    findings.media(name);
    findings.lose(
      'warning',
      'file',
      'shown beside another left out',
      'spans go to the first file of a view',
      others.length,
    );
  }
  return medias;
}

interface Reading {
  readonly media: string;
  /** By id. */
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** One attribute is what spans are labelled by; of several, labels name theirs. */
  readonly isOne: boolean;
  readonly findings: Findings;
}

function readSegment(id: string, node: JsonNode, { media, attributes, isOne, findings }: Reading): void {
  const xy = node.at('xy');
  if (xy.isList && xy.items().length > 0) {
    findings.lose('lost', 'region', 'of a picture left out', 'segments have no place in the picture');
    return;
  }
  const [start, end = start] = node.at('z').items();
  if (!start || !end) {
    findings.lose('lost', 'remark', 'on a whole file left out', 'it has no time');
    return;
  }
  const [startSec, endSec] = [start.amount(), end.amount()];
  if (endSec < startSec) throw node.at('z').fault(`ends at ${endSec}, before it starts`);
  const values = node.at('av').isObject ? node.at('av').entries() : [];
  const said = values.flatMap(([attribute, value]) => {
    const one = attributes.get(attribute);
    return one ? [{ one, value: value.anyText() }] : [];
  });
  const note = said
    .filter(({ one, value }) => one.type === TEXT && value !== '')
    .map(({ one, value }) => (NOTE.test(one.name) ? value : `${one.name}: ${value}`))
    .join('\n');
  const labels = said.flatMap(({ one, value }) =>
    labelsOf(one, value, node).map((text) => (isOne ? text : `${one.name}: ${text}`)),
  );
  if (labels.length === 0) findings.lose('lost', 'span', 'without a label left out', `the first one: ${id}`);
  const place = { unit: 'seconds', startSec, endSec } as const;
  for (const label of labels) findings.span({ media, label, place, note, where: node.path });
}

function labelsOf({ type, options }: Attribute, value: string, node: JsonNode): string[] {
  if (type === TEXT || value === '') return [];
  const ids = type === CHECKBOX ? value.split(',').filter((id) => id !== '') : [value];
  return ids.map((id) => {
    const text = options.get(id);
    if (text === undefined) throw node.fault(`has the option "${id.slice(0, 40)}", which its attribute doesn't know`);
    return text;
  });
}
