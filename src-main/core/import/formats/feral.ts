import type { Span } from '../../../shared/records.ts';
import { Findings } from '../findings.ts';
import { JsonNode } from '../json-node.ts';
import type { Reader } from '../reader.ts';

/** FERAL's JSON: a number for each frame, or a list of 0 and 1 by class where a frame may have several. */
export const feralReader: Reader = {
  id: 'feral',
  name: 'FERAL JSON',
  endings: ['.json'],
  options: [],
  async fits(file) {
    if (!file.isJson) return false;
    const root = await file.json();
    return root.at('class_names').isObject && root.at('labels').isObject;
  },
  async read(file) {
    const root = await file.json();
    const findings = new Findings(file.name);
    const classes = new Map(
      root
        .at('class_names')
        .entries()
        .map(([index, name]) => [index, name.text()]),
    );
    for (const [index, name] of classes) if (!isNothing(index, name)) findings.labelClass(name);
    for (const [name, frames] of root.at('labels').entries()) readVideo(name, frames, classes, findings);
    const splits = root.at('splits');
    const inSets = splits.isObject
      ? splits.entries().reduce((sum, [, list]) => sum + (list.isList ? list.items().length : 0), 0)
      : 0;
    findings.lose('warning', 'video', 'with a set that is not taken over', 'sets are chosen at export', inSets);
    return findings.document();
  },
};

/** The class of frames that have no other. What was labelled and what was not is one there, so it says nothing. */
function isNothing(index: string, name: string): boolean {
  return index === '0' && /^(other|background|none|nothing|no[ _-]?behaviou?r)$/i.test(name);
}

function readVideo(name: string, frames: JsonNode, classes: ReadonlyMap<string, string>, findings: Findings): void {
  if (!frames.isList) throw frames.fault('is no list');
  // Long videos have millions of cells: they are looked at as they are.
  const values = frames.value as readonly unknown[];
  findings.media(name, { frameCount: values.length });
  for (const [frame, value] of values.entries()) {
    const wrong = faultOf(value, classes);
    if (wrong !== null) throw new JsonNode(value, frames.file, `${frames.path}[${frame}]`).fault(wrong);
  }
  for (const { index, startFrame, endFrame } of runsIn(values)) {
    const label = classes.get(String(index));
    if (label === undefined) continue;
    if (isNothing(String(index), label)) {
      const why = 'unlabelled and absent are one in this format, so it is taken for neither';
      findings.lose('warning', 'span', `of "${label}" left out`, why);
      continue;
    }
    const place = { unit: 'frames', startFrame, endFrame, fps: null } as const;
    findings.span({ media: name, label, place, where: `${frames.path}[${startFrame}]` });
  }
}

/** Where frames of a class follow one another, in the order in which they end. Each cell is looked at once. */
function* runsIn(values: readonly unknown[]): Iterable<Span & { readonly index: number }> {
  const open = new Map<number, number>();
  for (let frame = 0; frame <= values.length; frame++) {
    const value = values[frame];
    for (const [index, startFrame] of open) {
      if (isActive(value, index)) continue;
      open.delete(index);
      yield { index, startFrame, endFrame: frame };
    }
    for (const index of activeIn(value)) if (!open.has(index)) open.set(index, frame);
  }
}

function activeIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return Array.isArray(value) ? value.flatMap((cell, index) => (cell === 1 ? [index] : [])) : [];
}

function isActive(value: unknown, index: number): boolean {
  return Array.isArray(value) ? value[index] === 1 : value === index;
}

/** null for a frame that is as it should be; -1 is no label. */
function faultOf(value: unknown, classes: ReadonlyMap<string, string>): string | null {
  if (!Array.isArray(value)) {
    if (typeof value !== 'number' || !Number.isInteger(value)) return 'is no whole number';
    return value === -1 || classes.has(String(value)) ? null : `is ${value}, which has no name among class_names`;
  }
  for (const [index, cell] of (value as readonly unknown[]).entries()) {
    if (cell !== 0 && cell !== 1) return 'holds something else than 0 and 1';
    if (cell === 1 && !classes.has(String(index))) return `has a class ${index}, which has no name among class_names`;
  }
  return null;
}
