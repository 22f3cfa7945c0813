/** The last part of a path or URL, decoded: "/data/local-files/?d=cams%2Fcam.mp4" → "cam.mp4". */
export function fileNameIn(pathOrUrl: string): string {
  const [, query] = /[?&]d=([^&#]*)/.exec(pathOrUrl) ?? [];
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(pathOrUrl);
  const path = query ?? (isUrl ? pathOrUrl.replace(/[?#].*$/s, '') : pathOrUrl);
  const plain = query !== undefined || isUrl || path.startsWith('./') ? decoded(path) : path;
  return plain.split(/[\\/]/).findLast((part) => part !== '') ?? '';
}

/** A file's name without its extension. */
export function stem(fileName: string): string {
  return fileName.replace(/\.[A-Za-z0-9]{1,5}$/, '');
}

/** A name by its letters and digits, in any case: what files' names keep of videos' names. */
export function looseKey(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
