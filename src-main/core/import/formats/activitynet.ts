import { Findings } from '../findings.ts';
import { type JsonNode } from '../json-node.ts';
import type { Reader } from '../reader.ts';

/** ActivityNet's JSON: a map of videos with their annotations; `results` of detectors are unreviewed, with scores. */
export const activityNetReader: Reader = {
  id: 'activitynet-json',
  name: 'ActivityNet JSON',
  endings: ['.json'],
  options: [],
  async fits(file) {
    if (!file.isJson) return false;
    const root = await file.json();
    return root.at('database').isObject || root.at('results').isObject;
  },
  async read(file) {
    const root = await file.json();
    const findings = new Findings(file.name);
    for (const node of nodesOf(root))
      if (!node.at('parentId').isMissing) findings.labelClass(node.at('nodeName').anyText());
    const database = root.at('database');
    if (!database.isMissing) for (const [name, entry] of database.entries()) readEntry(name, entry, findings);
    const results = root.at('results');
    if (!results.isMissing) for (const [name, list] of results.entries()) readResults(name, list, findings);
    return findings.document();
  },
};

function nodesOf(root: JsonNode): JsonNode[] {
  const taxonomy = root.at('taxonomy');
  return taxonomy.isList ? taxonomy.items() : [];
}

function readEntry(name: string, entry: JsonNode, findings: Findings): void {
  if (!entry.isObject) throw entry.fault('is no object');
  findings.media(name, { durationSec: entry.at('duration').amountOrNull() });
  if (entry.at('subset').isText) {
    findings.lose('warning', 'video', 'with a subset that is not taken over', 'sets are chosen at export');
  }
  const annotations = entry.at('annotations');
  if (annotations.isMissing) return;
  for (const one of annotations.items()) findings.span({ media: name, ...spanIn(one) });
}

function readResults(name: string, list: JsonNode, findings: Findings): void {
  for (const one of list.items()) {
    const score = one.at('score');
    findings.span({
      media: name,
      ...spanIn(one),
      status: 'unreviewed',
      score: score.isMissing ? null : score.number(),
    });
  }
}

function spanIn(one: JsonNode) {
  const segment = one.at('segment');
  const [start, end, ...rest] = segment.items();
  if (!start || !end || rest.length > 0) throw segment.fault('is not a start and an end');
  const [startSec, endSec] = [start.amount(), end.amount()];
  if (endSec < startSec) throw segment.fault(`ends at ${endSec}, before it starts`);
  return { label: one.at('label').text(), place: { unit: 'seconds', startSec, endSec } as const, where: one.path };
}
