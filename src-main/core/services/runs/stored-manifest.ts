import type { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import type { ModelRecord } from '../../../shared/records.ts';

/**
 * What a schema asks of the manifest that a project keeps of a model.
 *
 * @throws AppError 'project.invalid' where the project lacks the model, or keeps something else.
 */
export function storedManifest<T extends z.ZodType>(schema: T, model: ModelRecord | undefined): z.output<T> {
  const parsed = schema.safeParse(model?.manifest);
  if (model && parsed.success) return parsed.data;
  const what = model ? `keeps the model "${model.name}" in a form that this version does not know` : 'lacks a model';
  throw new AppError('project.invalid', `The project ${what}. \`timeloupe project check\` tells more.`);
}
