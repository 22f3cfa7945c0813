import { expect, test } from 'vitest';
import { Reading } from '../../../../src-renderer/state/reading.ts';

test('an answer that a change has overtaken is asked for again and never shown', async () => {
  const { reading, questions, shown } = room();
  const done = reading.read();
  await asked(questions, 1);
  reading.outdate();
  questions[0]!.answer('old');
  await asked(questions, 2);
  expect(shown).toEqual([]);
  questions[1]!.answer('new');
  await done;
  expect(shown).toEqual(['new']);
});

test('of two readings the older answer never comes last, and both end with the newer one', async () => {
  const { reading, questions, shown } = room();
  const [first, second] = [reading.read(), reading.read()];
  await asked(questions, 1);
  const third = reading.read();
  questions[0]!.answer('old');
  await asked(questions, 2);
  questions[1]!.answer('new');
  await Promise.all([first, second, third]);
  expect(shown).toEqual(['new']);
});

test('whoever asks while an answer is being shown gets one of its own', async () => {
  const { reading, questions, shown, onShow } = room();
  const again: Promise<void>[] = [];
  onShow(() => {
    if (again.length === 0) again.push(reading.read());
  });
  const first = reading.read();
  await asked(questions, 1);
  questions[0]!.answer('one');
  await first;
  await asked(questions, 2);
  questions[1]!.answer('two');
  await again[0];
  expect(shown).toEqual(['one', 'two']);
});

test('a failure is told, but not one that a change has overtaken', async () => {
  const { reading, questions, shown } = room();
  const done = reading.read();
  await asked(questions, 1);
  reading.outdate();
  questions[0]!.fail(new Error('closed'));
  await asked(questions, 2);
  questions[1]!.answer('open again');
  await done;
  const failed = reading.read();
  await asked(questions, 3);
  questions[2]!.fail(new Error('gone'));
  await expect(failed).rejects.toThrow('gone');
  expect(shown).toEqual(['open again']);
});

test('what is no longer wanted is neither shown nor failed, and the next reading is its own', async () => {
  const { reading, questions, shown } = room();
  const [late, broken] = [reading.read(), reading.read()];
  await asked(questions, 1);
  reading.forget();
  const next = reading.read();
  await asked(questions, 2);
  questions[1]!.answer('of the next project');
  await next;
  questions[0]!.fail(new Error('closed'));
  await Promise.all([late, broken]);
  expect(shown).toEqual(['of the next project']);
});

interface Question {
  readonly answer: (value: string) => void;
  readonly fail: (error: Error) => void;
}

/** A reading whose questions are answered by hand. */
function room() {
  const questions: Question[] = [];
  const shown: string[] = [];
  let tell = () => {};
  const reading = new Reading(
    () => new Promise<string>((answer, fail) => questions.push({ answer, fail })),
    (value) => {
      shown.push(value);
      tell();
    },
  );
  const onShow = (listener: () => void) => (tell = listener);
  return { reading, questions, shown, onShow };
}

async function asked(questions: readonly Question[], count: number): Promise<void> {
  await expect.poll(() => questions.length).toBe(count);
}
