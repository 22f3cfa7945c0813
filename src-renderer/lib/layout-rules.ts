/** Which panels have a size that a person may change. */
export const PANELS = ['library', 'queue', 'inspector', 'timeline', 'laneHead'] as const;
export type PanelName = (typeof PANELS)[number];
export type LayoutName = 'review' | 'attention' | 'overview';

/** Sizes in CSS px by panel, and "libraryShown", "queueShown", "inspectorShown"; what is absent has its default. */
export type PanelWishes = Readonly<Record<string, number | boolean>>;

/** What decides how the window is divided. */
export interface LayoutRequest {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly name: LayoutName;
  readonly hasProject: boolean;
  readonly wishes: PanelWishes;
}

/** How the window is divided, in CSS px. */
export interface LayoutResult {
  readonly isSmall: boolean;
  readonly isWide: boolean;
  /** The library is a column of thumbnails. */
  readonly isRail: boolean;
  readonly libraryShown: boolean;
  readonly libraryPx: number;
  readonly queueShown: boolean;
  readonly queuePx: number;
  /** The queue lies over the stage's left side and takes no width from it. */
  readonly isQueueOver: boolean;
  readonly inspectorShown: boolean;
  readonly inspectorPx: number;
  readonly isInspectorOver: boolean;
  readonly stagePx: number;
  readonly timelinePx: number;
  readonly laneHeadPx: number;
  /** The clip strip stands right of the picture, which would be tiny above it. */
  readonly isClipBeside: boolean;
}

/** Below this width the library is a rail and things get smaller. */
const SMALL_PX = 1200;
const WIDE_PX = 1920;
/** Below this height the timeline shows the least that is of use. */
const LOW_PX = 620;
const RAIL_PX = 44;
const STAGE_MIN_PX = 420;
const TIMELINE_MIN_PX = 120;
/** Top bar, status bar and the lines between the rows. */
const BARS_PX = 40 + 24 + 3;
const WORK_MIN_PX = 120;
/** A work area lower than this, with a stage at least this wide, has its empty space beside the picture. */
const LOW_WORK_PX = 320;
const BESIDE_FROM_PX = 700;
const LIMITS = { library: [180, 360], queue: [192, 360], inspector: [264, 520], laneHead: [96, 240] } as const;

/** The least and greatest size a panel may be given in a window of this height. */
export function limitsOf(panel: PanelName, heightPx: number): readonly [number, number] {
  if (panel !== 'timeline') return LIMITS[panel];
  const greatest = Math.min(Math.floor(0.6 * heightPx), heightPx - BARS_PX - WORK_MIN_PX);
  return [TIMELINE_MIN_PX, Math.max(TIMELINE_MIN_PX, greatest)];
}

/** A panel's size where the person has not set one. */
export function defaultSize(panel: PanelName, { widthPx, heightPx, name, hasProject }: LayoutRequest): number {
  const [isSmall, isWide] = [widthPx < SMALL_PX, widthPx >= WIDE_PX];
  switch (panel) {
    case 'library':
      return isWide ? 264 : 224;
    case 'queue':
      return isSmall ? 192 : isWide ? 264 : 224;
    case 'inspector':
      if (isSmall) return 264;
      if (name === 'attention') return isWide ? 440 : 400;
      return isWide ? 360 : 312;
    case 'laneHead':
      return isSmall ? 116 : 132;
    case 'timeline':
      if (name === 'overview') return Math.floor(0.6 * heightPx);
      if (!hasProject) return 220;
      if (name === 'attention') return 160;
      if (isSmall) return 236;
      return isWide ? Math.min(420, Math.round(0.3 * heightPx)) : 304;
  }
}

/**
 * Divides the window. The stage takes what is left; where that would fall under 420, the library becomes a rail, then
 * the queue lies over the stage, then the inspector does.
 */
export function divide(request: LayoutRequest): LayoutResult {
  const { widthPx, heightPx, name, hasProject } = request;
  const [isSmall, isWide] = [widthPx < SMALL_PX, widthPx >= WIDE_PX];
  const shown = panelsShown(request);
  const [fullLibraryPx, queuePx, inspectorPx] = [
    sizeOf('library', request),
    sizeOf('queue', request),
    sizeOf('inspector', request),
  ];
  const left = (libraryPx: number, over: { queue: boolean; inspector: boolean }): number =>
    widthPx -
    (shown.library ? libraryPx + 1 : 0) -
    (shown.queue && !over.queue ? queuePx + 1 : 0) -
    (shown.inspector && !over.inspector ? inspectorPx + 1 : 0);
  const over = { queue: false, inspector: false };
  let isRail = isSmall || (hasProject && name === 'attention');
  isRail ||= hasProject && left(fullLibraryPx, over) < STAGE_MIN_PX;
  const libraryPx = isRail ? RAIL_PX : fullLibraryPx;
  over.queue = shown.queue && left(libraryPx, over) < STAGE_MIN_PX;
  over.inspector = shown.inspector && left(libraryPx, over) < STAGE_MIN_PX;
  const timelinePx = heightPx < LOW_PX ? TIMELINE_MIN_PX : sizeOf('timeline', request);
  const stagePx = left(libraryPx, over);
  return {
    isSmall,
    isWide,
    isRail,
    libraryShown: shown.library,
    libraryPx,
    queueShown: shown.queue,
    queuePx,
    isQueueOver: over.queue,
    inspectorShown: shown.inspector,
    inspectorPx,
    isInspectorOver: over.inspector,
    stagePx,
    timelinePx,
    laneHeadPx: sizeOf('laneHead', request),
    isClipBeside: stagePx >= BESIDE_FROM_PX && heightPx - BARS_PX - timelinePx < LOW_WORK_PX,
  };
}

/** A rail is always shown: it is the way back to the library. */
function panelsShown({ widthPx, name, hasProject, wishes }: LayoutRequest) {
  const wish = (key: string, initial: boolean): boolean => {
    const value = wishes[key];
    return typeof value === 'boolean' ? value : initial;
  };
  return {
    library: widthPx < SMALL_PX || name === 'attention' || wish('libraryShown', true),
    queue: hasProject && wish('queueShown', name !== 'attention'),
    inspector: hasProject && wish('inspectorShown', name !== 'overview'),
  };
}

function sizeOf(panel: PanelName, request: LayoutRequest): number {
  const wish = request.wishes[panel];
  const [least, greatest] = limitsOf(panel, request.heightPx);
  const size = typeof wish === 'number' && Number.isFinite(wish) ? wish : defaultSize(panel, request);
  return Math.round(Math.max(least, Math.min(greatest, size)));
}
