import type { Video } from '../../../shared/domain.ts';
import type { VideoId } from '../../../shared/records.ts';
import type { OpenProject } from '../project/open-project.ts';
import { unchangedFile } from '../project/video-files.ts';

/** Tables of frames of a long video take megabytes. */
const MAX_KEPT = 16;

/** The project's videos, opened: their tables of frames are kept, and their files are looked at each time. */
export class OpenedVideos {
  readonly #project: OpenProject;
  readonly #kept = new Map<VideoId, Video>();

  constructor(project: OpenProject) {
    this.#project = project;
  }

  /** @throws AppError as openProjectVideo. */
  async get(id: VideoId): Promise<Video> {
    const { videos } = this.#project.store;
    const stored = videos.get(id);
    const path = await unchangedFile(this.#project, stored);
    const kept = this.#kept.get(id);
    if (kept?.path === path) return kept;
    const video = { ...stored.facts, path, fingerprint: stored.fingerprint, ...videos.frames(id) };
    this.#kept.set(id, video);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return video;
  }
}
