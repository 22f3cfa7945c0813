import { z } from 'zod';

export const THEMES = ['system', 'dark', 'light'] as const;

/** Sizes of panels in CSS px and which are shown, by panel; what is absent has its default. */
const panelSizesSchema = z.record(z.string(), z.union([z.number(), z.boolean()]));

/** What a person has chosen once for all projects. Kept by the core, so that every window and host agrees. */
export const settingsSchema = z.strictObject({
  theme: z.enum(THEMES).default('system'),
  /** Whose name goes on edits; null until asked for. */
  annotator: z.string().trim().min(1).max(100).nullable().default(null),
  /** Bindings by command that differ from the built-in ones; an empty list unbinds. */
  shortcuts: z.record(z.string(), z.array(z.string())).default({}),
  /** Letters and digits without a modifier act. */
  singleKeys: z.boolean().default(true),
  /** `id` of models.available used for the next analysis; null: the first that can run. */
  modelId: z.string().nullable().default(null),
  /** Frames between windows, as a share of the window's span. */
  stride: z.number().gt(0).max(4).default(0.5),
  colourMap: z.enum(['magma', 'viridis', 'cividis']).default('magma'),
  overlayOpacity: z.number().min(0).max(1).default(0.66),
  smoothOverlay: z.boolean().default(true),
  shadeUnseen: z.boolean().default(true),
  snap: z.boolean().default(true),
  /** A margin below it makes a window doubtful. */
  doubtfulMargin: z.number().min(0).max(1).default(0.1),
  /** By project id (or "" for all), then layout. */
  layouts: z.record(z.string(), z.record(z.string(), panelSizesSchema)).default({}),
});

export type Settings = z.output<typeof settingsSchema>;
export type Theme = Settings['theme'];
/** What to change; the rest stays. */
export const settingsPatchSchema = settingsSchema.partial().strict();
export type SettingsPatch = Partial<Settings>;
