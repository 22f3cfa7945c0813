import type { Project } from './project.svelte.ts';

export type InspectorTab = 'predictions' | 'attention' | 'segment' | 'model';

/** Below this width the library is a rail and things get smaller. */
const SMALL_PX = 1200;
const WIDE_PX = 1920;

/** Sizes of the panels and which are shown; kept for each project and layout. */
export class Layout {
  windowWidthPx = $state(innerWidth);
  windowHeightPx = $state(innerHeight);
  name = $state<'review' | 'attention' | 'overview'>('review');
  tab = $state<InspectorTab>('predictions');
  libraryShown = $state(true);
  queueShown = $state(true);
  inspectorShown = $state(true);
  readonly isSmall: boolean = $derived(this.windowWidthPx < SMALL_PX);
  readonly isWide: boolean = $derived(this.windowWidthPx >= WIDE_PX);
  readonly isRail: boolean = $derived(this.isSmall || this.name === 'attention');
  readonly libraryPx: number = $derived(this.isRail ? 44 : this.isWide ? 264 : 224);
  readonly queuePx: number = $derived(this.isSmall ? 192 : this.isWide ? 264 : 224);
  readonly inspectorPx: number = $derived(this.isSmall ? 264 : this.name === 'attention' ? 400 : 312);
  readonly timelinePx: number = $derived(this.#timeline());
  readonly laneHeadPx: number = $derived(this.isSmall ? 116 : 132);
  readonly #project: Project;

  constructor(project: Project) {
    this.#project = project;
  }

  /** Of the work area, for CSS grid. */
  get columns(): string {
    const library = this.libraryShown ? `${this.libraryPx}px ` : '';
    if (!this.#project.info) return `${library}minmax(0, 1fr)`;
    const queue = this.queueShown ? `${this.queuePx}px ` : '';
    const inspector = this.inspectorShown ? ` ${this.inspectorPx}px` : '';
    return `${library}${queue}minmax(0, 1fr)${inspector}`;
  }

  #timeline(): number {
    if (this.windowHeightPx < 620) return 120;
    if (this.name === 'overview') return Math.round(this.windowHeightPx * 0.6);
    if (this.name === 'attention') return 160;
    if (this.isSmall) return 236;
    return this.isWide ? Math.min(420, Math.round(this.windowHeightPx * 0.3)) : 304;
  }
}
