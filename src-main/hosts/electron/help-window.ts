import { BrowserWindow } from 'electron';
import { CONFINED, lockContents } from './safeguards.ts';
import { helpUrl } from './scheme.ts';

/** The window of the documentation: pages of the package, without a preload script, a menu, or a way out of them. */
export class HelpWindow {
  #window: BrowserWindow | null = null;

  /** Brings it forward, or makes it. It closes with the window that asked for it first. */
  async show(opener: BrowserWindow, theme: 'dark' | 'light'): Promise<void> {
    if (this.#window) {
      if (this.#window.isMinimized()) this.#window.restore();
      this.#window.focus();
      return;
    }
    const window = new BrowserWindow({
      width: 1240,
      height: 840,
      title: 'Timeloupe – Help',
      backgroundColor: theme === 'dark' ? '#121316' : '#e9ebee',
      webPreferences: CONFINED,
    });
    this.#window = window;
    window.setMenu(null);
    lockContents(window.webContents, (url) => url.startsWith(helpUrl('')));
    window.on('closed', () => (this.#window = null));
    opener.once('closed', () => {
      if (!window.isDestroyed()) window.close();
    });
    await window.loadURL(helpUrl(`index.html?theme=${theme}`));
  }
}
