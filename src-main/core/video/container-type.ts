/** How many bytes of a file's head the type is told by. */
export const HEAD_BYTES = 4096;

/** The media type of a video file by its first bytes; its name is not asked. null: of no container that browsers know. */
export function containerType(head: Uint8Array): string | null {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  const box = text.slice(4, 8);
  if (box === 'ftyp') return text.slice(8, 12) === 'qt  ' ? 'video/quicktime' : 'video/mp4';
  if (['moov', 'mdat', 'wide', 'free', 'skip'].includes(box)) return 'video/quicktime';
  if (text.startsWith('\x1aE\xdf\xa3')) return text.includes('webm') ? 'video/webm' : 'video/x-matroska';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'AVI ') return 'video/x-msvideo';
  if (text.startsWith('OggS')) return 'video/ogg';
  if (text.startsWith('FLV')) return 'video/x-flv';
  if (text.startsWith('0&\xb2u')) return 'video/x-ms-wmv';
  if (text.startsWith('\x00\x00\x01\xba') || text.startsWith('\x00\x00\x01\xb3')) return 'video/mpeg';
  if ([0, 188, 376].every((at) => text[at] === 'G')) return 'video/mp2t';
  return null;
}
