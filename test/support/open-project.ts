import { Emitter } from '../../src-main/core/base/emitter.ts';
import type { Platform } from '../../src-main/core/services/platform.ts';
import { faultBehind } from '../../src-main/core/services/project/fault-behind.ts';
import type { OpenProject } from '../../src-main/core/services/project/open-project.ts';
import { Tasks } from '../../src-main/core/services/tasks/tasks.ts';
import type { ProjectStore } from '../../src-main/core/store/project-store.ts';
import type { Events } from '../../src-main/shared/protocol.ts';

/** A project as services see it, of a store that the test holds. */
export function openProject(
  store: ProjectStore,
  platform: Platform,
  { events = new Emitter<Events>(), closing = new AbortController().signal } = {},
): OpenProject {
  const explained = (fault: unknown) => faultBehind(fault, store);
  return { store, platform, events, closing, explained, tasks: new Tasks(events, platform.reportFault) };
}
