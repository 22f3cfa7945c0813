import type { ErrorCode } from '../../../../src-main/shared/errors.ts';
import type { Method, Params, Result } from '../../../../src-main/shared/protocol.ts';
import type { LabelClass, ProjectVideo, QueueId, RunId, Segment } from '../../../../src-main/shared/records.ts';

/** A project with something of everything, for calls to be about. */
export interface Given {
  readonly folder: string;
  readonly path: string;
  readonly samplePath: string;
  readonly video: ProjectVideo;
  readonly classes: readonly LabelClass[];
  /** Proposed by the run. */
  readonly segments: readonly Segment[];
  readonly modelHash: string;
  readonly runId: RunId;
  /** Done. */
  readonly jobId: string;
  readonly queueId: QueueId;
  /** Ended. */
  readonly taskId: string;
  readonly annotator: string;
}

export interface MethodCase<M extends Method> {
  /** Of the open project: nothing at all (asked of a core of its own, or of the same one), to read it, or to write it. */
  readonly needs: 'nothing' | 'core' | 'project' | 'writing';
  /** Parameters that work. */
  readonly example: (given: Given) => Params<M>;
  readonly isAsExpected: (result: Result<M>, given: Given) => boolean;
  /** Parameters that would write, where those of the example find all done. */
  readonly writes?: (given: Given) => Params<M>;
  /** Well-formed parameters that fail. */
  readonly refused: (given: Given) => readonly (readonly [Params<M>, ErrorCode])[];
}

export const NOBODY = '00000000-0000-4000-8000-000000000000';
export const never = () => [];
