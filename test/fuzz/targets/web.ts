import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import { type Core, createCore } from '../../../src-main/core/services/core.ts';
import { serve, type WebHost } from '../../../src-main/hosts/web/server.ts';
import { connect } from '../../../src-main/shared/connect.ts';
import { AppError } from '../../../src-main/shared/errors.ts';
import { ask } from '../../support/ask.ts';
import type { FuzzInput, FuzzPlace, FuzzTarget } from '../engine/target.ts';
import { require } from '../engine/verdict.ts';
import { Faults } from './answers.ts';
import { answersIn, requireSound, type WebAnswer } from './web-answers.ts';
import { drawnRequest, STAND_INS } from './web-requests.ts';

export const web: FuzzTarget = {
  name: 'web',
  what: 'bytes at the socket of a served project: request lines, heads, lengths, ranges, bodies, changed and cut short; then whether it answers others',
  inputs: 250,
  async open(place) {
    const served = await Served.begin(place);
    return {
      make: (random) => ({ kind: 'bytes', bytes: Buffer.from(drawnRequest(random), 'latin1') }),
      read: (input) => served.read(input),
      close: () => served.end(),
    };
  },
};

/** A core with a video, and its server. */
class Served {
  readonly #place: FuzzPlace;
  readonly #faults: Faults;
  readonly #core: Core;
  readonly #host: WebHost;
  readonly #own: Readonly<Record<keyof typeof STAND_INS, string>>;
  /** Calls and resources that the core has not answered yet. */
  readonly #busy: Set<Promise<unknown>>;

  static async begin(place: FuzzPlace): Promise<Served> {
    const faults = new Faults();
    const core = createCore(faults.platform(place));
    const screen = connect(core.port);
    await screen.call('project.create', { path: join(place.folder, 'open.timeloupe') });
    await screen.call('videos.add', { paths: [join(place.root, 'resources', 'sample', 'motions.mp4')] });
    const [video] = await screen.call('videos.list', {});
    for (const name of ['page', 'docs']) {
      mkdirSync(join(place.folder, name));
      writeFileSync(join(place.folder, name, 'index.html'), '<!doctype html><title>Page</title>\n');
    }
    const busy = new Set<Promise<unknown>>();
    const noted = <T>(answer: Promise<T>): Promise<T> => {
      busy.add(answer);
      const forget = () => busy.delete(answer);
      answer.then(forget, forget);
      return answer;
    };
    const watched: Core = {
      port: { ...core.port, send: (name, params) => noted(core.port.send(name, params)) },
      resource: (path, headers) => noted(core.resource(path, headers)),
      close: () => core.close(),
    };
    const folders = {
      pageDir: join(place.folder, 'page'),
      docsDir: join(place.folder, 'docs'),
      dataDir: join(place.folder, 'data'),
    };
    const host = await serve(watched, { port: 0, ...folders });
    return new Served(place, { faults, core, host, busy, videoId: video!.id });
  }

  private constructor(
    place: FuzzPlace,
    made: {
      readonly faults: Faults;
      readonly core: Core;
      readonly host: WebHost;
      readonly busy: Set<Promise<unknown>>;
      readonly videoId: string;
    },
  ) {
    this.#place = place;
    this.#faults = made.faults;
    this.#core = made.core;
    this.#host = made.host;
    this.#busy = made.busy;
    this.#own = { port: String(made.host.port), token: made.host.token, videoId: made.videoId };
  }

  async read({ bytes }: FuzzInput): Promise<void> {
    const named = Object.entries(STAND_INS) as [keyof typeof STAND_INS, string][];
    const sent = named.reduce(
      (text, [name, standIn]) => text.replaceAll(standIn, this.#own[name]),
      bytes.toString('latin1'),
    );
    const answers = await this.#talk(sent);
    this.#faults.require();
    for (const answer of answers) requireSound(answer, sent.includes(this.#own.token));
    this.#requireOwnFiles();
    await this.#requireAlive();
    const status = answers[0]?.status;
    if (status === undefined) throw new AppError('request.invalid', 'The connection was closed without an answer.');
    if (status >= 400) throw new AppError('request.invalid', `The answer was ${status}.`);
  }

  async end(): Promise<void> {
    await this.#host.close();
    await this.#core.close();
    this.#faults.require();
  }

  /** All that is said until the server ends the connection, or until it waits for more than was sent. */
  async #talk(sent: string): Promise<WebAnswer[]> {
    const mayBeHead = sent.includes('HEAD ');
    const socket = connectSocket(this.#host.port, '127.0.0.1');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const heard = { said: '', isEnough: false };
    socket.setEncoding('latin1').on('data', (part: string) => {
      heard.said += part;
      heard.isEnough ||= hasAnswer(heard.said, mayBeHead);
    });
    // It may break a connection off of which it does not want the rest.
    socket.on('error', () => (heard.isEnough = true));
    socket.write(sent, 'latin1');
    for (let rounds = 0; !heard.isEnough && !socket.closed && (rounds < 4 || this.#busy.size > 0); rounds++) {
      await Promise.allSettled(this.#busy);
      await this.#requireAlive();
    }
    socket.end();
    await closed;
    return answersIn(heard.said, mayBeHead);
  }

  async #requireAlive(): Promise<void> {
    const headers = { authorization: `Bearer ${this.#own.token}`, 'content-type': 'application/json' };
    const { status, body } = await ask(this.#host, {
      method: 'POST',
      path: '/call',
      headers,
      body: '{"name":"app.info"}',
    });
    require(status === 200 && body.toString().startsWith('{"ok":true'), () =>
      `others are answered ${status}: ${body.toString()}`);
  }

  /** What is sent in lands in two folders, whole or not at all. */
  #requireOwnFiles(): void {
    const { folder } = this.#place;
    const known = /^(?:application|page|docs|data|videos|open\.timeloupe.*|open\.backups)$/;
    const strays = readdirSync(folder).filter((name) => !known.test(name));
    require(strays.length === 0, () => `it left ${strays.join()}`);
  }
}

/** Whether there is one that is whole, or a stream has begun; what is no answer at all is looked at later. */
function hasAnswer(said: string, mayBeHead: boolean): boolean {
  try {
    const isOver = ({ status, isWhole }: WebAnswer) => isWhole && status >= 200;
    return /^content-type: text\/event-stream/im.test(said) || answersIn(said, mayBeHead).some(isOver);
  } catch {
    return true;
  }
}
