import { type BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron';

/** Shows a menu: on macOS in place of the one of the window that had the focus before, elsewhere in the window. */
export function showMenu(window: BrowserWindow, template: MenuItemConstructorOptions[]): void {
  const menu = Menu.buildFromTemplate(template);
  if (process.platform === 'darwin') Menu.setApplicationMenu(menu);
  else window.setMenu(menu);
}
