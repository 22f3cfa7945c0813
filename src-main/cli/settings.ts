import type { AnalysisSettings } from '../shared/analysis-document.ts';
import { PROVIDERS } from '../shared/domain.ts';
import type { CommandContext } from './command.ts';
import { choiceOption, numberOption } from './options.ts';

/**
 * The options of `analyze` as settings; those that a command doesn't have are left to their defaults.
 *
 * @throws AppError 'request.invalid' for a value out of its range.
 */
export function settingsFrom(values: CommandContext['values']): AnalysisSettings {
  const whole = (name: string) => numberOption(values, name, { min: 1, integer: true }) ?? null;
  const frames = (name: string) => numberOption(values, name, { min: 0, integer: true }) ?? null;
  const score = (name: string) => numberOption(values, name, { min: -Infinity }) ?? null;
  return {
    stride: whole('stride'),
    rate: whole('rate'),
    fps: numberOption(values, 'fps', { min: 0.001, max: 1000 }) ?? null,
    provider: choiceOption(values, 'provider', ['auto', ...PROVIDERS]) ?? 'auto',
    precision: choiceOption(values, 'precision', ['auto', 'full']) ?? 'auto',
    threads: whole('threads'),
    batch: whole('batch') ?? 1,
    top: whole('top') ?? 5,
    threshold: score('threshold'),
    leaveThreshold: score('leave-threshold'),
    smoothingFrames: frames('smoothing'),
    mergeGapFrames: frames('merge-gap'),
    minLengthFrames: frames('min-length'),
  };
}
