import type { Host } from '#shared/protocol';
import type { TaskInfo } from '#shared/protocol/app-methods';
import type { Span } from '#shared/records';
import type { Settings } from '#shared/settings';
import { mapPath, picturePath } from '../lib/attention-path.ts';
import type { Attention } from './attention.svelte.ts';

/** A file for the person: where its bytes are, and what it is to be called. */
export interface ExportedFile {
  readonly url: string;
  readonly name: string;
}

/** Pictures, movies and numbers of the map that is shown. */
export class AttentionExports {
  /** The movie that is being made, or the last one; null before the first. */
  movie = $state.raw<TaskInfo | null>(null);
  readonly #host: Host;
  readonly #attention: Attention;

  constructor(host: Host, attention: Attention) {
    this.#host = host;
    this.#attention = attention;
    host.on('tasks.changed', ({ task }) => {
      if (task.id === this.movie?.id) this.movie = task;
    });
  }

  /** The frame that is shown with its map; null where there is no map. */
  picture(settings: Settings): ExportedFile | null {
    const { ref, map, wish, place, normalise } = this.#attention;
    const frame = map?.frames[place];
    if (!ref || !map || frame === undefined) return null;
    const { overlayOpacity: opacity, smoothOverlay: isSmooth } = settings;
    const look = { colourMap: colourMapOf(map.isSigned, settings), opacity, isSmooth, normalise };
    const url = this.#host.resourceUrl(picturePath(ref, place, wish, look));
    return { url, name: `${wish.view}-window-${ref.index}-frame-${frame}.png` };
  }

  /** The map's numbers; null where there is no map. */
  numbers(): ExportedFile | null {
    const { ref, map, wish } = this.#attention;
    if (!ref || !map) return null;
    const url = this.#host.resourceUrl(mapPath(ref, wish, { format: 'npy' }));
    return { url, name: `${wish.view}-window-${ref.index}.npy` };
  }

  /** Begins a movie of a span; one that runs is stopped instead. @returns its task, null where none was begun. */
  async makeMovie(span: Span, settings: Settings): Promise<TaskInfo | null> {
    const { ref, map, wish, normalise } = this.#attention;
    if (this.movie?.state === 'running') {
      await this.#host.call('tasks.cancel', { taskId: this.movie.id });
      return null;
    }
    if (!ref || !map) return null;
    const { overlayOpacity: opacity, smoothOverlay: isSmooth } = settings;
    this.movie = await this.#host.call('attention.movie', {
      ...{ runId: ref.runId, videoId: ref.videoId, fromFrame: span.startFrame, toFrame: span.endFrame, map: wish },
      ...{ colourMap: colourMapOf(map.isSigned, settings), opacity, isSmooth, normalise },
    });
    return this.movie;
  }
}

function colourMapOf(isSigned: boolean, { colourMap }: Settings) {
  return isSigned ? 'blue-red' : colourMap;
}
