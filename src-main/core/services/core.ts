import type { Events, Method, Port } from '../../shared/protocol.ts';
import { Emitter } from '../base/emitter.ts';
import { Application } from './app/application.ts';
import { CurrentProject } from './project/current-project.ts';
import { dispatch, wireFailure } from './dispatch.ts';
import { createHandlers } from './handlers.ts';
import type { Platform } from './platform.ts';
import type { ResourceHeaders, ResourceResponse } from './resources/response.ts';
import { failureResponse } from './resources/response.ts';

/** All of Timeloupe below the screen. A host carries its port to whoever calls it; it has at most one project open. */
export interface Core {
  /** For callers in this process, and for a host to pass on. Resource URLs are `timeloupe://resource/<path>`. */
  readonly port: Port;
  /**
   * Bytes by path, e.g. "frame/<videoId>/120.jpg?width=640"; docs/protocol.md lists them. Every failure is a response
   * with a status and {code, message} as JSON.
   *
   * @param headers names in lower case; range, if-range and if-none-match are honoured.
   */
  resource(path: string, headers?: ResourceHeaders): Promise<ResourceResponse>;
  /** Stops what runs, waits for it, and closes the project. Calls that come later are answered as without a project. */
  close(): Promise<void>;
}

/** They change which project is open, so its closing can't wait for them. */
const LIFECYCLE: ReadonlySet<string> = new Set<Method>([
  'project.create',
  'project.open',
  'project.close',
  'project.sample',
]);

/** Makes a core. Nothing is read or started before it is called. */
export function createCore(platform: Platform): Core {
  const events = new Emitter<Events>((fault) => {
    platform.reportFault('a listener', fault);
  });
  const current = new CurrentProject(platform, events);
  const app = new Application(platform, events, current);
  const handlers = createHandlers(current, app);
  return {
    port: {
      send(name, params, callId) {
        const call = { name, params, callId };
        const reply = dispatch(handlers, call, platform.reportFault, (fault) => current.explained(fault));
        if (!LIFECYCLE.has(name)) current.track(reply);
        return reply;
      },
      on: (listener) => events.on(listener),
      resourceUrl: (path) => `timeloupe://resource/${path}`,
      native: {},
    },
    resource(path, headers = {}) {
      const response = answerResource(current, path, headers);
      current.track(response);
      return response;
    },
    async close() {
      await Promise.all([app.close(), current.dispose()]);
    },
  };
}

async function answerResource(
  current: CurrentProject,
  path: string,
  headers: ResourceHeaders,
): Promise<ResourceResponse> {
  try {
    return await current.session().resources.get(path, headers);
  } catch (error) {
    return failureResponse(
      wireFailure(
        `the resource ${path.split(/[/?]/)[0] ?? ''}`,
        await current.explained(error),
        current.platform.reportFault,
      ),
    );
  }
}
