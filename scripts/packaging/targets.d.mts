/** What one package is for, as in targets.mjs. */
export interface Target {
  readonly platform: 'win32' | 'darwin' | 'linux';
  readonly builder: 'win' | 'mac' | 'linux';
  readonly arch: 'x64' | 'arm64';
  readonly packedMb: number;
}

export const TARGETS: readonly Target[];
export function nameOf(target: Pick<Target, 'platform' | 'arch'>): string;
export function targetsNamed(names: readonly string[]): readonly Target[];
