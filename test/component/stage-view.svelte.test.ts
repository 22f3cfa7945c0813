import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import type { Host } from '../../src-main/shared/protocol.ts';
import type { ProjectVideo, VideoId } from '../../src-main/shared/records.ts';
import { Doubts } from '../../src-renderer/state/doubts.svelte.ts';
import { Library } from '../../src-renderer/state/library.svelte.ts';
import { StageView } from '../../src-renderer/state/stage-view.svelte.ts';

function video(id: string, widthPx: number): ProjectVideo {
  const facts = { widthPx, heightPx: 360, sampleAspectRatio: { num: 1, den: 1 } };
  return { id, name: id, path: id, facts, fileState: 'ok' } as unknown as ProjectVideo;
}

/** Nothing is asked of it here. */
const HOST = { on: () => () => {}, call: () => new Promise(() => {}) } as unknown as Host;

test('a video of another picture size is fitted; one of the same size is seen where the last one was', () => {
  const library = new Library(HOST, new Doubts(HOST));
  const stage = new StageView(library);
  stage.size = { width: 800, height: 600 };
  library.videos = [video('a', 640), video('b', 640), video('wide', 1280)];
  const open = (id: string) => {
    library.open(id as VideoId);
    flushSync();
  };
  open('a');
  stage.zoom(5, { x: 100, y: 80 });
  flushSync();
  const zoomed = stage.view;
  expect(zoomed.scale).not.toBeNull();
  open('b');
  expect(stage.view).toEqual(zoomed);
  // The list is read again: the same picture.
  library.videos = library.videos.map((one) => ({ ...one, facts: { ...one.facts } }));
  flushSync();
  expect(stage.view).toEqual(zoomed);
  open('wide');
  expect(stage.view.scale).toBeNull();
  open('a');
  expect(stage.view.scale).toBeNull();
});
