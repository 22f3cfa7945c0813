import { expect, test } from 'vitest';
import { z } from 'zod';
import { analysisDocumentSchema } from '../../../src-main/shared/analysis-document.ts';

test('docs/analysis.schema.json is the schema of the code (vitest -u writes it anew)', async () => {
  const schema = z.toJSONSchema(analysisDocumentSchema);
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../../docs/analysis.schema.json');
});
