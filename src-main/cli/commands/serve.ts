import { once } from 'node:events';
import { createCore } from '../../core/services/core.ts';
import { serve } from '../../hosts/web/server.ts';
import { connect } from '../../shared/connect.ts';
import { AppError } from '../../shared/errors.ts';
import type { Command } from '../command.ts';
import { numberOption, textsOption } from '../options.ts';
import { projectFrom } from '../project-host.ts';

const DEFAULT_PORT = 4820;

export const serveCommand: Command = {
  name: 'serve',
  usage: 'serve [<file>] [--port N] [--behind HOST]…',
  summary: 'Serve a project over HTTP on this machine: the whole protocol, events, frames and maps, for scripts',
  options: {
    project: { type: 'string', value: 'FILE', help: 'the project file, instead of naming it first' },
    port: { type: 'string', value: 'N', help: `port on 127.0.0.1; 0 for any that is free (default: ${DEFAULT_PORT})` },
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
      throw new AppError('request.invalid', `Usage: timeloupe ${serveCommand.usage}`);
    }
    const port = numberOption(values, 'port', { min: 0, max: 65535, integer: true }) ?? DEFAULT_PORT;
    const core = createCore(platform);
    try {
      if (named) await connect(core.port).call('project.open', { path: named.path });
      const host = await serve(core, { port, publicHosts: textsOption(values, 'behind') });
      context.print(json ? JSON.stringify({ url: host.url, token: host.token }) : `Serving at ${host.url}`);
      if (!signal.aborted) await once(signal, 'abort');
      await host.close();
    } finally {
      await core.close();
    }
  },
};
