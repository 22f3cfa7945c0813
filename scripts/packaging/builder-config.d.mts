import type { Configuration } from 'electron-builder';
import type { Target } from './targets.mjs';

export function builderConfig(parts: {
  readonly target: Target;
  readonly build: string;
  readonly out: string;
  readonly electronDist: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Configuration;
