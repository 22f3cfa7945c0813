// `npm run docs:proxies`: tries the reverse proxies of docs/server.md, as the page has them. NGINX and CADDY name the
// programs where they aren't on the path.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from './application.mjs';
import { makeHome, readerIn, timeloupe } from './docs/home.mjs';
import { PROXIES, freePort, makeCertificate, startProxy, versionOf } from './docs/proxies.mjs';
import { ensureBuilt, ensureInstalled, say } from './steps.mjs';

ensureInstalled();
ensureBuilt();
const dir = mkdtempSync(join(tmpdir(), 'timeloupe-proxies-'));
let failed = 0;
try {
  const cwd = makeHome(dir);
  const place = { home: dir, cwd, timeoutMs: 60_000 };
  timeloupe(['project', 'new', 'study.timeloupe'], place);
  timeloupe(['project', 'add', 'study.timeloupe', 'videos'], place);
  const certificate = makeCertificate(dir);
  for (const proxy of PROXIES) {
    const version = versionOf(proxy);
    if (version === null) say(`${proxy.name} is not here and was not tried`);
    else if (!(await tried(proxy, version, { cwd, certificate }))) failed++;
  }
} finally {
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(failed === 0 ? 0 : 1);

async function tried(proxy, version, { cwd, certificate }) {
  const port = await freePort();
  const env = readerIn(dir);
  const server = startServer(['study.timeloupe', '--behind', `lab.example:${port}`], { cwd, env });
  let through = null;
  try {
    const { url, token } = await server.said;
    through = await startProxy(proxy, { dir, certificate, port, serverPort: new URL(url).port });
    for (const [what, holds] of await facts(through.ask, token)) {
      say(`${version}: ${what}: ${holds ? 'yes' : 'NO'}`);
      if (!holds) return false;
    }
    return true;
  } catch (error) {
    say(`${version}: ${error.message}`);
    return false;
  } finally {
    await through?.end();
    await server.end();
  }
}

/** What docs/server.md says was tried, in its order. */
async function facts(ask, token) {
  const welcome = await ask('GET', `/?token=${token}`);
  const [cookie] = (welcome.headers['set-cookie'] ?? [''])[0].split(';');
  const headers = { cookie };
  const json = { ...headers, 'content-type': 'application/json' };
  const call = async (name, params) => {
    const answer = await ask('POST', '/call', { headers: json, body: JSON.stringify({ name, params }) });
    return JSON.parse(answer.text).value;
  };
  const page = await ask('GET', '/', { headers });
  const [video] = await call('videos.list', {});
  const backUp = () => void call('settings.set', { patch: { theme: 'light' } });
  const events = await ask('GET', '/events', { headers, untilText: 'settings.changed', onStart: backUp });
  const part = await ask('GET', `/resource/video/${video.id}`, { headers: { ...headers, range: 'bytes=100-199' } });
  const dropped = await ask('PUT', '/upload?name=dropped.mp4', { headers, body: Buffer.alloc(3 * 2 ** 20) });
  const stranger = await ask('GET', '/', { headers: { ...headers, host: 'elsewhere.example' } });
  return [
    [
      'the token becomes a cookie for TLS only',
      welcome.status === 303 && /Secure/.test(welcome.headers['set-cookie'][0]),
    ],
    ['the page by its cookie', page.status === 200 && page.text.includes('<title>Timeloupe</title>')],
    ['a call', video.name === 'day-1.mp4'],
    ['an event while it is waited for', events.text.includes('settings.changed')],
    ['a part of a video', part.status === 206 && part.text.length === 100],
    ['a dropped file of 3 MB', dropped.status === 200],
    ['another Host gets no page', !stranger.text.includes('Timeloupe</title>')],
  ];
}
