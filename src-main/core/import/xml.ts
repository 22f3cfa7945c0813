import { setImmediate } from 'node:timers/promises';
import { SaxesParser } from 'saxes';
import { unreadable } from './fault.ts';

const MAX_DEPTH = 100;
const MAX_ELEMENTS = 2_000_000;
/** Of one element. */
const MAX_ATTRIBUTES = 1_000;
/** Characters between turns of the event loop. */
const PIECE = 2 ** 16;

/** An element that begins, with the line it stands on, from 1. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly line: number;
}

/** Is told what a document holds, in its order. */
export interface XmlListener {
  open(element: XmlElement): void;
  /** @param text of the element directly, without its children's. */
  close(name: string, text: string): void;
}

/**
 * Reads XML strictly. Document types are refused, and with them all entities but XML's own five: nothing outside the
 * file is ever read, and nothing in it grows.
 *
 * @throws AppError 'import.unreadable' with the line.
 */
export async function readXml(file: string, text: string, listener: XmlListener): Promise<void> {
  const parser = new SaxesParser();
  const texts: string[] = [];
  let elements = 0;
  let attributes = 0;
  parser.on('doctype', () => {
    throw unreadable(
      file,
      `line ${parser.line} declares a document type (DOCTYPE)`,
      'Write it without one; Timeloupe follows none',
    );
  });
  parser.on('error', (error) => {
    const what = error.message
      .replace(/^\d+:\d+: /, '')
      .replace(/^undefined/, 'unknown')
      .replace(/\.$/, '');
    throw unreadable(file, `it is no sound XML: line ${parser.line}: ${what}`);
  });
  parser.on('attribute', () => {
    if (++attributes > MAX_ATTRIBUTES)
      throw unreadable(file, `line ${parser.line} has an element of more than ${MAX_ATTRIBUTES} attributes`);
  });
  parser.on('opentag', (element) => {
    attributes = 0;
    if (++elements > MAX_ELEMENTS) throw unreadable(file, `it has more than ${MAX_ELEMENTS} elements`);
    if (texts.push('') > MAX_DEPTH)
      throw unreadable(file, `it nests more than ${MAX_DEPTH} elements, at line ${parser.line}`);
    listener.open({ name: element.name, attributes: element.attributes, line: parser.line });
  });
  const addText = (more: string) => {
    const own = texts.pop();
    if (own !== undefined) texts.push(own + more);
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', ({ name }) => listener.close(name, texts.pop() ?? ''));
  for (let from = 0; from < text.length; from += PIECE) {
    parser.write(text.slice(from, from + PIECE));
    await setImmediate();
  }
  parser.close();
}
