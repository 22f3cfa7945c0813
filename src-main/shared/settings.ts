import { z } from 'zod';

export const THEMES = ['system', 'dark', 'light'] as const;

/** Sizes of panels in CSS px and which are shown, by panel; what is absent has its default. */
const panelSizesSchema = z.record(z.string(), z.union([z.number(), z.boolean()]));

/** Heights of the timeline's lanes in CSS px, null for the usual one, and the labels whose ribbons stay. */
const laneWishesSchema = z.strictObject({
  frames: z.number().nullable(),
  ribbon: z.number().nullable(),
  labels: z.number().nullable(),
  pinned: z.array(z.string()).nullable(),
});

/** What a person has chosen once for all projects. Kept by the core, so that every window and host agrees. */
export const settingsSchema = z.strictObject({
  theme: z.enum(THEMES),
  /** Whose name goes on edits; null until asked for. */
  annotator: z.string().trim().min(1).max(100).nullable(),
  /** Bindings by command that differ from the built-in ones; an empty list unbinds. */
  shortcuts: z.record(z.string(), z.array(z.string())),
  /** Letters and digits without a modifier act. */
  singleKeys: z.boolean(),
  /** `id` of models.available used for the next analysis; null: the first that can run. */
  modelId: z.string().nullable(),
  /** Frames between windows, as a share of the window's span. */
  stride: z.number().gt(0).max(4),
  colourMap: z.enum(['magma', 'viridis', 'cividis']),
  overlayOpacity: z.number().min(0).max(1),
  smoothOverlay: z.boolean(),
  shadeUnseen: z.boolean(),
  snap: z.boolean(),
  /** A margin below it makes a window doubtful. */
  doubtfulMargin: z.number().min(0).max(1),
  /** By project id (or "" for all), then layout. */
  layouts: z.record(z.string(), z.record(z.string(), panelSizesSchema)),
  /** By project id. */
  lanes: z.record(z.string(), laneWishesSchema),
});

export type Settings = z.output<typeof settingsSchema>;
export type Theme = Settings['theme'];

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  annotator: null,
  shortcuts: {},
  singleKeys: true,
  modelId: null,
  stride: 0.5,
  colourMap: 'magma',
  overlayOpacity: 0.66,
  smoothOverlay: true,
  shadeUnseen: true,
  snap: true,
  doubtfulMargin: 0.1,
  layouts: {},
  lanes: {},
};

/** What to change; the rest stays. Its fields have no defaults: a key that is left out must not be set back. */
export const settingsPatchSchema = settingsSchema.partial();
export type SettingsPatch = Partial<Settings>;
