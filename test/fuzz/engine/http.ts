import { mutatedBytes } from './bytes.ts';
import { mutatedJson } from './json.ts';
import type { Random } from './random.ts';
import { mutatedText } from './text.ts';
import { writtenJson } from './values.ts';

const HEAD_END = '\r\n\r\n';

/** A request or an answer as it goes over the wire; a character is a byte. */
export interface Message {
  readonly head: string;
  readonly body: string;
}

/** @param text without an end of its head: all of it is head. */
export function messageFrom(text: string): Message {
  const at = text.indexOf(HEAD_END);
  return at < 0 ? { head: text, body: '' } : { head: text.slice(0, at), body: text.slice(at + HEAD_END.length) };
}

/**
 * A copy with its head's words, its body, or any of its bytes changed. The length that it tells is mostly that of the
 * body, so that the body is read.
 *
 * @param others messages that parts are taken from.
 * @param telling kinds of a head's lines, which are put in place of one, or added.
 */
export function mutatedMessage(
  sound: Message,
  random: Random,
  { others, telling }: { readonly others: readonly Message[]; readonly telling: readonly (readonly string[])[] },
): string {
  switch (random.below(5)) {
    case 0:
      return latin1(mutatedBytes(bytes(written(sound)), random, others.map(written).map(bytes)));
    case 1:
      return written({ ...sound, head: mutatedHead(sound.head, random, others) });
    case 2:
      return written({ ...sound, head: withLine(sound.head, random.pick(random.pick(telling)), random) });
    case 3:
      return written(random.isOne(8) ? changed(sound, random, others) : measured(changed(sound, random, others)));
    default: {
      const head = withLine(mutatedHead(sound.head, random, others), random.pick(random.pick(telling)), random);
      return written(measured(changed({ ...sound, head }, random, others)));
    }
  }
}

function mutatedHead(head: string, random: Random, others: readonly Message[]): string {
  const text = mutatedText(
    head,
    random,
    others.map((other) => other.head),
  );
  // What is beyond a byte is written in UTF-8, as programs do.
  return random.isOne(2) ? latin1(Buffer.from(text)) : text;
}

function withLine(head: string, line: string, random: Random): string {
  const [first = '', ...lines] = head.split('\r\n');
  // A line without a name is the first one.
  if (!/^[\w-]+:/.test(line)) return [line, ...lines].join('\r\n');
  const name = line.slice(0, line.indexOf(':') + 1).toLowerCase();
  const others = random.isOne(6) ? lines : lines.filter((one) => !one.toLowerCase().startsWith(name));
  return [first, ...others, line].join('\r\n');
}

/** With another body: JSON as JSON. */
function changed({ head, body }: Message, random: Random, others: readonly Message[]): Message {
  const value = jsonIn(body);
  if (value !== undefined && !random.isOne(4)) {
    return { head, body: latin1(Buffer.from(writtenJson(mutatedJson(value, random)))) };
  }
  return { head, body: latin1(mutatedBytes(bytes(body), random, others.map((other) => other.body).map(bytes))) };
}

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(bytes(body).toString());
  } catch {
    return undefined;
  }
}

function measured({ head, body }: Message): Message {
  return { head: head.replace(/^(content-length: *)\d+/im, `$1${body.length}`), body };
}

function written({ head, body }: Message): string {
  return `${head}${HEAD_END}${body}`;
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function latin1(buffer: Buffer): string {
  return buffer.toString('latin1');
}
