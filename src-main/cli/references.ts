import { basename } from 'node:path';
import { AppError, type ErrorCode } from '../shared/errors.ts';
import type { LabelClass, ModelRecord, ProjectVideo, Segment } from '../shared/records.ts';

/** How a command may name a record: by a name (whatever the case), its id, or the beginning of its id. */
interface Kind<T> {
  readonly word: string;
  readonly unknown: ErrorCode;
  readonly names: (one: T) => readonly string[];
  readonly id: (one: T) => string;
}

/** @throws AppError 'class.unknown', or 'request.invalid' for several. */
export function classNamed(classes: readonly LabelClass[], text: string): LabelClass {
  const kind: Kind<LabelClass> = {
    word: 'class',
    unknown: 'class.unknown',
    names: ({ name }) => [name],
    id: ({ id }) => id,
  };
  return only(classes, text, kind);
}

/** By its path or file name, too. @throws AppError 'video.unknown', or 'request.invalid' for several. */
export function videoNamed(videos: readonly ProjectVideo[], text: string): ProjectVideo {
  return only(videos, text, {
    word: 'video',
    unknown: 'video.unknown',
    names: ({ name, path }) => [name, path, basename(path)],
    id: ({ id }) => id,
  });
}

/** @throws AppError 'segment.unknown', or 'request.invalid' for several. */
export function segmentNamed(segments: readonly Segment[], text: string): Segment {
  return only(segments, text, { word: 'segment', unknown: 'segment.unknown', names: () => [], id: ({ id }) => id });
}

/** @throws AppError 'model.not_found', or 'request.invalid' for several. */
export function modelNamed(models: readonly ModelRecord[], text: string): ModelRecord {
  const kind: Kind<ModelRecord> = {
    word: 'model',
    unknown: 'model.not_found',
    names: ({ name, path }) => [name, path],
    id: ({ hash }) => hash,
  };
  return only(models, text, kind);
}

/** A name or a whole id comes before the beginning of one. */
function only<T>(records: readonly T[], text: string, { word, unknown, names, id }: Kind<T>): T {
  const key = text.toLowerCase();
  const exact = records.filter((one) => id(one) === text || names(one).some((name) => name.toLowerCase() === key));
  const found = exact.length > 0 || text === '' ? exact : records.filter((one) => id(one).startsWith(key));
  const [first, second] = found;
  if (first === undefined) throw new AppError(unknown, `The project has no ${word} "${text}".`);
  if (second === undefined) return first;
  const ids = found.slice(0, 5).map(id);
  throw new AppError(
    'request.invalid',
    `"${text}" could be any of ${found.length}: ${ids.join(', ')}. Write more of the id.`,
  );
}
