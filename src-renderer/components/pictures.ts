/** Pictures kept decoded. */
const KEPT = 160;
/** Pictures fetched at once: a browser has six connections to a server, and the stage comes first. */
const AT_ONCE = 2;

interface Wish {
  readonly url: string;
  readonly signal: AbortSignal;
  readonly give: (picture: ImageBitmap) => void;
  readonly refuse: (reason: unknown) => void;
}

const known = new Map<string, ImageBitmap>();
let waiting: Wish[] = [];
let running = 0;

/** A picture that was shown before, at once; null otherwise. */
export function knownPicture(url: string): ImageBitmap | null {
  const picture = known.get(url);
  if (!picture) return null;
  known.delete(url);
  known.set(url, picture);
  return picture;
}

/** Fetches and decodes a picture when it is its turn. Rejects where it can't be had, or nobody wants it any more. */
export function picture(url: string, signal: AbortSignal): Promise<ImageBitmap> {
  return new Promise((give, refuse) => {
    waiting.push({ url, signal, give, refuse });
    void next();
  });
}

async function next(): Promise<void> {
  for (const wish of waiting) if (wish.signal.aborted) wish.refuse(wish.signal.reason);
  waiting = waiting.filter(({ signal }) => !signal.aborted);
  if (running >= AT_ONCE) return;
  const wish = waiting.shift();
  if (!wish) return;
  running++;
  try {
    wish.give(knownPicture(wish.url) ?? (await read(wish)));
  } catch (error) {
    wish.refuse(error);
  } finally {
    running--;
    void next();
  }
}

async function read({ url, signal }: Wish): Promise<ImageBitmap> {
  const response = await fetch(url, { signal, priority: 'low' });
  if (!response.ok) throw new Error(`no picture: ${response.status}`);
  const decoded = await createImageBitmap(await response.blob());
  known.set(url, decoded);
  for (const [oldest] of known) {
    if (known.size <= KEPT) break;
    known.delete(oldest);
  }
  return decoded;
}
