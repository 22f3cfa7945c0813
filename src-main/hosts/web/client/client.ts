import type { Port } from '../../../shared/protocol.ts';
import { Calls } from './calls.ts';
import { EventStream } from './event-stream.ts';
import { PageProject } from './page-project.ts';
import { sendFile, sendFolder } from './send-file.ts';

/** Puts the port of the web host at window.host; the server names this script in the page before the page's own. */
const events = new EventStream();
const project = new PageProject();
const calls = new Calls(events, project);
events.on((event) => {
  if (event === 'project.closed') project.forget();
});

const port: Port = {
  send: (name, params) => calls.send(name, params),
  on: (listener) => events.on(listener),
  resourceUrl: (path) => `/resource/${path}`,
  onConnection: (listener) => events.onConnection(listener),
  native: {
    pathOfDropped: (file, onProgress) => sendFile(file, onProgress),
    sendFolder: (name, files, onProgress) => sendFolder(name, files, onProgress),
    showHelp: (theme) => void window.open(`/docs/index.html?theme=${theme}`, '_blank', 'noopener'),
  },
};

Object.defineProperty(window, 'host', { value: port, enumerable: true });
