import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { type Home, makeHome, ROOT } from '../support/installation.ts';

/** The real main and preload bundles, run by Node with the stand-in for Electron beside this file. */
export interface StandIn {
  readonly home: Home;
  /** The page of the newest window. */
  page(): Promise<Page>;
  /** All that the application asked of Electron under a name, in order; waits for the first. */
  told(name: string): Promise<readonly unknown[]>;
  /**
   * What the stand-in is to do: "answer" a dialog, choose in the "menu", "open-file", "second-instance", move to
   * "bounds", "close", "crash".
   */
  tell(name: string, value?: unknown): void;
  /** The exit code, once all windows are closed or after `stop`. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

/** @param kept folders of an application that was closed before; whoever made them removes them. */
export async function startStandIn(kept?: Home): Promise<StandIn> {
  const home = kept ?? makeHome();
  const port = await freePort();
  const child = fork(join(ROOT, 'out', 'main', 'electron.js'), [], {
    env: { ...home.env, STAND_IN_PORT: String(port) },
    execArgv: ['--import', join(ROOT, 'test', 'browser', 'electron', 'register.mjs')],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const heard: { readonly name: string; readonly value: unknown }[] = [];
  child.on('message', (message) => heard.push(message as (typeof heard)[number]));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const told = async (name: string) => {
    for (;;) {
      const found = heard.filter((message) => message.name === name).map(({ value }) => value);
      if (found.length > 0) return found;
      const hasEnded = child.exitCode !== null || child.signalCode !== null;
      if (hasEnded) throw new Error(`The application ended without telling of "${name}".`);
      await Promise.race([once(child, 'message'), ended]);
    }
  };
  await told('shown');
  const browser: Browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  return {
    home,
    told,
    ended,
    async page() {
      const [context] = browser.contexts();
      return context!.pages().at(-1) ?? context!.waitForEvent('page');
    },
    tell: (name, value) => void child.send({ name, value }),
    async stop() {
      await browser.close().catch(() => undefined);
      if (child.exitCode === null) child.kill('SIGKILL');
      await ended;
      if (!kept) home.remove();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
