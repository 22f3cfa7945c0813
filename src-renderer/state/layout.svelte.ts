import {
  defaultSize,
  divide,
  limitsOf,
  type LayoutName,
  type LayoutRequest,
  type LayoutResult,
  type PanelName,
  type PanelWishes,
} from '../lib/layout-rules.ts';
import type { Project } from './project.svelte.ts';
import type { SettingsState } from './settings.svelte.ts';

export type InspectorTab = 'predictions' | 'attention' | 'segment' | 'model';

/** Sizes of the panels and which are shown; kept for each project and layout. */
export class Layout {
  windowWidthPx = $state(innerWidth);
  windowHeightPx = $state(innerHeight);
  name = $state<LayoutName>('review');
  tab = $state<InspectorTab>('predictions');
  /** The whole library, laid over the rest where it is a rail otherwise. */
  libraryUnfolded = $state(false);
  /** While a grip is dragged: the size that is not kept yet. */
  #dragged = $state.raw<PanelWishes>({});
  readonly #project: Project;
  readonly #settings: SettingsState;
  readonly #request: LayoutRequest = $derived.by(() => ({
    widthPx: this.windowWidthPx,
    heightPx: this.windowHeightPx,
    name: this.name,
    hasProject: this.#project.info !== null,
    wishes: { ...this.#wishes(), ...this.#dragged },
  }));
  readonly #result: LayoutResult = $derived(divide(this.#request));
  readonly isSmall: boolean = $derived(this.#result.isSmall);
  readonly isWide: boolean = $derived(this.#result.isWide);
  readonly isRail: boolean = $derived(this.#result.isRail);
  readonly libraryPx: number = $derived(this.#result.libraryPx);
  readonly queuePx: number = $derived(this.#result.queuePx);
  readonly isQueueOver: boolean = $derived(this.#result.isQueueOver);
  readonly inspectorPx: number = $derived(this.#result.inspectorPx);
  readonly isInspectorOver: boolean = $derived(this.#result.isInspectorOver);
  readonly timelinePx: number = $derived(this.#result.timelinePx);
  readonly laneHeadPx: number = $derived(this.#result.laneHeadPx);
  readonly isClipBeside: boolean = $derived(this.#result.isClipBeside);

  constructor(project: Project, settings: SettingsState) {
    this.#project = project;
    this.#settings = settings;
  }

  get libraryShown(): boolean {
    return this.#result.libraryShown;
  }
  set libraryShown(isShown: boolean) {
    this.#keep({ libraryShown: isShown });
  }

  get queueShown(): boolean {
    return this.#result.queueShown;
  }
  set queueShown(isShown: boolean) {
    this.#keep({ queueShown: isShown });
  }

  get inspectorShown(): boolean {
    return this.#result.inspectorShown;
  }
  set inspectorShown(isShown: boolean) {
    this.#keep({ inspectorShown: isShown });
  }

  /** Of the work area, for CSS grid: what lies over the stage takes no column. */
  get columns(): string {
    const { libraryShown, libraryPx, queueShown, queuePx, isQueueOver, inspectorShown, inspectorPx, isInspectorOver } =
      this.#result;
    return [
      libraryShown && `${libraryPx}px`,
      queueShown && !isQueueOver && `${queuePx}px`,
      'minmax(0, 1fr)',
      inspectorShown && !isInspectorOver && `${inspectorPx}px`,
    ]
      .filter(Boolean)
      .join(' ');
  }

  /** The size a panel has now, and may have. */
  sizeOf(panel: PanelName): { readonly px: number; readonly leastPx: number; readonly greatestPx: number } {
    const [leastPx, greatestPx] = limitsOf(panel, this.windowHeightPx);
    return { px: this.#result[`${panel}Px`], leastPx, greatestPx };
  }

  /** Shows the library, or hides it; a rail unfolds over the rest instead. */
  toggleLibrary(): void {
    if (this.isRail) this.libraryUnfolded = !this.libraryUnfolded;
    else this.libraryShown = !this.libraryShown;
  }

  /** Changes a panel's size; it is kept when the grip is let go. */
  resize(panel: PanelName, px: number, isLetGo: boolean): void {
    const [least, greatest] = limitsOf(panel, this.windowHeightPx);
    const size = Math.round(Math.max(least, Math.min(greatest, px)));
    this.#dragged = isLetGo ? {} : { [panel]: size };
    if (isLetGo) this.#keep({ [panel]: size });
  }

  /** Back to the size it has where nobody changed it. */
  reset(panel: PanelName): void {
    this.resize(panel, defaultSize(panel, this.#request), true);
  }

  #wishes(): PanelWishes {
    const { layouts } = this.#settings.value;
    return layouts[this.#project.info?.id ?? '']?.[this.name] ?? {};
  }

  #keep(wishes: PanelWishes): void {
    const { layouts } = this.#settings.value;
    const id = this.#project.info?.id ?? '';
    const ofProject = layouts[id] ?? {};
    const ofLayout = { ...ofProject[this.name], ...wishes };
    this.#settings.set({ layouts: { ...layouts, [id]: { ...ofProject, [this.name]: ofLayout } } });
  }
}
