import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src-main/shared/errors.ts';

const said = (message: string) => new AppError('config.invalid', message).message;

describe('a message', () => {
  test('is as it was written, in any script', () => {
    const message = '"Łąka ☀ 野原 שלום.mp4" can’t be read: it is empty. Copy it again.';
    expect(said(message)).toBe(message);
  });

  test('can’t give orders to a terminal, break its line, or turn the direction of writing', () => {
    expect(said('The class "a\u001b[2Jb\u0007\r\n\tc\u202egpj\u0085" is none.')).toBe(
      'The class "a\ufffd[2Jb\ufffd c\ufffdgpj\ufffd" is none.',
    );
  });

  test('is cut in its middle where it holds somebody’s data', () => {
    const message = said(`The name ${'n'.repeat(1e6)} is too long. Shorten it.`);
    expect(message).toHaveLength(2000);
    expect(message).toMatch(/^The name n+ … n+ is too long\. Shorten it\.$/);
  });
});
