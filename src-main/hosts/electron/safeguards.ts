import type { Session, WebContents, WebPreferences } from 'electron';

/** What every window is made with: its page is a page of the web, with nothing of Node. */
export const CONFINED = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
} as const satisfies WebPreferences;

/** What a page may ask of the system: copying text. Everything else is refused without a question. */
const ALLOWED_PERMISSIONS: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** What a page may load; the network is not among it. */
const ALLOWED_ADDRESSES = /^(app|blob|data|devtools|chrome-extension):/;

/** Refuses permissions, devices and the network to every page of a session. */
export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, grant) => grant(ALLOWED_PERMISSIONS.has(permission)));
  session.setPermissionCheckHandler((_contents, permission) => ALLOWED_PERMISSIONS.has(permission));
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !ALLOWED_ADDRESSES.test(details.url) }));
  session.on('will-download', (event) => event.preventDefault());
  // Its dictionaries would come from the network.
  session.setSpellCheckerEnabled(false);
}

/** Keeps a page where it may be: it may not go elsewhere, open windows, or hold other pages. */
export function lockContents(contents: WebContents, mayBeAt: (url: string) => boolean): void {
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !mayBeAt(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
