import { spawn } from 'node:child_process';

/** Where a browser would be opened. */
export interface Desktop {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The program that opens an address in the person's browser, without a shell between; null where there is no screen.
 */
export function openerFor({ platform, env }: Desktop, url: string): { program: string; args: string[] } | null {
  if (platform === 'darwin') return { program: 'open', args: [url] };
  if (platform === 'win32') return { program: 'rundll32', args: ['url.dll,FileProtocolHandler', url] };
  const hasScreen = Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY']);
  return hasScreen ? { program: 'xdg-open', args: [url] } : null;
}

/** Opens an address in the person's browser. @returns whether a program that does so could be started. */
export function openBrowser(url: string, desktop: Desktop = process): Promise<boolean> {
  const opener = openerFor(desktop, url);
  if (!opener) return Promise.resolve(false);
  return new Promise((resolve) => {
    const child = spawn(opener.program, opener.args, { stdio: 'ignore', detached: true });
    child.on('error', () => resolve(false));
    child.on('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
