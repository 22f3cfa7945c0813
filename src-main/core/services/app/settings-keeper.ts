import { join } from 'node:path';
import { z } from 'zod';
import type { Events } from '../../../shared/protocol.ts';
import { DEFAULT_SETTINGS, type Settings, type SettingsPatch, settingsSchema } from '../../../shared/settings.ts';
import type { Emitter } from '../../base/emitter.ts';
import type { Platform } from '../platform.ts';
import { KeptFile } from './kept-file.ts';

/** As in the file: keys of a newer version stay in it, though they mean nothing here. */
type Kept = Readonly<Record<string, unknown>>;

/** What a person has chosen once for all projects, in `settings.json` of the configuration folder. */
export class SettingsKeeper {
  readonly #file: KeptFile<Kept>;
  readonly #events: Emitter<Events>;

  constructor({ configDir, reportFault }: Platform, events: Emitter<Events>) {
    const schema = z.record(z.string(), z.unknown());
    this.#file = new KeptFile<Kept>({ path: join(configDir, 'settings.json'), schema, empty: {}, reportFault });
    this.#events = events;
  }

  /** As any process has set them last. A value that is not allowed has its default. */
  async get(): Promise<Settings> {
    return settingsFrom(await this.#file.read());
  }

  /**
   * Changes what the patch names and tells it in 'settings.changed'.
   *
   * @throws AppError 'output.unwritable'.
   */
  async set({ patch }: { readonly patch: SettingsPatch }): Promise<Settings> {
    const settings = settingsFrom(await this.#file.update((kept) => ({ ...kept, ...patch })));
    this.#events.emit('settings.changed', { settings });
    return settings;
  }
}

function settingsFrom(kept: Kept): Settings {
  const valid = Object.entries(settingsSchema.shape).flatMap(([key, schema]: [string, z.ZodType]) => {
    const parsed = schema.safeParse(kept[key]);
    return parsed.success ? [[key, parsed.data]] : [];
  });
  return { ...DEFAULT_SETTINGS, ...(Object.fromEntries(valid) as Partial<Settings>) };
}
