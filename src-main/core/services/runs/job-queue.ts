import { randomUUID } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import type { JobInfo } from '../../../shared/protocol/run-methods.ts';
import type { VideoId } from '../../../shared/records.ts';
import type { Corrections } from '../corrections/corrections.ts';
import type { OpenProject } from '../project/open-project.ts';
import { AnalysisJob, type JobRequest } from './analysis-job.ts';

/** Jobs that have ended are listed until this many newer ones have. */
const ENDED_KEPT = 20;

/**
 * Analyses that a project waits for, one at a time; with those of other projects they take turns on the device. Lives as long as the project is open; close it before.
 */
export class JobQueue {
  readonly #project: OpenProject;
  readonly #corrections: Corrections;
  readonly #jobs: AnalysisJob[] = [];
  #last: Promise<void> = Promise.resolve();

  constructor(project: OpenProject, corrections: Corrections) {
    this.#project = project;
    this.#corrections = corrections;
  }

  /**
   * Puts a job at the end of the queue.
   *
   * @throws AppError 'project.read_only', 'video.unknown'; 'request.invalid' for a removed video.
   */
  start(request: JobRequest): JobInfo {
    const { store, closing } = this.#project;
    closing.throwIfAborted();
    if (store.readOnlyReason !== null) throw new AppError('project.read_only', store.readOnlyReason);
    for (const id of request.videoIds) requireListed(this.#project, id);
    const job = new AnalysisJob(this.#project, this.#corrections, randomUUID(), request);
    this.#jobs.push(job);
    this.#last = this.#last.then(() => job.run()).then(() => this.#forgetOld());
    return job.info;
  }

  /**
   * A job that waits never begins; one that runs stops after the batch in hand, and what is stored stays. Nothing
   * happens to one that has ended.
   *
   * @throws AppError 'request.invalid' for an unknown id.
   */
  cancel({ jobId }: { readonly jobId: string }): JobInfo {
    const job = this.#jobs.find(({ info }) => info.id === jobId);
    if (!job)
      throw new AppError('request.invalid', `There is no job "${jobId}". List the jobs to see which there are.`);
    job.cancel();
    return job.info;
  }

  /** By the order in which they were started. */
  list(): JobInfo[] {
    return this.#jobs.map(({ info }) => info);
  }

  /** Resolves when everything that was started has ended. */
  async idle(): Promise<void> {
    await this.#last;
  }

  #forgetOld(): void {
    const ended = this.#jobs.filter(({ isEnded }) => isEnded);
    for (const job of ended.slice(0, -ENDED_KEPT)) this.#jobs.splice(this.#jobs.indexOf(job), 1);
  }
}

function requireListed({ store }: OpenProject, id: VideoId): void {
  const { name, isRemoved } = store.videos.get(id);
  if (isRemoved) throw new AppError('request.invalid', `"${name}" was removed from the project. Add it again first.`);
}
