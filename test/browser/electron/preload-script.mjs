import { readFileSync } from 'node:fs';

/** The preload script, with what a sandboxed one may require. */
export function preloadIn(path) {
  const code = readFileSync(path, 'utf8');
  return `(() => {
    const listeners = new Map();
    const of = (channel) => listeners.get(channel) ?? listeners.set(channel, new Set()).get(channel);
    Object.defineProperty(window, 'standInEmit', { value: (channel, args) => {
      for (const listener of of(channel)) listener({}, ...args);
    } });
    const electron = {
      contextBridge: { exposeInMainWorld: (name, value) => Object.defineProperty(window, name, { value }) },
      ipcRenderer: {
        invoke: (channel, ...args) => window.standInCall(channel, args),
        send: (channel, ...args) => void window.standInCall(channel, args),
        on: (channel, listener) => void of(channel).add(listener),
        off: (channel, listener) => void of(channel).delete(listener),
      },
      webUtils: { getPathForFile: (file) => (window.standInDropped ?? '/dropped') + '/' + file.name },
    };
    const require = (name) => { if (name === 'electron') return electron; throw new Error('not in a sandbox: ' + name); };
    (() => {
${code}
})();
  })();`;
}
