import { z } from 'zod';
import { type Method, methods } from '../../../src-main/shared/protocol.ts';
import type { ParameterSchema } from '../../support/parameter-schema.ts';
import type { Random } from '../engine/random.ts';

/** What is known to be there, by the names that parameters have. */
export type Pools = Readonly<Record<string, readonly unknown[]>>;

export const METHODS = Object.keys(methods) as Method[];
const schemas = new Map(
  METHODS.map((name) => [
    name,
    z.toJSONSchema(methods[name].params, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as ParameterSchema,
  ]),
);

/** Parameters as the method's schema has them, of what is there as far as it can be told by their names. */
export function drawnParams(name: Method, random: Random, pools: Pools): unknown {
  return drawn(schemas.get(name)!, '', random, pools);
}

function drawn(schema: ParameterSchema, name: string, random: Random, pools: Pools): unknown {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return drawn(random.pick(choices), name, random, pools);
  if ('const' in schema) return schema.const;
  if (schema.enum) return random.pick(schema.enum);
  if (schema.type === 'array') return drawnList(schema, name, random, pools);
  const pool = pools[name];
  if (pool && schema.type !== 'object' && !random.isOne(10)) return random.pick(pool);
  if (schema.type === 'object') return drawnObject(schema, random, pools);
  if (schema.type === 'integer' || schema.type === 'number') return drawnNumber(schema, random);
  if (schema.type === 'boolean') return random.isOne(2);
  if (schema.type === 'null') return null;
  return random.pick(['Ada', 'walk', 'a', 'é 🙂', 'x'.repeat(50)]);
}

function drawnObject({ properties = {}, required = [] }: ParameterSchema, random: Random, pools: Pools): object {
  const named = Object.entries(properties).filter(([key]) => required.includes(key) || random.isOne(3));
  return Object.fromEntries(named.map(([key, schema]) => [key, drawn(schema, key, random, pools)]));
}

/** "videoIds" are drawn as "videoId" is. */
function drawnList(
  { items, prefixItems, minItems = 0 }: ParameterSchema,
  name: string,
  random: Random,
  pools: Pools,
): unknown[] {
  if (prefixItems) return prefixItems.map((one) => drawn(one, name, random, pools));
  const length = minItems + random.below(4);
  return Array.from({ length }, () => drawn(items ?? {}, name.replace(/s$/, ''), random, pools));
}

function drawnNumber({ type, minimum, exclusiveMinimum, maximum }: ParameterSchema, random: Random): number {
  const least = Math.max(minimum ?? exclusiveMinimum ?? 0, -1000);
  const most = Math.min(maximum ?? 1000, 1000);
  const spread = random.isOne(3) ? most - least : Math.min(20, most - least);
  const value = least + (random.uint32() / 2 ** 32) * spread;
  return type === 'integer' ? Math.ceil(value) : value;
}
