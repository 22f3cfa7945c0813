import { join } from 'node:path';
import { PROVIDERS } from '../../../shared/domain.ts';
import { toWire } from '../../../shared/errors.ts';
import type { ProviderInfo } from '../../../shared/protocol/app-methods.ts';
import { absentReason } from '../../inference/providers.ts';
import { physicalCores } from '../../inference/threads.ts';
import { openModel } from '../../models/open.ts';
import { ModelRunner } from '../analysis/model-runner.ts';
import { launcherOf, type Platform } from '../platform.ts';

/**
 * Which provider an analysis would take here, found by letting each compute a window of a small bundled model, as an
 * analysis does.
 *
 * @returns 'none' as the provider where even the processor doesn't run it, with the reason.
 */
export async function findProvider(platform: Platform, modelName: string, signal: AbortSignal): Promise<ProviderInfo> {
  const { version, cacheDir, modelsDir } = platform;
  const threads = physicalCores();
  try {
    const model = await openModel(join(modelsDir, modelName), { version, cacheDir, signal });
    const launch = launcherOf(platform);
    const runner = await ModelRunner.open(model, {
      launch,
      provider: 'auto',
      precision: 'full',
      threads: null,
      signal,
    });
    const { provider, refusals } = runner.client;
    await runner.close();
    const skippedProviders = PROVIDERS.slice(0, PROVIDERS.indexOf(provider)).map(
      (skipped) =>
        refusals.find((refusal) => refusal.provider === skipped) ?? {
          provider: skipped,
          reason: absentReason(skipped),
        },
    );
    return { provider, threads, skippedProviders };
  } catch (error) {
    signal.throwIfAborted();
    return { provider: 'none', threads, skippedProviders: [{ provider: 'cpu', reason: toWire(error).message }] };
  }
}
