// Electron's protocol and session: a scheme is a route of the browser, and every request asks the session's listeners.
import { tell, toApp } from './wire.mjs';

const schemes = new Map();
let mayLoad = () => true;

/** Whether listeners of a page let it, or a frame in it, go to another address. */
export function mayNavigate(contents, request) {
  if (!request.isNavigationRequest()) return true;
  let isPrevented = false;
  const url = toApp(request.url());
  const isMainFrame = request.frame().parentFrame() === null;
  contents.emit('will-frame-navigate', { url, isMainFrame, preventDefault: () => (isPrevented = true) });
  if (isPrevented) tell('navigation-prevented', url);
  return !isPrevented;
}

/** Answers a request as the scheme's handler does, unless a listener of the session refuses it. */
export async function answerRoute(route) {
  const request = route.request();
  const url = toApp(request.url());
  const [scheme] = url.split(':');
  if (!mayLoad(url)) return route.abort('blockedbyclient');
  const handler = schemes.get(scheme);
  if (!handler) return route.continue();
  const headers = { ...(await request.allHeaders()) };
  for (const name of Object.keys(headers)) if (name.startsWith(':')) delete headers[name];
  const answer = await handler(new globalThis.Request(url, { method: request.method(), headers }));
  const body = Buffer.from(await answer.arrayBuffer());
  await route
    .fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body })
    .catch(() => undefined);
}

/** As Electron's module has them. */
export const protocol = { registerSchemesAsPrivileged: (list) => tell('schemes', list) };

export const session = {
  defaultSession: {
    protocol: { handle: (scheme, handler) => schemes.set(scheme, handler) },
    setPermissionRequestHandler: (handler) =>
      tell(
        'permissions',
        ['media', 'geolocation', 'clipboard-sanitized-write'].map((name) => [name, granted(handler, name)]),
      ),
    setPermissionCheckHandler: () => undefined,
    setDevicePermissionHandler: () => undefined,
    setSpellCheckerEnabled: (isOn) => tell('spell-checker', isOn),
    webRequest: {
      onBeforeRequest: (listener) => {
        mayLoad = (url) => {
          let isCancelled = false;
          listener({ url }, ({ cancel }) => (isCancelled = cancel));
          return !isCancelled;
        };
      },
    },
    on: () => undefined,
  },
};

function granted(handler, permission) {
  let is = null;
  handler(null, permission, (value) => (is = value));
  return is;
}
