import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Video } from '../../../shared/domain.ts';
import { AppError } from '../../../shared/errors.ts';
import type { VideoId } from '../../../shared/records.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { fingerprintFile } from '../../video/fingerprint.ts';
import { sizeOfVideoFile } from '../../video/video-file.ts';

/** Tables of a long video take megabytes. */
const MAX_KEPT = 16;

interface Checked {
  readonly video: Video;
  readonly modifiedMs: number;
}

/** The project's videos as they can be read: with their tables, and sure that the file is still the one reviewed. */
export class CheckedVideos {
  readonly #store: ProjectStore;
  readonly #checked = new Map<VideoId, Checked>();

  constructor(store: ProjectStore) {
    this.#store = store;
  }

  /**
   * The content is looked at when the file's size or time has changed since it was last asked for.
   *
   * @throws AppError 'video.unknown', 'video.not_found', 'video.unreadable'; 'video.changed' when it is another content.
   */
  async get(id: VideoId): Promise<Video> {
    const record = this.#store.videos.get(id);
    const path = resolve(dirname(this.#store.path), record.path);
    const sizeBytes = await sizeOfVideoFile(path);
    const { mtimeMs: modifiedMs } = await stat(path);
    const known = this.#checked.get(id);
    const isKnown =
      known?.video.path === path && known.modifiedMs === modifiedMs && known.video.sizeBytes === sizeBytes;
    if (isKnown) return known.video;
    if ((await fingerprintFile(path, sizeBytes)) !== record.fingerprint) {
      const advice = 'Restore the file, or add it as a new video.';
      throw new AppError('video.changed', `"${path}" has another content than the one reviewed. ${advice}`);
    }
    const { facts, fingerprint } = record;
    const video = { ...facts, path, sizeBytes, fingerprint, ...this.#store.videos.frames(id) };
    this.#checked.set(id, { video, modifiedMs });
    const [oldest] = this.#checked.keys();
    if (this.#checked.size > MAX_KEPT && oldest !== undefined) this.#checked.delete(oldest);
    return video;
  }
}
