import { forkLauncher, type InferenceProcess, type ProcessLauncher } from '../inference/launcher.ts';

export type { InferenceProcess, ProcessLauncher };

/** What a host tells the core about the machine and the installation. All paths are absolute. */
export interface Platform {
  readonly version: string;
  /** Bundled models. */
  readonly modelsDir: string;
  /** Bundled sample and other resources. */
  readonly resourcesDir: string;
  /** Where downloaded models go. */
  readonly userModelsDir: string;
  /** Where pts tables and converted weights may be kept; may be deleted at any time. */
  readonly cacheDir: string;
  /** Where settings, recent projects and the like are kept: small files that a person may read. */
  readonly configDir: string;
  /** Where the sample project is made. */
  readonly dataDir: string;
  /** A person chooses projects on a screen here: those that are opened are kept for a list of recent ones. */
  readonly keepsRecent: boolean;
  /** The script of the process that hosts ONNX Runtime. */
  readonly inferenceProcess: string;
  /** Starts that process where Node's fork is not the way. */
  readonly launchInference?: ProcessLauncher;
  /** Is told of bugs: of failures that are no AppError, with where they were met. It must not throw. */
  readonly reportFault: (where: string, fault: unknown) => void;
}

/** How the process that hosts ONNX Runtime is started here. */
export function launcherOf({
  launchInference,
  inferenceProcess,
}: Pick<Platform, 'launchInference' | 'inferenceProcess'>): ProcessLauncher {
  return launchInference ?? forkLauncher(inferenceProcess);
}
