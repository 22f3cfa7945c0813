import { refuseCycles } from '../cycles.ts';
import { readElan, type ElanAnnotation, type ElanDocument, type ElanTier } from '../elan-document.ts';
import { unreadable } from '../fault.ts';
import { Findings } from '../findings.ts';
import { fileNameIn } from '../names.ts';
import type { Reader, ReadOptions } from '../reader.ts';

/** ELAN's .eaf: aligned annotations become spans, named by their value or by their tier. */
export const elanReader: Reader = {
  id: 'elan',
  name: 'ELAN',
  endings: ['.eaf'],
  options: ['labels'],
  fits: (file) => file.isXml && /<ANNOTATION_DOCUMENT[\s>]/.test(file.text.slice(0, 65_536)),
  async read(file, options) {
    const document = await readElan(file.name, file.text);
    const findings = new Findings(file.name);
    refuseCycles(file.name, 'tier', new Map(document.tiers.map(({ id, parent }) => [id, parent])));
    refuseCycles(file.name, 'annotation', new Map(document.references.map(({ id, of }) => [id, of])));
    const { media, originSec } = mediaOf(document, file.name, findings);
    for (const tier of document.tiers) readTier(tier, { document, media, originSec, options, findings });
    const why = 'they refer to others and have no times of their own';
    findings.lose('lost', 'annotation', 'on reference tiers left out', why, document.references.length);
    const vocabularies = document.vocabularies;
    findings.lose(
      'warning',
      'controlled vocabulary',
      'not taken over',
      'only the values that annotations have',
      vocabularies,
    );
    return findings.document();
  },
};

/** The first video counts; what plays beside it is another view of the same. */
function mediaOf({ media }: ElanDocument, file: string, findings: Findings): { media: string; originSec: number } {
  const name = ({ url, relativeUrl }: ElanDocument['media'][number]) => fileNameIn(relativeUrl) || fileNameIn(url);
  const videos = media.filter((one) => name(one) !== '');
  const first = videos.find(({ mime }) => mime.startsWith('video')) ?? videos[0];
  const others = videos.length - (first ? 1 : 0);
  findings.lose('warning', 'media file', 'beside the first left out', 'annotations go to the first video', others);
  const key = first ? name(first) : file.replace(/\.eaf$/i, '');
  findings.media(key);
  return { media: key, originSec: (first?.originMs ?? 0) / 1000 };
}

interface Reading {
  readonly document: ElanDocument;
  readonly media: string;
  /** Where in the video ELAN's time begins. */
  readonly originSec: number;
  readonly options: ReadOptions;
  readonly findings: Findings;
}

function readTier(tier: ElanTier, reading: Reading): void {
  const { findings } = reading;
  if (tier.participant !== '' && tier.annotations.length > 0) {
    const why = `the first one: ${tier.participant} on ${tier.id}`;
    findings.lose('warning', 'participant', 'not taken over', why);
  }
  for (const annotation of tier.annotations) readAnnotation(annotation, tier, reading);
}

function readAnnotation(annotation: ElanAnnotation, tier: ElanTier, reading: Reading): void {
  const { document, media, originSec, options, findings } = reading;
  const { file } = findings;
  const [start, end] = [annotation.startSlot, annotation.endSlot].map((slot) => {
    const ms = document.slots.get(slot);
    if (ms === undefined)
      throw unreadable(file, `line ${annotation.line} refers to a time slot "${slot.slice(0, 60)}" that is not there`);
    return ms;
  });
  if (start === null || end === null || start === undefined || end === undefined) {
    const why = `the first one: ${annotation.id}; give its edges a time in ELAN`;
    findings.lose('lost', 'annotation', 'without times left out', why);
    return;
  }
  if (end < start) throw unreadable(file, `line ${annotation.line} ends at ${end} ms, before it starts`);
  const value = annotation.value.trim() === '' ? '' : annotation.value;
  const label = options.labels === 'tier' || value === '' ? tier.id : value;
  const place = { unit: 'seconds', startSec: start / 1000 + originSec, endSec: end / 1000 + originSec } as const;
  const note = options.labels === 'tier' && value !== tier.id ? value : '';
  findings.span({ media, label, place, note, annotator: tier.annotator || null, where: `line ${annotation.line}` });
}
