import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

/** The part of electron-updater that is used. */
export interface Updater {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  autoRunAppAfterInstall: boolean;
  logger: unknown;
  checkForUpdates(): Promise<unknown>;
  on(event: 'update-downloaded', listener: (update: { readonly version: string }) => void): unknown;
  on(event: 'error', listener: (fault: Error) => void): unknown;
}

/** What updates are made of. */
export interface UpdateParts {
  /** Where the person's choice is kept. */
  readonly stateFile: string;
  /** Loads electron-updater; not called before updates are turned on. */
  readonly load: () => Promise<Updater>;
  readonly reportFault: (where: string, fault: unknown) => void;
}

const stateSchema = z.strictObject({ isOn: z.boolean() });

/**
 * Newer versions, for who turns that on: looked for once at the start and fetched beside the work, installed when the
 * application has been quit, and never before. Until then nothing opens a connection.
 */
export class Updates {
  readonly #parts: UpdateParts;
  #updater: Promise<Updater> | null = null;
  #isOn: boolean;
  #readyVersion: string | null = null;

  constructor(parts: UpdateParts) {
    this.#parts = parts;
    this.#isOn = readIsOn(parts.stateFile);
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** The version that is installed at the end; null without one. */
  get readyVersion(): string | null {
    return this.#isOn ? this.#readyVersion : null;
  }

  /** Turned on, it looks at once; turned off, what has been fetched is not installed either. */
  async turn(isOn: boolean): Promise<void> {
    this.#isOn = isOn;
    try {
      mkdirSync(dirname(this.#parts.stateFile), { recursive: true });
      writeFileSync(this.#parts.stateFile, JSON.stringify({ isOn }));
    } catch (error) {
      this.#parts.reportFault('keeping whether to look for updates', error);
    }
    await this.look();
  }

  /** Looks for a newer version, if that is turned on. What fails is reported and hinders nobody. */
  async look(): Promise<void> {
    if (!this.#isOn && this.#updater === null) return;
    try {
      const updater = await (this.#updater ??= this.#load());
      updater.autoInstallOnAppQuit = this.#isOn;
      if (this.#isOn) await updater.checkForUpdates();
    } catch (error) {
      this.#parts.reportFault('looking for updates', error);
    }
  }

  async #load(): Promise<Updater> {
    const updater = await this.#parts.load();
    updater.logger = null;
    updater.autoDownload = true;
    updater.autoRunAppAfterInstall = false;
    updater.on('update-downloaded', ({ version }) => (this.#readyVersion = version));
    // It is an exception where nobody listens; checkForUpdates tells the same one.
    updater.on('error', () => undefined);
    return updater;
  }
}

/** A file that can't be read is no consent. */
function readIsOn(file: string): boolean {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).isOn;
  } catch {
    return false;
  }
}
