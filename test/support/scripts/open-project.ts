import { writeSync } from 'node:fs';
import { ProjectStore } from '../../../src-main/core/store/project-store.ts';

/** Opens a project, tries to write to it, and prints what came of it as JSON: `node open-project.mjs FILE`. */
const [path = ''] = process.argv.slice(2);
const result: Record<string, unknown> = {};
try {
  const store = ProjectStore.open(path);
  result['reason'] = store.readOnlyReason;
  result['id'] = store.meta().id;
  try {
    store.db.exec(`INSERT INTO meta (key, value) VALUES ('note', 'written')`);
  } catch (error) {
    result['refusal'] = codeOf(error);
  }
  store.close();
} catch (error) {
  result['failure'] = codeOf(error);
}
writeSync(1, JSON.stringify(result));

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : String(error);
}
