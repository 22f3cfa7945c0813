import type { AnalysisSettings } from '../../shared/analysis-document.ts';

/**
 * Equal for settings that give the same windows and scores, so that a run may be gone on with: sampling and the
 * precision asked for. Provider, threads and batch only order the same sums otherwise; thresholds and lengths are
 * applied to stored scores.
 */
export function settingsKey({ stride, rate, fps, precision }: AnalysisSettings): string {
  return JSON.stringify({ stride, rate, fps, precision });
}
