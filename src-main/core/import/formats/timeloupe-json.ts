import { setImmediate } from 'node:timers/promises';
import { Findings } from '../findings.ts';
import type { JsonNode } from '../json-node.ts';
import type { Reader } from '../reader.ts';
import {
  type OwnClass,
  OwnRecords,
  ownAbsenceSchema,
  ownClassSchema,
  ownSegmentSchema,
  ownVideoSchema,
  recordIn,
} from './own-records.ts';

/** The newest version that is known. */
const VERSION = 1;
const AT_ONCE = 2_000;

/** What `export --format timeloupe-json` writes, without loss. */
export const timeloupeJsonReader: Reader = {
  id: 'timeloupe-json',
  name: 'Timeloupe JSON',
  endings: ['.json'],
  options: [],
  async fits(file) {
    return file.isJson && (await file.json()).at('format').value === 'timeloupe';
  },
  async read(file) {
    const root = await file.json();
    const version = root.at('version').number();
    if (version > VERSION)
      throw root.at('version').fault(`is ${version}: a newer Timeloupe wrote it. Update the application`);
    const findings = new Findings(file.name);
    findings.projectId = root.at('project').at('id').text();
    const records = new OwnRecords(findings);
    for await (const one of listIn(root, 'videos'))
      records.video(recordIn(ownVideoSchema, one.value, file.name, one.path));
    for await (const one of listIn(root, 'classes')) records.labelClass(classIn(one));
    for await (const one of listIn(root, 'segments')) {
      records.segment(recordIn(ownSegmentSchema, one.value, file.name, one.path), one.path);
    }
    for await (const one of listIn(root, 'absences')) {
      records.absence(recordIn(ownAbsenceSchema, one.value, file.name, one.path), one.path);
    }
    return findings.document();
  },
};

/** Classes are in the list's order, whatever number they had in their project. */
function classIn({ value, file, path }: JsonNode): OwnClass {
  const fields = { ...(Object(value) as Record<string, unknown>) };
  delete fields['order'];
  return recordIn(ownClassSchema, fields, file, path);
}

/** The records of a list, with a turn of the event loop now and then. */
async function* listIn(root: JsonNode, key: string): AsyncGenerator<JsonNode> {
  for (const [i, one] of root.at(key).items().entries()) {
    if (i % AT_ONCE === AT_ONCE - 1) await setImmediate();
    yield one;
  }
}
