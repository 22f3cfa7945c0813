// Starts a reverse proxy with the text that docs/server.md gives, and asks a server through it.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from '../steps.mjs';
import { tokensOf } from './markdown.mjs';

const NAME = 'lab.example';

/** How each is started, from the text of its section. */
export const PROXIES = [
  {
    name: 'nginx',
    program: process.env.NGINX ?? 'nginx',
    version: ['-v'],
    /** The page gives a `server` block, which stands in a whole file. */
    file: (block, dir) =>
      `daemon off; pid ${dir}/nginx.pid; error_log stderr;\nevents {}\nhttp {\n` +
      ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
        .map((kind) => `${kind}_temp_path ${dir}/${kind};\n`)
        .join('') +
      `${block}\n}\n`,
    args: (path, dir) => ['-p', dir, '-c', path],
  },
  {
    name: 'Caddy',
    program: process.env.CADDY ?? 'caddy',
    version: ['version'],
    file: (block) => `{\nadmin off\nauto_https disable_redirects\n}\n${block}\n`,
    args: (path) => ['run', '--config', path, '--adapter', 'caddyfile'],
  },
];

/** What a proxy says it is; null where it isn't there. */
export function versionOf({ name, program, version }) {
  const { status, stdout, stderr } = spawnSync(program, version, { encoding: 'utf8' });
  return status === 0 ? `${name} ${/\d+(\.\d+)+/.exec(stdout + stderr)?.[0]}` : null;
}

/** Makes a certificate for the name, by openssl. */
export function makeCertificate(dir) {
  const paths = { cert: join(dir, 'lab.pem'), key: join(dir, 'lab.key') };
  const subject = ['-subj', `/CN=${NAME}`, '-addext', `subjectAltName=DNS:${NAME}`];
  const args = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    paths.key,
    '-out',
    paths.cert,
  ];
  const { status, stderr } = spawnSync('openssl', [...args, ...subject], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl made no certificate: ${stderr}`);
  return paths;
}

/** Starts the proxy with the page's text: other ports, and our certificate. @returns how it is asked and ended */
export async function startProxy(proxy, { dir, certificate, port, serverPort }) {
  const block = blockBelow(proxy.name)
    .replaceAll('/etc/ssl/lab.example.pem', certificate.cert)
    .replaceAll('/etc/ssl/lab.example.key', certificate.key)
    .replace('listen 443', `listen ${port}`)
    .replace(/^lab\.example \{/m, `${NAME}:${port} {`)
    .replaceAll('127.0.0.1:4821', `127.0.0.1:${serverPort}`);
  const path = join(dir, `${proxy.name}.conf`);
  writeFileSync(path, proxy.file(block, dir));
  const env = { ...process.env, HOME: dir, XDG_DATA_HOME: dir, XDG_CONFIG_HOME: dir };
  const child = spawn(proxy.program, proxy.args(path, dir), { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data) => (said += data));
  await reachable(port, child, () => said);
  return {
    ask: (method, address, options) => ask({ port, ca: readFileSync(certificate.cert) }, method, address, options),
    async end() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** A port of this machine that nothing listens on now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** The code below a heading of docs/server.md. */
function blockBelow(heading) {
  const tokens = tokensOf(readFileSync(join(root, 'docs', 'server.md'), 'utf8'));
  const at = tokens.findIndex(({ type, text }) => type === 'heading' && text === heading);
  return tokens.slice(at).find(({ type }) => type === 'code').text;
}

async function reachable(port, child, said) {
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) throw new Error(`The proxy ended: ${said()}`);
    const isUp = await answersAt(port);
    if (isUp) return;
    await wait(50);
  }
  throw new Error(`The proxy does not listen: ${said()}`);
}

function answersAt(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (isUp) => () => {
      socket.destroy();
      resolve(isUp);
    };
    socket.on('connect', end(true)).on('error', end(false));
  });
}

/** @param untilText ends the answer once this has come. */
function ask(
  { port, ca },
  method,
  path,
  { headers = {}, body = '', untilText = null, onStart = () => undefined } = {},
) {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', servername: NAME, port, ca, method, path, agent: false };
    const own = { host: `${NAME}:${port}`, 'content-length': Buffer.byteLength(body), ...headers };
    const asking = request({ ...options, headers: own }, (answer) => {
      let text = '';
      const done = () => resolve({ status: answer.statusCode, headers: answer.headers, text });
      onStart();
      answer.setEncoding('latin1').on('data', (data) => {
        text += data;
        if (untilText !== null && text.includes(untilText)) {
          asking.destroy();
          done();
        }
      });
      answer.on('end', done).on('error', () => undefined);
    });
    asking.setTimeout(15_000, () => asking.destroy(new Error(`${method} ${path}: no answer`)));
    asking.on('error', reject).end(body);
  });
}
