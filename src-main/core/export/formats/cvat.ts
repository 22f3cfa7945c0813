import type { Exporter, ExportItem, ExportVideo, FoundItem, Selection } from '../exporter.ts';
import { noteLosses, sharedNameLosses } from '../losses.ts';
import { readVideoFiles, videoFiles } from '../video-files.ts';
import { xmlAttributes, xmlEscaped, xmlSafe, xmlUnescaped } from '../xml.ts';
import { SHOWING_DEFAULTS } from './training-defaults.ts';

const ENDING = '.xml';

/**
 * "CVAT for video 1.1", one .xml a video. CVAT knows no span of time: each segment is the track of a box as large as the
 * picture, from its first frame until it goes outside. Boxes are written for every frame, as CVAT's own exports do:
 * readers other than CVAT don't fill in what lies between key frames.
 */
export const cvat: Exporter = {
  id: 'cvat',
  name: 'CVAT',
  readBy: 'video 1.1, full-frame tracks',
  hasClips: false,
  needsClips: false,
  hasSplit: false,
  absent: ['leave-out', 'background'],
  defaults: SHOWING_DEFAULTS,
  names: { video: ({ slug }) => slug, label: ({ name }) => xmlSafe(name) },
  roundingSec: 0,
  losses: (selection) => [...sharedNameLosses(selection), ...noteLosses(selection)],
  files: (selection) => videoFiles(selection.items, ENDING, (video, own) => documentChunks(video, own, selection)),
  read: (files) => readVideoFiles(files, ENDING, readTracks),
};

function* documentChunks(
  { fileName, slug, frameCount, widthPx, heightPx }: ExportVideo,
  items: readonly ExportItem[],
  { classes }: Selection,
): Iterable<string> {
  const labels = classes.map(({ name }) => `<label><name>${xmlEscaped(name)}</name><attributes></attributes></label>`);
  yield '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n<version>1.1</version>\n<meta><task>\n';
  yield `<name>${xmlEscaped(slug)}</name>\n<size>${frameCount}</size>\n<mode>interpolation</mode>\n<overlap>0</overlap>\n`;
  yield `<start_frame>0</start_frame>\n<stop_frame>${frameCount - 1}</stop_frame>\n<frame_filter></frame_filter>\n`;
  yield `<labels>\n${labels.join('\n')}\n</labels>\n`;
  yield `<original_size><width>${widthPx}</width><height>${heightPx}</height></original_size>\n`;
  yield `<source>${xmlEscaped(fileName)}</source>\n</task></meta>\n`;
  const box = `xtl="0.00" ytl="0.00" xbr="${widthPx}.00" ybr="${heightPx}.00" z_order="0"`;
  for (const [id, { label, startFrame, endFrame }] of items.entries()) {
    yield `<track id="${id}" label="${xmlEscaped(label.name)}" source="manual">\n`;
    // At the end of the video nothing is left to go outside of.
    for (let frame = startFrame; frame <= Math.min(endFrame, frameCount - 1); frame++) {
      const isOutside = frame === endFrame;
      const isKey = isOutside || frame === startFrame;
      yield `<box frame="${frame}" outside="${Number(isOutside)}" occluded="0" keyframe="${Number(isKey)}" ${box}></box>\n`;
    }
    yield '</track>\n';
  }
  yield '</annotations>\n';
}

/** As CVAT fills tracks in: from one key frame to the next, and to the last frame of all where none goes outside. */
function readTracks(text: string): FoundItem[] {
  const size = Number(/<size>(\d+)<\/size>/.exec(text)?.[1]);
  const labels = new Set([...text.matchAll(/<label><name>([^<]*)<\/name>/g)].map(([, name]) => xmlUnescaped(name!)));
  const items: FoundItem[] = [];
  let label = '';
  let startFrame = -1;
  let frame = -1;
  for (const [tag] of text.matchAll(/<track [^>]*>|<box [^>]*>|<\/track>/g)) {
    if (tag.startsWith('<track')) {
      label = xmlAttributes(tag)['label'] ?? '';
      if (!labels.has(label)) throw new Error(`no label is called "${label}"`);
      startFrame = -1;
    } else if (tag.startsWith('<box')) {
      const { frame: at, outside } = boxAt(tag);
      if (startFrame >= 0 && at !== frame + 1) throw new Error(`the track of ${label} goes from ${frame} to ${at}`);
      if (startFrame < 0) startFrame = at;
      frame = at;
      if (outside) push(at);
    } else if (startFrame >= 0) push(size);
  }
  return items;

  function push(endFrame: number): void {
    if (!(startFrame < endFrame)) throw new Error(`the track of ${label} has no frames`);
    items.push({ label, frames: { startFrame, endFrame } });
    startFrame = -1;
  }
}

function boxAt(tag: string): { frame: number; outside: boolean } {
  const { frame, outside } = xmlAttributes(tag);
  if (frame === undefined || !/^\d+$/.test(frame)) throw new Error(`${tag} has no frame`);
  return { frame: Number(frame), outside: outside === '1' };
}
