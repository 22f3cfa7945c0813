import { AppError, fromWire } from '../../../shared/errors.ts';
import type { Reply } from '../../../shared/protocol.ts';

/**
 * Sends a dropped file to the server's machine.
 *
 * @param onProgress is told the share that is sent, 0 to 1; `false` from it stops.
 * @returns the path there.
 * @throws AppError when it is no file, is not taken, or was stopped ('cancelled').
 */
export async function sendFile(file: unknown, onProgress?: (share: number) => unknown): Promise<string> {
  const bytes = fileOf(file);
  const query = new URLSearchParams({ name: bytes.name, length: String(bytes.size) });
  return send(query, { name: bytes.name, bytes }, onProgress);
}

/**
 * Sends files of a model, which belong side by side, to the server's machine.
 *
 * @param name of the folder that they are put into; a number is added where there is one already.
 * @returns the folder's path there, once all of them are in it.
 * @throws AppError as sendFile.
 */
export async function sendFolder(
  name: string,
  files: readonly unknown[],
  onProgress?: (share: number) => unknown,
): Promise<string> {
  const query = new URLSearchParams({ folder: name });
  const parts = files.map(fileOf);
  for (const part of parts) {
    query.append('name', part.name);
    query.append('length', String(part.size));
  }
  return send(query, { name, bytes: new Blob(parts) }, onProgress);
}

function fileOf(file: unknown): File {
  if (file instanceof File) return file;
  throw new AppError('request.invalid', 'Only files can be sent to the server.');
}

interface Parcel {
  readonly name: string;
  readonly bytes: Blob;
}

/** Asks first: an answer in the middle of sending does not reach the page in every browser. */
async function send(query: URLSearchParams, parcel: Parcel, onProgress?: (share: number) => unknown): Promise<string> {
  const url = `/upload?${query.toString()}`;
  const offer = await fetch(url);
  valueOf(await offer.text());
  return pathOf(valueOf(await put(url, parcel, onProgress)));
}

/** By XMLHttpRequest, for fetch does not tell how much has been sent. */
function put(
  url: string,
  { name, bytes }: Parcel,
  onProgress: (share: number) => unknown = () => undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.onprogress = ({ loaded }) => {
      if (onProgress(bytes.size > 0 ? loaded / bytes.size : 1) === false) request.abort();
    };
    request.onload = () => resolve(request.responseText);
    request.onerror = () => reject(new AppError('cancelled', `${name} could not be sent: the server went away.`));
    request.onabort = () => reject(new AppError('cancelled', `${name} was not sent.`));
    request.open('PUT', url);
    request.send(bytes);
  });
}

function valueOf(text: string): unknown {
  const reply = replyIn(text);
  if (!reply.ok) throw fromWire(reply.error);
  return reply.value;
}

function pathOf(value: unknown): string {
  return (value as { readonly path: string }).path;
}

function replyIn(text: string): Reply {
  try {
    return JSON.parse(text) as Reply;
  } catch {
    return { ok: false, error: { code: 'request.invalid', message: text.trim() } };
  }
}
