import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Events, PickRequest, Port, Reply } from '../../shared/protocol.ts';
import { CHANNELS } from './channels.ts';

/** The port of this host: the page gets these functions and nothing of Node or Electron. */
const port: Port = {
  send: (name, params) => ipcRenderer.invoke(CHANNELS.call, name, params) as Promise<Reply>,
  on: (listener) => listenTo(CHANNELS.event, (event, payload) => listener(event as keyof Events, payload)),
  resourceUrl: (path) => `/resource/${path}`,
  native: {
    pick: (request: PickRequest) => ipcRenderer.invoke(CHANNELS.pick, request) as Promise<readonly string[]>,
    pathOfDropped: (file) => Promise.resolve(webUtils.getPathForFile(file as DroppedFile)),
    showInFolder: (path) => ipcRenderer.invoke(CHANNELS.show, path) as Promise<void>,
    newWindow: (path) => ipcRenderer.invoke(CHANNELS.newWindow, path) as Promise<void>,
    showHelp: (theme) => ipcRenderer.invoke(CHANNELS.help, theme) as Promise<void>,
    showMenu: (commands) => ipcRenderer.send(CHANNELS.showMenu, commands),
    onMenu: (listener) => listenTo(CHANNELS.menuCommand, (id) => listener(id as string)),
  },
};

type DroppedFile = Parameters<typeof webUtils.getPathForFile>[0];

contextBridge.exposeInMainWorld('host', port);

/** @returns its remover. */
function listenTo(channel: string, listener: (...args: unknown[]) => void): () => void {
  const relay = (_: unknown, ...args: unknown[]) => listener(...args);
  ipcRenderer.on(channel, relay);
  return () => void ipcRenderer.off(channel, relay);
}
