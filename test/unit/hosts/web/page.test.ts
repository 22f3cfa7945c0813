import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPage } from '../../../../src-main/hosts/page/page.ts';
import { scratchFolder } from '../../../support/checkpoints.ts';
import { servedHost } from '../../../support/web-host.ts';

test('the page is sent with the port of this host before its own script, under a strict policy', async () => {
  const { send, get } = await servedHost({ pageDir: builtPage() });
  const page = await send('GET', '/', {});
  expect(page.status).toBe(200);
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  const html = page.body.toString();
  expect(html.indexOf('src="/host.js"')).toBeGreaterThan(0);
  expect(html.indexOf('src="/host.js"')).toBeLessThan(html.indexOf('src="./index.js"'));
  const policy = String(page.headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect((await get('/', {})).status).toBe(401);
});

test('its files have their types; those named by content may be kept, the others are asked for again', async () => {
  const { send } = await servedHost({ pageDir: builtPage() });
  const code = await send('GET', '/index.js', {});
  expect(code.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'private, no-cache',
    'x-content-type-options': 'nosniff',
  });
  expect(code.body.toString()).toBe('start();');
  const etag = String(code.headers['etag']);
  expect((await send('GET', '/index.js', { 'if-none-match': etag })).status).toBe(304);
  const style = await send('HEAD', '/assets/index-1a2b.css', {});
  expect(style.headers).toMatchObject({ 'content-type': 'text/css; charset=utf-8', 'content-length': '7' });
  expect(style.headers['cache-control']).toContain('immutable');
  expect(style.body.length).toBe(0);
});

test('what is not in the list has no address', async () => {
  const folder = builtPage();
  writeFileSync(join(folder, '..', 'secret.txt'), 'secret');
  const { send } = await servedHost({ pageDir: folder });
  writeFileSync(join(folder, 'later.js'), 'late();');
  for (const path of [
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/index.js.map',
    '/later.js',
    '/index.html',
  ]) {
    expect((await send('GET', path, {})).status).toBe(404);
  }
});

test('the documentation is served below /docs/ to whoever has the token, under the same policy', async () => {
  const docsDir = scratchFolder();
  mkdirSync(join(docsDir, 'assets'));
  writeFileSync(join(docsDir, 'guide.html'), '<h1>Guide</h1>');
  writeFileSync(join(docsDir, 'assets', 'site.css'), 'a {}');
  const { send, get } = await servedHost({ pageDir: builtPage(), docsDir });
  const guide = await send('GET', '/docs/guide.html?theme=dark', {});
  expect([guide.status, guide.body.toString()]).toEqual([200, '<h1>Guide</h1>']);
  expect(String(guide.headers['content-security-policy'])).toContain("script-src 'self'");
  // Its names stay the same from version to version.
  expect((await send('GET', '/docs/assets/site.css', {})).headers['cache-control']).toBe('private, no-cache');
  expect((await send('GET', '/docs/..%2findex.js', {})).status).toBe(404);
  expect((await get('/docs/guide.html', {})).status).toBe(401);
});

test('without a built page only the rest is served', async () => {
  expect(readPage(join(scratchFolder(), 'nowhere'))).toBeNull();
  const { send } = await servedHost({ pageDir: scratchFolder() });
  expect((await send('GET', '/', {})).body.toString()).toMatch(/^Timeloupe is serving/);
});

function builtPage(): string {
  const folder = join(scratchFolder(), 'renderer');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  const script = '<script type="module" crossorigin src="./index.js"></script>';
  writeFileSync(join(folder, 'index.html'), `<!doctype html><html><head>${script}</head><body></body></html>`);
  writeFileSync(join(folder, 'index.js'), 'start();');
  writeFileSync(join(folder, 'index.js.map'), '{}');
  writeFileSync(join(folder, 'assets', 'index-1a2b.css'), 'a{b:c}\n');
  return folder;
}
