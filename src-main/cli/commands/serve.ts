import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createCore } from '../../core/services/core.ts';
import type { Platform } from '../../core/services/platform.ts';
import { isLoopback, type Listening, LOOPBACK, refuseExposure } from '../../hosts/web/listening.ts';
import { openBrowser } from '../../hosts/web/open-browser.ts';
import { serve, type ServeOptions } from '../../hosts/web/server.ts';
import { connect } from '../../shared/connect.ts';
import { AppError } from '../../shared/errors.ts';
import { wrongUse } from '../answers.ts';
import type { Command, CommandContext } from '../command.ts';
import { flagOption, numberOption, textOption, textsOption } from '../options.ts';
import { projectFrom } from '../project-host.ts';

const DEFAULT_PORT = 4820;
const TAKEN = `Port ${DEFAULT_PORT} is taken, by another timeloupe perhaps: pages that were open there stay with that one.`;

export const serveCommand: Command = {
  name: 'serve',
  usage: 'serve [<file>] [--open] [--port N] [--behind HOST]… [--host ADDRESS --i-know --tls-cert FILE --tls-key FILE]',
  summary: 'Show the screen in a browser, and serve a project over HTTP: the whole protocol, events, frames and maps',
  options: {
    project: { type: 'string', value: 'FILE', help: 'the project file, instead of naming it first' },
    open: { type: 'boolean', help: 'open it in the browser of this machine, where there is one' },
    port: {
      type: 'string',
      value: 'N',
      help: `port to listen on; 0 for any that is free (default: ${DEFAULT_PORT}, or any where that is taken)`,
    },
    host: {
      type: 'string',
      value: 'ADDRESS',
      help: 'address of this machine to listen on (default: 127.0.0.1); any other needs --i-know and TLS or a proxy',
    },
    'i-know': { type: 'boolean', help: 'others in the network may reach it, and that is meant' },
    'tls-cert': { type: 'string', value: 'FILE', help: 'certificate in PEM, to speak TLS' },
    'tls-key': { type: 'string', value: 'FILE', help: 'its private key in PEM' },
    behind: {
      type: 'string',
      multiple: true,
      value: 'HOST',
      help: 'host name, with its port, of a reverse proxy with TLS in front of it; may be repeated',
    },
    json: { type: 'boolean', help: 'print the address as one JSON document' },
  },

  async run(context) {
    const { platform, signal, values, positionals, json } = context;
    const isNamed = positionals.length > 0 || values['project'] !== undefined;
    const named = isNamed ? projectFrom(context, positionals) : null;
    if (named && named.positionals.length > 0) {
      throw wrongUse(serveCommand);
    }
    const publicHosts = textsOption(values, 'behind');
    const listening = listeningFrom(values, publicHosts);
    refuseExposure({ ...listening, publicHosts, isAccepted: flagOption(values, 'i-know') });
    const core = createCore({ ...platform, keepsRecent: true });
    try {
      if (named) await connect(core.port).call('project.open', { path: named.path });
      const host = await serve(core, { ...listening, publicHosts, ...foldersOf(platform) });
      if (listening.orAnyPort && host.port !== DEFAULT_PORT) context.note(TAKEN);
      const isOpened = flagOption(values, 'open') && (await openBrowser(host.urlForOneVisit()));
      if (json) context.print(JSON.stringify({ url: host.url, token: host.token }));
      else context.print(`${isOpened ? 'Opened in the browser; serving' : 'Serving'} at ${host.url}`);
      if (!signal.aborted) await once(signal, 'abort');
      await host.close();
    } finally {
      await core.close();
    }
  },
};

/** @throws AppError 'request.invalid'. */
function listeningFrom(values: CommandContext['values'], publicHosts: readonly string[]): Listening {
  const port = numberOption(values, 'port', { min: 0, max: 65535, integer: true });
  const address = textOption(values, 'host');
  const certFile = textOption(values, 'tls-cert');
  const keyFile = textOption(values, 'tls-key');
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw new AppError('request.invalid', 'TLS needs both --tls-cert and --tls-key.');
  }
  const tls = certFile !== undefined && keyFile !== undefined ? { certFile, keyFile } : undefined;
  // Others are told the port, and a proxy knows it: only a person's own browser finds the server at another one.
  const orAnyPort = port === undefined && isLoopback(address ?? LOOPBACK) && publicHosts.length === 0;
  return { port: port ?? DEFAULT_PORT, orAnyPort, ...(address !== undefined && { address }), ...(tls && { tls }) };
}

/** The built page and the documentation lie beside the bundles; what is dropped without a project has its own folder. */
function foldersOf(platform: Platform): Pick<ServeOptions, 'pageDir' | 'docsDir' | 'dataDir'> {
  const built = join(dirname(platform.inferenceProcess), '..');
  return {
    pageDir: join(built, 'renderer'),
    docsDir: join(built, 'docs'),
    dataDir: platform.dataDir,
  };
}
