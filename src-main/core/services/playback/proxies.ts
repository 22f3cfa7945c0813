import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { PlayableFormat, Playback, TaskInfo } from '../../../shared/protocol/app-methods.ts';
import type { VideoId } from '../../../shared/records.ts';
import type { StoredVideo } from '../../store/video-store.ts';
import { chooseEncoder, type VideoEncoder } from '../../video/encoders.ts';
import { writeProxy } from '../../video/proxy.ts';
import type { Platform } from '../platform.ts';
import type { OpenProject } from '../project/open-project.ts';
import { openProjectVideo } from '../project/video-files.ts';
import type { RunningTask } from '../tasks/task.ts';

/** Raised whenever the same video would give another proxy. */
const VERSION = 1;

/** What a player asks for: a video, and the formats that it plays, the best first. */
export interface PlaybackRequest {
  readonly videoId: VideoId;
  readonly formats: readonly PlayableFormat[];
}

/** Proxies of a project's videos: kept in the cache by the content of the original, made when asked for. */
export class Proxies {
  readonly #project: OpenProject;
  /** Of those that are being made, the task by its file. */
  readonly #making = new Map<string, string>();

  constructor(project: OpenProject) {
    this.#project = project;
  }

  /** @throws AppError 'video.unknown'. */
  playback({ videoId, formats }: PlaybackRequest): Playback {
    const stored = this.#project.store.videos.get(videoId);
    const format = formats.find((one) => existsSync(proxyFile(this.#project.platform, stored, one)));
    return { proxy: format === undefined ? null : resourceOf(stored, format), frameCount: stored.frameCount };
  }

  /**
   * Makes a proxy, or says which task is making it.
   *
   * @throws AppError 'ffmpeg.failed' where no format can be encoded, 'ffmpeg.missing', 'video.unknown'; the task fails
   *   as openProjectVideo and writeProxy do, and with 'output.unwritable'.
   */
  async make({ videoId, formats }: PlaybackRequest): Promise<TaskInfo> {
    const { store, platform, tasks } = this.#project;
    const stored = store.videos.get(videoId);
    const encoder = await chooseEncoder(formats);
    const path = proxyFile(platform, stored, encoder.format);
    const known = tasks.list().find(({ id }) => id === this.#making.get(path));
    if (known) return known;
    const spec = { kind: 'proxy', title: `Proxy of ${stored.name}`, unit: 'frames', total: stored.frameCount } as const;
    const task = tasks.start(spec, async (running) => {
      try {
        if (!existsSync(path)) await this.#write(stored, path, encoder, running);
        return { proxy: resourceOf(stored, encoder.format), frameCount: stored.frameCount } satisfies Playback;
      } finally {
        this.#making.delete(path);
      }
    });
    this.#making.set(path, task.id);
    return task;
  }

  /** Beside its place first, so that a part is never taken for the whole. */
  async #write(
    stored: StoredVideo,
    path: string,
    encoder: VideoEncoder,
    { signal, progress }: RunningTask,
  ): Promise<void> {
    const video = await openProjectVideo(this.#project, stored.id);
    const draft = `${path}.${randomUUID()}`;
    try {
      await mkdir(dirname(path), { recursive: true }).catch((cause: unknown) => {
        throw new AppError('output.unwritable', `The folder ${dirname(path)} can't be made. Check its permissions.`, {
          cause,
        });
      });
      await writeProxy(video, draft, { encoder, signal, onProgress: (frames) => progress(frames) });
      await rename(draft, path);
      progress(stored.frameCount);
    } finally {
      await rm(draft, { force: true });
    }
  }
}

/** Where a video's proxy is, or would be. */
export function proxyFile(
  { cacheDir }: Platform,
  { fingerprint, facts }: Pick<StoredVideo, 'fingerprint' | 'facts'>,
  format: PlayableFormat,
): string {
  return join(cacheDir, `proxies-${VERSION}`, `${fingerprint}-${facts.streamIndex}.${format}`);
}

function resourceOf({ id, fingerprint }: StoredVideo, format: PlayableFormat): string {
  return `proxy/${id}.${format}?v=${fingerprint}`;
}
