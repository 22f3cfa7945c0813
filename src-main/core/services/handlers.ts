import type { Handlers } from '../../shared/protocol.ts';
import type { CurrentProject } from './current-project.ts';

/** What each method of the protocol calls: one line each, in the protocol's order. */
export function createHandlers(current: CurrentProject): Partial<Handlers> {
  return {
    'project.close': () => current.close().then(() => null),
  };
}
