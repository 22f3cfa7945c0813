import { looksLikeJson, parseJson, type JsonNode } from './json-node.ts';
import { separatorOf, tableHead } from './table.ts';

/** A file as readers see it. What several of them ask of it is worked out once. */
export class ImportFile {
  /** Without its folder. */
  readonly name: string;
  readonly text: string;
  readonly #sibling: (name: string) => Promise<string | null>;
  #json: Promise<JsonNode> | undefined;
  #head: Promise<readonly string[]> | undefined;

  /** @param sibling the text of another file in the same folder; null where there is none. */
  constructor(
    name: string,
    text: string,
    sibling: (name: string) => Promise<string | null> = () => Promise.resolve(null),
  ) {
    this.name = name;
    this.text = text;
    this.#sibling = sibling;
  }

  get isJson(): boolean {
    return looksLikeJson(this.text) && !/\.(csv|tsv|vtt|eaf)$/i.test(this.name);
  }

  get isXml(): boolean {
    return /^\s*</.test(this.text.slice(0, 4096));
  }

  /** Whether it may be one: it is no JSON, no XML and no subtitles. */
  get isTable(): boolean {
    return !this.isJson && !this.isXml && !this.text.startsWith('WEBVTT');
  }

  /** @throws AppError 'import.unreadable'. */
  json(): Promise<JsonNode> {
    return (this.#json ??= parseJson(this.name, this.text));
  }

  /** The first row of a table. @throws AppError 'import.unreadable'. */
  tableHead(): Promise<readonly string[]> {
    return (this.#head ??= tableHead(this.name, this.text, separatorOf(this.text)));
  }

  /** @throws AppError 'import.unreadable' where it is there and can't be read. */
  sibling(name: string): Promise<string | null> {
    return this.#sibling(name);
  }
}
