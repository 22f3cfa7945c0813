import type { ProjectInfo } from '../../../shared/protocol/project-methods.ts';
import type { Reply } from '../../../shared/protocol.ts';

/** Calls that change the open project: each is meant for the one that the page showed when it was made. */
const CHANGES: ReadonlySet<string> = new Set([
  'edits.apply',
  'edits.undo',
  'edits.redo',
  'import.apply',
  'queue.mark',
  'review.record',
  'runs.propose',
  'runs.start',
  'videos.add',
  'videos.relink',
]);

type Ask = (name: string, params: unknown) => Promise<Reply>;

/**
 * The project that the page shows, kept over a break: a server that was started anew has none open, or another one, and
 * what waited must not be done to that.
 */
export class PageProject {
  /** As the page was last told; null for none. */
  #shown: Pick<ProjectInfo, 'id' | 'path'> | null = null;
  /** What the server had open when it answered again. */
  #openId: string | null = null;

  /** Takes note of what the page is told about its project. */
  hear(name: string, reply: Reply): void {
    if (name === 'project.info') this.#shown = reply.ok ? (reply.value as ProjectInfo) : null;
  }

  /** It was closed. */
  forget(): void {
    this.#shown = null;
  }

  /** Id of the project that a call is meant for; null for calls that change none. */
  meantBy(name: string): string | null {
    return CHANGES.has(name) ? (this.#shown?.id ?? null) : null;
  }

  /** Opens the page's project again where the server has none open. */
  async restore(ask: Ask): Promise<void> {
    const shown = this.#shown;
    let info = await ask('project.info', {});
    if (!info.ok && info.error.code === 'project.not_open' && shown !== null) {
      await ask('project.open', { path: shown.path });
      info = await ask('project.info', {});
    }
    this.#openId = info.ok ? (info.value as ProjectInfo).id : null;
  }

  /** The answer to a call that waited and that its project can't have any more; null where it may go out. */
  refusalOf(meant: string | null): Reply | null {
    if (meant === null || meant === this.#openId) return null;
    const message = 'This waited for the server, which now has another project open or none: it was not done.';
    return { ok: false, error: { code: 'project.not_open', message } };
  }
}
