import type { ClassId } from '#shared/records';
import { paintOf } from '../lib/label-style.ts';
import type { Palette } from '../lib/timeline/palette.ts';
import type { Paint } from '../lib/timeline/scene.ts';
import type { Annotations } from './annotations.svelte.ts';
import type { Runs } from './runs.svelte.ts';
import type { ThemeState } from './theme.svelte.ts';

/** Colours for canvases: the theme's, and those of the labels. */
export class Paints {
  readonly palette: Palette = $derived.by(() => this.#palette());
  readonly #byClass: ReadonlyMap<ClassId, Paint> = $derived.by(() => this.#classes());
  readonly #byLabel: ReadonlyMap<string, Paint> = $derived.by(() => this.#labels());
  readonly #unknown: Paint = $derived({ colour: this.palette.t3, glyph: 0, pattern: 0, isHollow: true, name: '' });
  #isForced = $state(matchMedia('(forced-colors: active)').matches);
  readonly #theme: ThemeState;
  readonly #annotations: Annotations;
  readonly #runs: Runs;

  constructor(theme: ThemeState, annotations: Annotations, runs: Runs) {
    this.#theme = theme;
    this.#annotations = annotations;
    this.#runs = runs;
    matchMedia('(forced-colors: active)').addEventListener('change', ({ matches }) => {
      this.#isForced = matches;
    });
  }

  ofClass(id: ClassId): Paint {
    return this.#byClass.get(id) ?? this.#unknown;
  }

  /** Of a label of the shown run's model. */
  ofLabel(label: string): Paint {
    return this.#byLabel.get(label) ?? { ...this.#unknown, name: label };
  }

  #classes(): ReadonlyMap<ClassId, Paint> {
    const { classes } = this.#annotations;
    return new Map(
      classes.map(({ id, name }) => {
        const style = this.#annotations.style(id);
        const colour = this.#isForced ? this.palette.t1 : paintOf(style, this.#theme.name);
        return [id, { ...style, colour, name }];
      }),
    );
  }

  #labels(): ReadonlyMap<string, Paint> {
    const { shown, compared } = this.#runs;
    const found = new Map<string, Paint>();
    for (const run of [compared, shown]) {
      if (!run) continue;
      const names = new Map(this.#annotations.classes.map(({ name, id }) => [name, id]));
      const mapped = new Map(
        [...this.#annotations.mappings.values()]
          .filter(({ modelHash }) => modelHash === run.modelHash)
          .map(({ modelLabel, classId }) => [modelLabel, classId]),
      );
      for (const label of run.labels) {
        const classId = mapped.has(label) ? mapped.get(label) : names.get(label);
        found.set(label, classId ? this.ofClass(classId) : { ...this.#unknown, name: label });
      }
    }
    return found;
  }

  /** With forced colours the system's; labels are then told apart by glyph and pattern. */
  #palette(): Palette {
    const isDark = this.#theme.name === 'dark';
    // The document may not have the new theme yet: an element of its own has.
    const probe = document.createElement('div');
    probe.dataset['theme'] = this.#theme.name;
    document.body.append(probe);
    const style = getComputedStyle(probe);
    const resolved = (colour: string) => {
      probe.style.color = colour;
      return style.color;
    };
    const token = (name: keyof typeof SYSTEM_COLOURS) =>
      this.#isForced ? resolved(SYSTEM_COLOURS[name]) : style.getPropertyValue(`--${name}`).trim();
    const palette = {
      panel: token('panel'),
      raised: token('raised'),
      lane: token('lane'),
      lane2: token('lane2'),
      line: token('line'),
      line2: token('line2'),
      t1: token('t1'),
      t2: token('t2'),
      t3: token('t3'),
      tdis: token('tdis'),
      accent: token('accent'),
      onAccent: this.#isForced ? resolved('HighlightText') : isDark ? '#10121c' : '#ffffff',
      warn: token('warn'),
      err: token('err'),
      well: token('well'),
      isDark,
      family: style.getPropertyValue('--font').trim(),
    };
    probe.remove();
    return palette;
  }
}

/** What stands for each token where the system's colours are forced. */
const SYSTEM_COLOURS = {
  panel: 'Canvas',
  raised: 'Canvas',
  lane: 'Canvas',
  lane2: 'Canvas',
  well: 'Canvas',
  line: 'GrayText',
  line2: 'GrayText',
  t1: 'CanvasText',
  t2: 'CanvasText',
  t3: 'CanvasText',
  tdis: 'GrayText',
  accent: 'Highlight',
  warn: 'CanvasText',
  err: 'CanvasText',
} as const;
