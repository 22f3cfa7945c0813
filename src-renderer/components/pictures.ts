/** Pictures kept decoded; a contact sheet has eight. */
const KEPT = 640;

const known = new Map<string, ImageBitmap>();
const asked = new Map<string, Promise<ImageBitmap>>();

/** A picture that was shown before, at once; null otherwise. */
export function knownPicture(url: string): ImageBitmap | null {
  const picture = known.get(url);
  if (!picture) return null;
  known.delete(url);
  known.set(url, picture);
  return picture;
}

/** Reads and decodes a picture. Rejects where it can't be had. */
export function picture(url: string): Promise<ImageBitmap> {
  const before = knownPicture(url);
  if (before) return Promise.resolve(before);
  const running = asked.get(url) ?? read(url);
  asked.set(url, running);
  return running;
}

async function read(url: string): Promise<ImageBitmap> {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`no picture: ${response.status}`);
    const decoded = await createImageBitmap(await response.blob());
    known.set(url, decoded);
    for (const [oldest] of known) {
      if (known.size <= KEPT) break;
      known.delete(oldest);
    }
    return decoded;
  } finally {
    asked.delete(url);
  }
}
