import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, session } from 'electron';
import { platformAt } from '../../core/services/installation.ts';
import type { Platform } from '../../core/services/platform.ts';
import { readDocs, readPage } from '../page/page.ts';
import { projectsIn } from './arguments.ts';
import { HelpWindow } from './help-window.ts';
import { utilityLauncher } from './inference-launcher.ts';
import { answerMessages } from './messages.ts';
import { lockSession } from './safeguards.ts';
import { type Pages, registerScheme, serveScheme } from './scheme.ts';
import { Updates } from './updates.ts';
import { ProjectWindows } from './windows.ts';

/** Entry of the desktop application. The bundle lies in out/main of the package. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const platform = platformHere();

app.setName('Timeloupe');
app.setPath('userData', join(platform.configDir, 'window'));
app.enableSandbox();
registerScheme();
if (app.requestSingleInstanceLock()) run();
else app.quit();

function run(): void {
  const windows = new ProjectWindows({
    platform,
    preload: join(root, 'out', 'preload', 'preload.cjs'),
    stateFile: join(platform.configDir, 'window.json'),
  });
  // What the system asks for before the windows can be made waits.
  const waiting = projectsIn(process.argv.slice(app.isPackaged ? 1 : 2), process.cwd());
  const open = (path: string | null) => void windows.open(path).catch((fault: unknown) => report('opening', fault));
  app.on('open-file', (event, path) => {
    event.preventDefault();
    if (app.isReady()) open(path);
    else waiting.push(path);
  });
  app.on('second-instance', (_event, args, folder) => {
    const named = projectsIn(args.slice(1), folder);
    if (named.length === 0) windows.focusLast();
    for (const path of named) open(path);
  });
  app.on('web-contents-created', (_event, contents) => contents.setWindowOpenHandler(() => ({ action: 'deny' })));
  app.on('activate', () => {
    if (windows.isEmpty) open(null);
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  endAfterCores(windows);
  void app.whenReady().then(() => {
    lockSession(session.defaultSession);
    serveScheme(session.defaultSession, pagesHere(), (hostName) => windows.coreOf(hostName));
    const updates = updatesHere();
    answerMessages({ windows, help: new HelpWindow(), updates }, platform);
    for (const path of waiting.length > 0 ? waiting : [null]) open(path);
    void updates?.look();
  });
}

/** Projects are closed, and what runs in them, before the process ends. */
function endAfterCores(windows: ProjectWindows): void {
  app.on('will-quit', (event) => {
    const { isOver, done } = windows.ending;
    if (isOver) return;
    event.preventDefault();
    void done.then(() => app.quit());
  });
}

function pagesHere(): Pages {
  const page = readPage(join(root, 'out', 'renderer'));
  if (page) return { page, docs: readDocs(join(root, 'out', 'docs')) };
  throw new Error('The page was not built: run "npm run build".');
}

function platformHere(): Platform {
  const installed = platformAt(root);
  return {
    ...installed,
    keepsRecent: true,
    launchInference: utilityLauncher(installed.inferenceProcess),
    reportFault: report,
  };
}

/** Null where there is no address to look at, and where the system's package manager brings newer versions. */
function updatesHere(): Updates | null {
  const isOurs = process.platform !== 'linux' || process.env['APPIMAGE'] !== undefined;
  if (!app.isPackaged || !isOurs || !existsSync(join(process.resourcesPath, 'app-update.yml'))) return null;
  return new Updates({
    stateFile: join(platform.configDir, 'updates.json'),
    load: async () => (await import('electron-updater')).default.autoUpdater,
    reportFault: report,
  });
}

/** A bug is written down, and on the terminal where there is one. */
function report(where: string, fault: unknown): void {
  const text = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
  const line = `${new Date().toISOString()} ${where}: ${text}\n`;
  process.stderr.write(line);
  try {
    mkdirSync(app.getPath('logs'), { recursive: true });
    appendFileSync(join(app.getPath('logs'), 'faults.log'), line);
  } catch {
    return;
  }
}
