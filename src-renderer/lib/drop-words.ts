import { grouped } from './numbers.ts';

export type DropKind = 'video' | 'model' | 'project' | 'folder' | 'annotations' | 'other';

const VIDEO = /\.(mp4|m4v|mov|mkv|webm|avi|mpe?g|m2v|m?ts|m2ts|wmv|flv|ogv|3gp|mxf|vob|y4m)$/i;
const ANNOTATIONS = /\.(json|csv|tsv|boris|eaf|vtt)$/i;
const MODEL = /\.(onnx|pyth|pth|pt|safetensors|bin)$/i;

/** What a file is taken for, by its name. */
export function dropKind(name: string): DropKind {
  if (VIDEO.test(name)) return 'video';
  if (MODEL.test(name)) return 'model';
  if (ANNOTATIONS.test(name)) return 'annotations';
  return /\.timeloupe$/i.test(name) ? 'project' : 'other';
}

/** Endings by media type: while a file is dragged, browsers tell its type and not its name. */
const ENDINGS: Readonly<Record<string, string>> = {
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': '.docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': '.xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': '.pptx',
  'application/pdf': '.pdf',
  'application/zip': '.zip',
  'text/plain': '.txt',
  'text/html': '.html',
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/gif': '.gif',
  'image/webp': '.webp',
  'audio/mpeg': '.mp3',
  'audio/wav': '.wav',
};

/** Media types of annotations; those of BORIS and ELAN have none. */
const ANNOTATION_TYPES = new Set(['application/json', 'text/csv', 'text/tab-separated-values', 'text/vtt']);

/** What is shown while something is dragged over the window. */
export interface DropOffer {
  readonly words: string;
  readonly isRefused: boolean;
}

/**
 * The words for what is dragged, by media types: "" for a folder and for types the browser does not know, which models
 * and projects are.
 */
export function dropOffer(types: readonly string[]): DropOffer {
  const videos = types.filter((type) => type.startsWith('video/')).length;
  const unknown = types.filter((type) => type === '' || type === 'application/octet-stream').length;
  if (videos === types.length && videos > 0)
    return accept(videos === 1 ? 'Add video' : `Add ${grouped(videos)} videos`);
  if (types.length > 0 && types.every((type) => ANNOTATION_TYPES.has(type))) return accept('Import annotations');
  if (videos + unknown > 0) {
    return accept(types.length === 1 ? 'Add folder or model, or open project' : `Add ${grouped(types.length)} items`);
  }
  const [first] = types;
  return refusal(first === undefined ? null : (ENDINGS[first] ?? null));
}

/** "Timeloupe cannot read .docx files." @param ending null where it is not known. */
export function refusal(ending: string | null): DropOffer {
  return { words: `Timeloupe cannot read ${ending === null ? 'such' : ending} files.`, isRefused: true };
}

/** ".docx"; null for a name without an ending. */
export function endingOf(name: string): string | null {
  return /.(\.[^.\\/]+)$/.exec(name)?.[1]?.toLowerCase() ?? null;
}

function accept(words: string): DropOffer {
  return { words, isRefused: false };
}
