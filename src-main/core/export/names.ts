const MAX_BYTES = 80;
/** Names that Windows keeps for devices, whatever their extension. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * Names for files and lists, one for each given name, in order: letters and digits of any script, '-', '_' and '.', at
 * most 80 bytes of UTF-8, not beginning with '-' or '.', never a device of Windows, and all different where case and
 * Unicode's forms of one character don't count. What can't be kept becomes '_'; a name of which nothing is left is
 * called by `fallback`.
 */
export function fileNames(names: readonly string[], fallback: string): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const plain = fileName(name) || fallback;
    let candidate = plain;
    for (let i = 2; taken.has(keyOf(candidate)); i++) candidate = `${plain}_${i}`;
    taken.add(keyOf(candidate));
    return candidate;
  });
}

/**
 * The files' own names, in order; one that an earlier file has too, whatever its case, gets a number before its
 * extension.
 */
export function distinctFiles(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const base = stem(name);
    let candidate = name;
    for (let i = 2; taken.has(keyOf(candidate)); i++) candidate = `${base}_${i}${name.slice(base.length)}`;
    taken.add(keyOf(candidate));
    return candidate;
  });
}

function fileName(name: string): string {
  const kept = name
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}\p{M}._-]+/gu, '_')
    .replace(/^[._\p{M}-]+/u, '')
    .replace(/[._]+$/, '');
  const short = cut(kept, MAX_BYTES).replace(/[._]+$/, '');
  return DEVICES.test(short.split('.')[0]!) ? `${short}_` : short;
}

/** As many whole characters as fit. */
function cut(text: string, maxBytes: number): string {
  let bytes = 0;
  let result = '';
  for (const char of text) {
    bytes += Buffer.byteLength(char);
    if (bytes > maxBytes) break;
    result += char;
  }
  return result;
}

function keyOf(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** The order in which Python sorts texts, which is the order in which readers of folders number classes. */
export function byCodePoint(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const difference = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** A file's name without its extension. */
export function stem(fileName: string): string {
  return fileName.replace(/\.[A-Za-z0-9]{1,5}$/, '');
}
