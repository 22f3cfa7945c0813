/** A Chromium that was found, as Playwright's launch takes it. */
export interface FoundChromium {
  readonly executablePath: string;
  readonly args: string[];
  readonly env?: Record<string, string>;
  readonly from: string;
}

export function findChromium(): Promise<FoundChromium | null>;
