import { ipcMain, type IpcMainInvokeEvent, shell } from 'electron';
import { z } from 'zod';
import type { Platform } from '../../core/services/platform.ts';
import { CHANNELS } from './channels.ts';
import type { HelpWindow } from './help-window.ts';
import { menuCommandsSchema, menuTemplate } from './menu-template.ts';
import { showMenu } from './menu.ts';
import { pick, pickRequestSchema } from './pick.ts';
import type { ProjectWindow } from './project-window.ts';
import type { Updates } from './updates.ts';
import type { ProjectWindows } from './windows.ts';

const pathSchema = z.string().min(1).max(4096);

const themeSchema = z.enum(['dark', 'light']);

/** What messages may reach besides a window's own core. */
export interface Reach {
  readonly windows: ProjectWindows;
  readonly help: HelpWindow;
  /** null where this package does not look for newer versions. */
  readonly updates: Updates | null;
}

/** Answers the messages of the windows' pages: each is checked for its sender first, and for its form. */
export function answerMessages({ windows, help, updates }: Reach, platform: Platform): void {
  const handle = (channel: string, answer: (window: ProjectWindow, ...args: unknown[]) => unknown) => {
    ipcMain.handle(channel, (event: IpcMainInvokeEvent, ...args: unknown[]) =>
      answer(windows.senderOf(event), ...args),
    );
  };
  // The core checks names and parameters, and answers a wrong one as any other failure.
  handle(CHANNELS.call, ({ core }, name, params) => core.port.send(String(name), params));
  handle(CHANNELS.pick, ({ window }, request) => pick(window, pickRequestSchema.parse(request)));
  handle(CHANNELS.show, (_window, path) => shell.showItemInFolder(pathSchema.parse(path)));
  handle(CHANNELS.newWindow, (_window, path) => windows.open(pathSchema.optional().parse(path) ?? null));
  handle(CHANNELS.help, ({ window }, theme) => help.show(window, themeSchema.parse(theme)));
  ipcMain.on(CHANNELS.showMenu, (event, commands: unknown) => {
    try {
      replaceMenu(windows, windows.senderOf(event), commands, updates);
    } catch (error) {
      platform.reportFault('the menu', error);
    }
  });
}

function replaceMenu(windows: ProjectWindows, sender: ProjectWindow, commands: unknown, updates: Updates | null): void {
  const template = menuTemplate(menuCommandsSchema.parse(commands), {
    newWindow: () => void windows.open(null),
    choose: (id) => sender.send(CHANNELS.menuCommand, id),
    updates,
  });
  showMenu(sender.window, template);
}
