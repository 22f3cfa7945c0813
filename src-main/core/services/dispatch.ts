import type { z } from 'zod';
import { AppError, toWire, type WireError } from '../../shared/errors.ts';
import { schemaFault } from '../base/schema-fault.ts';
import { methods, type Handlers, type Method, type Reply } from '../../shared/protocol.ts';

/** More faults of one call than this are not listed: one wrong type can make hundreds. */
const MAX_LISTED = 3;

type AnyHandler = (params: unknown, callId?: string) => unknown;

/** What is asked of the core. */
export interface Call {
  readonly name: string;
  /** As they came: nothing is assumed of them. */
  readonly params: unknown;
  /** As `Port.send` takes it. */
  readonly callId?: string;
}

/**
 * Checks a request, calls its handler, and makes every failure an answer: a bug too, as code 'internal', after
 * `reportFault` was told of it.
 *
 * @param explained what is behind a fault, where it is not the program's.
 */
export async function dispatch(
  handlers: Handlers,
  { name, params, callId }: Call,
  reportFault: (where: string, fault: unknown) => void,
  explained: (fault: unknown) => Promise<unknown> = (fault) => Promise.resolve(fault),
): Promise<Reply> {
  try {
    if (!isMethod(name)) throw new AppError('request.invalid', `The core has no method called "${name}".`);
    const parsed = methods[name].params.safeParse(params);
    if (!parsed.success) throw new AppError('request.invalid', sentenceFor(name, parsed.error));
    const handler = handlers[name] as AnyHandler;
    return { ok: true, value: await handler(parsed.data, callId) };
  } catch (error) {
    return { ok: false, error: wireFailure(name, await explained(error), reportFault) };
  }
}

/** A failure as it crosses a border: an AppError as it is, a bug with a sentence around it, and reported. */
export function wireFailure(
  where: string,
  error: unknown,
  reportFault: (where: string, fault: unknown) => void,
): WireError {
  const wire = toWire(error);
  if (error instanceof AppError) return wire;
  reportFault(where, error);
  // A bug's own message is for developers and may be half a sentence or many lines; its first line says which bug.
  const [first = ''] = wire.message.split('\n');
  return {
    code: 'internal',
    message: `Timeloupe has a fault in ${where} (${first.trim()}). Nothing else is affected.`,
  };
}

function isMethod(name: string): name is Method {
  return Object.hasOwn(methods, name);
}

function sentenceFor(name: string, { issues }: z.ZodError): string {
  const listed = issues.slice(0, MAX_LISTED).map(({ path, message }) => {
    const where = path.length === 0 ? 'all of it' : path.map(String).join('.');
    return `${where} (${schemaFault(message)})`;
  });
  const more = issues.length - listed.length;
  return `The parameters of ${name} are not as they should be: ${listed.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
}
