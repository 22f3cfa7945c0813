// In place of Electron: windows are pages of a Chromium, their preload script is an init script, ipcMain is a binding,
// a scheme is a route. It proves how the application's own code is wired, its channels, senders, paths and headers. It
// does not prove what Electron itself does: isolation, the sandbox, the scheme's privileges, dialogs.
import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { findChromium } from '../../../scripts/chromium.mjs';
import { preloadIn } from './preload-script.mjs';
import { answerRoute, mayNavigate } from './routes.mjs';
import { tell, toApp, toHttp } from './wire.mjs';

const folder = mkdtempSync(join(tmpdir(), 'timeloupe-stand-in-'));
const answers = [];
const handlers = new Map();
const windows = new Set();
let mayOpen = () => ({ action: 'allow' });

process.on('message', ({ name, value }) => {
  if (name === 'answer') answers.push(value);
  if (name === 'menu') for (const { menu } of windows) itemOf(menu, value)?.click();
  if (name === 'open-file') app.emit('open-file', { preventDefault: () => undefined }, value);
  if (name === 'second-instance') app.emit('second-instance', {}, ['electron', ...value], process.cwd());
  if (name === 'close') for (const window of [...windows].slice(-1)) window.close();
  if (name === 'bounds') for (const window of [...windows].slice(-1)) window.bounds = value;
  if (name === 'crash') for (const window of [...windows].slice(-1)) window.crash();
});

const launch = await findChromium();
const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
  executablePath: launch.executablePath,
  env: launch.env ?? process.env,
  args: [...launch.args, `--remote-debugging-port=${process.env.STAND_IN_PORT}`],
  viewport: { width: 1440, height: 900 },
});

class App extends EventEmitter {
  isPackaged = false;
  #paths = { logs: join(folder, 'logs') };
  #isQuitting = false;
  setName() {}
  setPath(name, path) {
    this.#paths[name] = path;
  }
  getPath(name) {
    return this.#paths[name];
  }
  enableSandbox() {
    tell('sandbox', true);
  }
  requestSingleInstanceLock() {
    return true;
  }
  isReady() {
    return true;
  }
  whenReady() {
    return Promise.resolve();
  }
  addRecentDocument(path) {
    tell('recent', path);
  }
  quit() {
    if (this.#isQuitting) return;
    this.#isQuitting = true;
    for (const window of [...windows]) window.close();
    let isPrevented = false;
    this.emit('will-quit', { preventDefault: () => (isPrevented = true) });
    this.#isQuitting = false;
    if (!isPrevented) void end();
  }
}

export const app = new App();
tell('ready', process.env.STAND_IN_PORT);

async function end() {
  await context.close();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}

class WebContents extends EventEmitter {
  constructor(window) {
    super();
    this.window = window;
  }
  get mainFrame() {
    return { url: toApp(this.window.page?.mainFrame().url() ?? ''), parent: null };
  }
  setWindowOpenHandler(handler) {
    mayOpen = handler;
  }
  send(channel, ...args) {
    void this.window.emitInPage(channel, args);
  }
  reload() {
    void this.window.show_();
  }
}

export { protocol, session } from './routes.mjs';

export class BrowserWindow extends EventEmitter {
  webContents = new WebContents(this);
  page = null;
  menu = [];
  bounds;
  #url = null;
  #isDestroyed = false;
  #sent = Promise.resolve();

  constructor(options) {
    super();
    this.options = options;
    const { x = 0, y = 0, width, height } = options;
    this.bounds = { x, y, width, height };
    windows.add(this);
    tell('window', options);
    app.emit('web-contents-created', {}, this.webContents);
  }
  async loadURL(url) {
    this.#url = url;
    await this.show_();
    this.emit('ready-to-show');
  }
  /** A page of its own with the preload script; a new one after a crash. */
  async show_() {
    const blank = context.pages().find((page) => page.url() === 'about:blank');
    const page = blank && !this.page ? blank : await context.newPage();
    const before = this.page;
    this.page = page;
    const { preload } = this.options.webPreferences;
    if (preload) {
      await page.exposeBinding('standInCall', (source, channel, args) => this.#answer(source, channel, args));
      await page.addInitScript(preloadIn(preload));
    }
    await page.route('**/*', (route) =>
      mayNavigate(this.webContents, route.request()) ? answerRoute(route) : route.abort('aborted'),
    );
    page.on('crash', () => this.webContents.emit('render-process-gone', {}, { reason: 'crashed' }));
    page.on('popup', (popup) => {
      const { action } = mayOpen({ url: popup.url() });
      if (action === 'deny') void popup.close();
      tell('popup', action);
    });
    await page.goto(toHttp(this.#url));
    await before?.close().catch(() => undefined);
  }
  async #answer({ frame }, channel, args) {
    const senderFrame = { url: toApp(frame.url()), parent: frame.parentFrame() };
    const event = { sender: this.webContents, senderFrame };
    const handler = handlers.get(channel);
    if (handler) return handler(event, ...args);
    ipcMain.emit(channel, event, ...args);
    return undefined;
  }
  emitInPage(channel, args) {
    const { page } = this;
    this.#sent = this.#sent.then(() =>
      page
        ?.evaluate(([name, values]) => globalThis.standInEmit?.(name, values), [channel, args])
        .catch(() => undefined),
    );
    return this.#sent;
  }
  crash() {
    void this.page.goto('chrome://crash').catch(() => undefined);
  }
  isDestroyed() {
    return this.#isDestroyed;
  }
  close() {
    if (this.#isDestroyed) return;
    this.emit('close', {});
    this.#isDestroyed = true;
    windows.delete(this);
    void this.page?.close().catch(() => undefined);
    this.emit('closed');
    if (windows.size === 0) app.emit('window-all-closed');
  }
  setMenu(menu) {
    this.menu = menu ?? [];
    tell('menu', JSON.parse(JSON.stringify(menu)));
  }
  setRepresentedFilename(path) {
    tell('represented', path);
  }
  getNormalBounds() {
    return this.bounds;
  }
  isMaximized() {
    return false;
  }
  isMinimized() {
    return false;
  }
  maximize() {}
  restore() {}
  show() {
    tell('shown', toApp(this.page.url()));
  }
  focus() {
    tell('focused', this.#url);
  }
}

class IpcMain extends EventEmitter {
  handle(channel, handler) {
    handlers.set(channel, handler);
  }
}

export const ipcMain = new IpcMain();

export const dialog = {
  showOpenDialog: (_window, options) => asked('open', options, { filePaths: [] }),
  showSaveDialog: (_window, options) => asked('save', options, { filePath: '' }),
  showMessageBox: (...args) => asked('message', args.at(-1), { response: 0 }),
};

async function asked(kind, options, otherwise) {
  tell('dialog', { kind, ...options });
  return answers.shift() ?? otherwise;
}

export const Menu = { buildFromTemplate: (template) => template, setApplicationMenu: () => undefined };

function itemOf(menu, label) {
  return menu.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : [])).find((item) => item.label === label);
}

export const nativeTheme = { shouldUseDarkColors: true };
export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] };
export const shell = { showItemInFolder: (path) => tell('in-folder', path) };

export const utilityProcess = {
  fork(script, args, { env, serviceName, stdio }) {
    const port = fileURLToPath(new URL('utility-port.mjs', import.meta.url));
    const child = fork(script, args, {
      env,
      execArgv: ['--import', port],
      serialization: 'advanced',
      stdio: [...stdio, 'ipc'],
    });
    tell('utility', { serviceName, telemetry: env.ORT_DISABLE_TELEMETRY });
    tell('inference', child.pid);
    child.postMessage = (message) => child.send(message, () => undefined);
    return child;
  },
};
