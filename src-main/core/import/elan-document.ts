import { unreadable } from './fault.ts';
import { readXml, type XmlElement } from './xml.ts';

export interface ElanAnnotation {
  readonly id: string;
  readonly startSlot: string;
  readonly endSlot: string;
  readonly value: string;
  readonly line: number;
}

export interface ElanTier {
  readonly id: string;
  /** The tier it depends on; "" for none. */
  readonly parent: string;
  readonly annotator: string;
  readonly participant: string;
  /** Those with times of their own. */
  readonly annotations: readonly ElanAnnotation[];
}

/** An .eaf as it is written. */
export interface ElanDocument {
  readonly media: readonly {
    readonly url: string;
    readonly relativeUrl: string;
    readonly mime: string;
    readonly originMs: number;
  }[];
  /** Milliseconds by id; null for slots without a time. */
  readonly slots: ReadonlyMap<string, number | null>;
  readonly tiers: readonly ElanTier[];
  /** Annotations without times, with the one each belongs to. */
  readonly references: readonly { readonly id: string; readonly of: string }[];
  /** How many controlled vocabularies it has. */
  readonly vocabularies: number;
}

/** @throws AppError 'import.unreadable' with the line. */
export async function readElan(file: string, text: string): Promise<ElanDocument> {
  const reading = new ElanReading(file);
  await readXml(file, text, reading);
  return reading.document();
}

/** Puts an .eaf together as its elements come. */
class ElanReading {
  readonly #file: string;
  readonly #media: ElanDocument['media'][number][] = [];
  readonly #slots = new Map<string, number | null>();
  readonly #tiers: (ElanTier & { readonly annotations: ElanAnnotation[] })[] = [];
  readonly #references: ElanDocument['references'][number][] = [];
  readonly #ids = new Set<string>();
  #vocabularies = 0;
  #root = '';
  #annotation: Omit<ElanAnnotation, 'value'> | null = null;
  #value = '';

  constructor(file: string) {
    this.#file = file;
  }

  document(): ElanDocument {
    if (this.#root !== 'ANNOTATION_DOCUMENT') throw unreadable(this.#file, 'it is no ELAN document');
    const [media, slots, tiers, references] = [this.#media, this.#slots, this.#tiers, this.#references];
    return { media, slots, tiers, references, vocabularies: this.#vocabularies };
  }

  open(element: XmlElement): void {
    const { name, attributes, line } = element;
    if (this.#root === '') this.#root = name;
    const get = (key: string) => attributes[key] ?? '';
    if (name === 'HEADER') this.#checkUnits(get('TIME_UNITS'), line);
    else if (name === 'MEDIA_DESCRIPTOR') this.#addMedia(get, line);
    else if (name === 'TIME_SLOT') this.#addSlot(get('TIME_SLOT_ID'), attributes['TIME_VALUE'], line);
    else if (name === 'TIER') {
      const tier = { id: this.#newId(get('TIER_ID'), 'tier', line), parent: get('PARENT_REF') };
      this.#tiers.push({ ...tier, annotator: get('ANNOTATOR'), participant: get('PARTICIPANT'), annotations: [] });
    } else if (name === 'ALIGNABLE_ANNOTATION') {
      const id = this.#newId(get('ANNOTATION_ID'), 'annotation', line);
      this.#annotation = { id, startSlot: get('TIME_SLOT_REF1'), endSlot: get('TIME_SLOT_REF2'), line };
      this.#value = '';
    } else if (name === 'REF_ANNOTATION') {
      this.#references.push({ id: this.#newId(get('ANNOTATION_ID'), 'annotation', line), of: get('ANNOTATION_REF') });
    } else if (name === 'CONTROLLED_VOCABULARY') this.#vocabularies++;
  }

  close(name: string, text: string): void {
    if (name === 'ANNOTATION_VALUE') this.#value = text;
    if (name !== 'ALIGNABLE_ANNOTATION' || !this.#annotation) return;
    const tier = this.#tiers.at(-1);
    if (!tier) throw unreadable(this.#file, `line ${this.#annotation.line} has an annotation outside any tier`);
    tier.annotations.push({ ...this.#annotation, value: this.#value });
    this.#annotation = null;
  }

  #checkUnits(units: string, line: number): void {
    if (units === '' || units === 'milliseconds') return;
    throw unreadable(
      this.#file,
      `line ${line} counts time in ${units.slice(0, 40)}`,
      'Save it with times in milliseconds',
    );
  }

  #addMedia(get: (key: string) => string, line: number): void {
    const origin = get('TIME_ORIGIN');
    if (origin !== '' && !/^-?\d{1,15}$/.test(origin))
      throw unreadable(this.#file, `line ${line} has a TIME_ORIGIN that is no whole number`);
    const [url, relativeUrl, mime] = [get('MEDIA_URL'), get('RELATIVE_MEDIA_URL'), get('MIME_TYPE')];
    this.#media.push({ url, relativeUrl, mime, originMs: Number(origin) });
  }

  #addSlot(id: string, value: string | undefined, line: number): void {
    if (this.#slots.has(id)) throw unreadable(this.#file, `line ${line} has a time slot "${id.slice(0, 60)}" again`);
    if (value !== undefined && !/^\d{1,15}$/.test(value)) {
      throw unreadable(
        this.#file,
        `line ${line} has the time "${value.slice(0, 40)}", which is no whole number of milliseconds from 0`,
      );
    }
    this.#slots.set(id, value === undefined ? null : Number(value));
  }

  #newId(id: string, what: string, line: number): string {
    const key = `${what} ${id}`;
    if (this.#ids.has(key)) throw unreadable(this.#file, `line ${line} has the ${what} "${id.slice(0, 60)}" again`);
    this.#ids.add(key);
    return id;
  }
}
