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
  if (!(file instanceof File)) throw new AppError('request.invalid', 'Only files can be sent to the server.');
  const name = `name=${encodeURIComponent(file.name)}`;
  const offer = await fetch(`/upload?${name}&length=${file.size}`);
  valueOf(await offer.text());
  return pathOf(valueOf(await put(`/upload?${name}`, file, onProgress)));
}

/** By XMLHttpRequest, for fetch does not tell how much has been sent. */
function put(url: string, file: File, onProgress: (share: number) => unknown = () => undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.onprogress = ({ loaded }) => {
      if (onProgress(file.size > 0 ? loaded / file.size : 1) === false) request.abort();
    };
    request.onload = () => resolve(request.responseText);
    request.onerror = () => reject(new AppError('cancelled', `${file.name} could not be sent: the server went away.`));
    request.onabort = () => reject(new AppError('cancelled', `${file.name} was not sent.`));
    request.open('PUT', url);
    request.send(file);
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
