import { writeSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

/**
 * Entry of a thread beside the one that calls ONNX Runtime. Such a call holds that one up for as long as it takes, on a
 * slow processor for minutes; only what the process spends on it tells it from one that never returns. A sign goes to
 * the standard output whenever a fifth of a second of processor time has been spent.
 */

const LOOK_EVERY_MS = 1000;
/** More than looking itself takes in the minutes after which silence counts, and less than whoever computes takes. */
const WORTH_A_SIGN_US = 200_000;
const STDOUT = 1;

let toldUs = -Infinity;
look();
parentPort!.postMessage('given');
setInterval(look, LOOK_EVERY_MS);

function look(): void {
  const { user, system } = process.cpuUsage();
  if (user + system - toldUs < WORTH_A_SIGN_US) return;
  toldUs = user + system;
  try {
    writeSync(STDOUT, '.');
  } catch {
    // The parent has gone, or does not read: then it doesn't look either.
  }
}
