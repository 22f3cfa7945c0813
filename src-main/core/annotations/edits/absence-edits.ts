import { AppError } from '../../../shared/errors.ts';
import { framesIn, subtract, union } from '../../base/spans.ts';
import { absencesOf, setAbsences } from '../absence-spans.ts';
import type { EditRule } from '../edit-context.ts';
import { checkSpan, knownClass } from '../rules.ts';
import { framesWord } from '../words.ts';

export const verifyAbsent: EditRule<'verifyAbsent'> = (draft, edit, { annotator, newId }) => {
  const { videoId, classId } = edit;
  checkSpan(draft, videoId, edit);
  const { name } = knownClass(draft, classId);
  const lane = { videoId, classId, annotator };
  const before = absencesOf(draft, lane);
  const after = union([...before, edit]);
  if (framesIn(after) === framesIn(before)) {
    throw new AppError('edit.invalid', `"${name}" is verified absent at ${framesWord(edit)} already.`);
  }
  setAbsences(draft, lane, after, newId);
  return `Verify that ${name} is absent`;
};

/** Of whoever verified it: what is cleared is unreviewed again. */
export const clearAbsent: EditRule<'clearAbsent'> = (draft, edit, { newId }) => {
  const { videoId, classId } = edit;
  checkSpan(draft, videoId, edit);
  const { name } = knownClass(draft, classId);
  const annotators = new Set(draft.absences({ videoId, classId }).map(({ annotator }) => annotator));
  let cleared = 0;
  for (const annotator of annotators) {
    const lane = { videoId, classId, annotator };
    const before = absencesOf(draft, lane);
    const after = subtract(before, [edit]);
    cleared += framesIn(before) - framesIn(after);
    setAbsences(draft, lane, after, newId);
  }
  if (cleared === 0) {
    throw new AppError('edit.invalid', `"${name}" is verified absent nowhere at ${framesWord(edit)}.`);
  }
  return `Clear the absence of ${name}`;
};
