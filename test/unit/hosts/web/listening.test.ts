import { expect, onTestFinished, test } from 'vitest';
import { listen, ownHosts, refuseExposure } from '../../../../src-main/hosts/web/listening.ts';
import { openBrowser, openerFor } from '../../../../src-main/hosts/web/open-browser.ts';

const tls = { certFile: 'cert.pem', keyFile: 'key.pem' };
const publicHosts = ['lab.example'];

test.each([
  [{ isAccepted: false }],
  [{ address: '127.0.0.2', isAccepted: false }],
  [{ address: '::1', isAccepted: false }],
  [{ address: 'localhost', isAccepted: false }],
  [{ address: '0.0.0.0', tls, isAccepted: true }],
  [{ address: '192.168.1.5', publicHosts, isAccepted: true }],
])('%j may listen', (exposure) => {
  expect(() => refuseExposure(exposure)).not.toThrow();
});

test.each([
  [{ address: '0.0.0.0', isAccepted: false }, /^At 0\.0\.0\.0 everyone .*--i-know.*--tls-cert.*--behind/],
  [{ address: '0.0.0.0', isAccepted: true }, /--tls-cert/],
  [{ address: '::', tls, publicHosts, isAccepted: false }, /--i-know/],
  [{ address: '127.0.0.1.evil.example', tls, isAccepted: true }, /is none\.$/],
])('%j may not', (exposure, message) => {
  expect(() => refuseExposure(exposure)).toThrow(message);
});

test('an address of another machine is named', async () => {
  await expect(listen({ port: 0, address: '192.0.2.1' })).rejects.toMatchObject({
    code: 'request.invalid',
    message: '192.0.2.1 is no address of this machine.',
  });
});

test('a taken port is refused, or another one is taken where any will do', async () => {
  const first = await listen({ port: 0 });
  onTestFinished(() => void first.server.close());
  await expect(listen({ port: first.port })).rejects.toThrow(`Port ${first.port} is taken.`);
  const second = await listen({ port: first.port, orAnyPort: true });
  onTestFinished(() => void second.server.close());
  expect(second.port).not.toBe(first.port);
});

test('names by which it may be asked', () => {
  expect(ownHosts({ port: 0 }, 4820)).toEqual(['127.0.0.1:4820', 'localhost:4820', '[::1]:4820']);
  expect(ownHosts({ port: 0, address: '192.168.1.5', tls }, 443)).toContain('192.168.1.5:443');
  expect(ownHosts({ port: 0, address: '192.168.1.5' }, 443)).not.toContain('192.168.1.5:443');
});

test('a browser is opened by a program that takes the address as it is', async () => {
  const url = 'http://127.0.0.1:4820/?token=a&b';
  expect(openerFor({ platform: 'darwin', env: {} }, url)).toEqual({ program: 'open', args: [url] });
  expect(openerFor({ platform: 'win32', env: {} }, url)?.args.at(-1)).toBe(url);
  expect(openerFor({ platform: 'linux', env: { DISPLAY: ':0' } }, url)).toEqual({ program: 'xdg-open', args: [url] });
  expect(openerFor({ platform: 'linux', env: {} }, url)).toBeNull();
  expect(await openBrowser(url, { platform: 'linux', env: {} })).toBe(false);
});
