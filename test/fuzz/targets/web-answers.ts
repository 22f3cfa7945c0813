import type { WireError } from '../../../src-main/shared/errors.ts';
import { messageFrom } from '../engine/http.ts';
import { faultOfWire, require } from '../engine/verdict.ts';

/** Below 500 they are refusals; 503 is a call that was cancelled. */
const STATUSES = new Set([100, 200, 206, 303, 304, 400, 401, 403, 404, 408, 409, 413, 415, 416, 417, 422, 431]);
/** Node's own answers to what is no HTTP: they have no headers of ours. */
const OF_NODE = new Set([100, 400, 408, 413, 417, 431]);

/** One answer among the bytes that a connection gave. */
export interface WebAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
  /** All of it has come; whether that is so isn't known of a stream, which goes on. */
  readonly isWhole: boolean;
}

/** The answers that have begun. @param mayBeHead some of the requests may have been HEADs. */
export function answersIn(text: string, mayBeHead: boolean): WebAnswer[] {
  const answers: WebAnswer[] = [];
  for (let rest = text; rest.includes('\r\n\r\n');) {
    const { head, body } = messageFrom(rest);
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
    require(Number.isInteger(status), () => `no answer begins with ${JSON.stringify(rest.slice(0, 80))}`);
    const isHead = mayBeHead && /^(?:$|HTTP\/1\.1 )/.test(body);
    const length = isHead ? 0 : lengthOf({ status, head, body });
    answers.push({
      status,
      head,
      body: body.slice(0, length ?? undefined),
      isWhole: length !== null && body.length >= length,
    });
    if (length === null || body.length < length) break;
    rest = body.slice(length);
  }
  return answers;
}

/** Of the body, in bytes as they were sent; null: its end isn't known yet. */
function lengthOf({ status, head, body }: Omit<WebAnswer, 'isWhole'>): number | null {
  if (status < 200 || status === 304) return 0;
  const [, length] = /^content-length: (\d+)/im.exec(head) ?? [];
  if (length !== undefined) return Number(length);
  if (!/^transfer-encoding: chunked/im.test(head)) return /^connection: close/im.test(head) ? null : 0;
  const end = /(?:^|\r\n)0\r\n\r\n/.exec(body);
  return end ? end.index + end[0].length : null;
}

/** Throws for an answer that says more, or another thing, than it should. @param hasToken it was among what was sent. */
export function requireSound({ status, head, body, isWhole }: WebAnswer, hasToken: boolean): void {
  const isOurs = /^x-content-type-options: nosniff/im.test(head);
  require(isOurs || OF_NODE.has(status), () => `an answer ${status} is without our headers`);
  require(hasToken || !(status >= 200 && status < 400), () => `${status} without the token: ${body.slice(0, 200)}`);
  const isText = !/^content-type: (?:video|image|audio|application\/octet)/im.test(head);
  require(!isText || !/\bat .+\.[jt]s:\d+/.test(body), () => `an answer holds a stack: ${body.slice(0, 400)}`);
  const error = isWhole && /^content-type: application\/json/im.test(head) ? errorIn(body) : null;
  const fault = error && faultOfWire(error);
  require(!fault, () => `it answers ${status} with ${fault ?? ''}`);
  require(STATUSES.has(status) || (status >= 500 && error !== null), () =>
    `it answers ${status}: ${head} ${body.slice(0, 300)}`);
}

/** Of a Reply, or of a resource's failure. */
function errorIn(body: string): WireError | null {
  const text = Buffer.from(body.replace(/^[0-9a-f]+\r\n([^]*?)\r\n0\r\n\r\n$/, '$1'), 'latin1').toString();
  if (text === '') return null;
  const value = JSON.parse(text) as { ok?: boolean; error?: WireError } & WireError;
  if (value.ok === true) return null;
  return value.ok === false ? value.error! : value;
}
