import type { Span } from '#shared/records';
import { smoothedNodes } from '../../lib/timeline/smoothing.ts';
import type { ContentScene, CursorScene, ModelRow, RibbonRow } from '../../lib/timeline/scene.ts';
import type { RulerVideo } from '../../lib/timeline/ticks.ts';
import { frameUnder } from '../../lib/timeline/view.ts';
import { grouped } from '../../lib/numbers.ts';
import { dependsOn } from '../../state/depends-on.ts';
import type { App } from '../../state/app.svelte.ts';

/** What the content canvas shows now. */
export function contentScene(app: App): ContentScene {
  const { timeline, lanes, queue, selection, settings } = app;
  const { paints, editing } = lanes;
  dependsOn(lanes.windows.version, lanes.film.version);
  const table = lanes.windows.table;
  return {
    view: timeline.view,
    level: timeline.level,
    layout: lanes.lanes.layout,
    palette: paints.palette,
    video: rulerVideo(app),
    film: {
      level: lanes.film.level,
      aspect: lanes.film.aspect,
      picture: (level, tile) => lanes.film.picture(level, tile),
    },
    ribbons: lanes.ribbons.labels.map((label) => ribbonRow(app, label)),
    windowFrames: table && table.count > 0 ? table.end(0) - table.start(0) : 0,
    votes: votesOf(app),
    models: modelRows(app),
    rows: lanes.lanes.rows,
    paintOf: (id) => paints.ofClass(id),
    paintOfLabel: (label) => paints.ofLabel(label),
    selectedIds: new Set<string>(selection.segmentIds),
    lastSelectedId: selection.segment?.id ?? null,
    focusedId: editing.focusedId,
    focusedEdge: editing.focusedEdge,
    drag: editing.drag,
    growing: editing.growing,
    looked: lanes.facts.looked,
    holes: holesOf(app),
    frontier: frontierOf(app),
    // The whole video shows the strongest class of each place.
    windows: queue.isBlind ? null : table,
    doubtfulMargin: settings.value.doubtfulMargin,
  };
}

/** What the cursor canvas shows now. */
export function cursorScene(app: App): CursorScene {
  const { timeline, lanes, selection, player, window } = app;
  const { editing } = lanes;
  const hover = editing.hoverPx === null || editing.drag ? null : timeline.frameAt(editing.hoverPx);
  return {
    view: timeline.view,
    level: timeline.level,
    layout: lanes.lanes.layout,
    palette: lanes.paints.palette,
    video: rulerVideo(app),
    playhead: player.frameCount > 0 ? player.frame : null,
    window: window.current,
    range: selection.range,
    snapFrame: editing.snapFrame,
    hoverFrame: hover,
    hoverWindow: hoverWindow(app),
    chip: editing.chip,
  };
}

function rulerVideo({ player }: App): RulerVideo {
  const { clock, frameCount } = player;
  return {
    frameCount,
    durationSec: player.secondsAt(frameCount),
    ptsOf: (frame) => clock?.pts[frame] ?? null,
    secondsAt: (frame) => player.secondsAt(frame),
  };
}

function ribbonRow({ lanes, thresholds }: App, label: string): RibbonRow {
  const settings = lanes.models.shown?.settings;
  const raw = lanes.ribbons.nodes(label);
  const width = thresholds.smoothingFrames ?? settings?.smoothingFrames ?? 0;
  const nodes = raw && smoothedNodes(raw, width);
  return {
    label,
    paint: lanes.paints.ofLabel(label),
    nodes,
    raw: nodes === raw ? null : raw,
    threshold: settings?.classThresholds[label] ?? thresholds.threshold ?? settings?.threshold ?? null,
  };
}

function votesOf({ lanes, selection }: App): ContentScene['votes'] {
  const { segment } = selection;
  const { votes } = lanes.facts;
  if (!segment) return { words: 'Select a segment to see which windows voted for it.' };
  // They come in a moment.
  if (votes?.segmentId !== segment.id) return { words: '' };
  if (votes.votes.length === 0) return { words: 'No window of a run covers this segment.' };
  return { paint: lanes.paints.ofClass(segment.classId), votes: votes.votes };
}

function modelRows({ lanes }: App): ModelRow[] {
  const { shown, compared, differences } = lanes.models;
  return [
    { segments: shown?.segments ?? [], differences: [] },
    { segments: compared?.segments ?? [], differences },
  ];
}

/** Of the video, and windows of the run without scores. */
function holesOf({ library, lanes }: App): Span[] {
  const ofVideo = (library.current?.holes ?? []).map(({ fromFrame, toFrame }) => ({
    startFrame: fromFrame,
    endFrame: toFrame,
  }));
  return [...ofVideo, ...(lanes.windows.table?.gaps ?? [])];
}

function frontierOf({ lanes, runs, library, player }: App): ContentScene['frontier'] {
  const video = runs.videoOf(runs.shown, library.currentId);
  const done = lanes.windows.table?.count ?? 0;
  // What a video without a run lacks is said by a notice.
  if (!video) return { frame: 0, words: '' };
  if (video.plannedWindows <= done) return null;
  // While windows that there are have yet to be read, nothing can be said of those that there are not.
  const isRead = done >= video.doneWindows + video.skippedWindows;
  if (!isRead && runs.job?.videoId !== video.videoId) return null;
  const frame = lanes.windows.frontier ?? 0;
  const windows = video.plannedWindows - done;
  return {
    frame,
    words: `Not analyzed yet: ${grouped(player.frameCount - frame)} frames, ${grouped(windows)} windows`,
  };
}

/** At high zoom, the window under the pointer. */
function hoverWindow({ timeline, lanes, window }: App): Span | null {
  const { table } = lanes.windows;
  const { hoverPx, drag } = lanes.editing;
  if (hoverPx === null || drag || !table || timeline.pxPerFrame < 4) return null;
  const index = table.nearest(frameUnder(timeline.view, hoverPx));
  if (index === null || index === window.current?.index) return null;
  return { startFrame: table.start(index), endFrame: table.end(index) };
}
