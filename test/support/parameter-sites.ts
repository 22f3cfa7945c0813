import { z } from 'zod';
import type { ParameterSchema } from './parameter-schema.ts';

/** A place in the parameters of a method where something else may be put, the rest being as it should. */
export interface Site {
  /** "edit.classId", "paths.0", "assigned.*" for a key. */
  readonly where: string;
  readonly put: (value: unknown) => unknown;
}

/**
 * Every place in parameters that takes a text, a number, a choice or a key: of all variants, optional ones included.
 *
 * @param example parameters that work. @param known values by the name of a property, e.g. ids that exist.
 */
export function sitesOf(params: z.ZodType, example: unknown, known: Readonly<Record<string, unknown>>): Site[] {
  const schema = z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' }) as ParameterSchema;
  return sites(schema, { name: '', example, known });
}

interface Place {
  readonly name: string;
  readonly example: unknown;
  readonly known: Readonly<Record<string, unknown>>;
}

function sites(schema: ParameterSchema, place: Place): Site[] {
  const variants = schema.oneOf ?? schema.anyOf;
  if (variants) return variants.flatMap((variant) => sites(variant, place));
  const { example, known, name } = place;
  if (schema.type === 'array') {
    const inner = sites(schema.items ?? {}, { ...place, example: Array.isArray(example) ? example[0] : undefined });
    return inner.map(({ where, put }) => ({
      where: `${name}.0${where.slice(name.length)}`,
      put: (value) => [put(value)],
    }));
  }
  if (schema.type !== 'object') return [{ where: name, put: (value) => value }];
  const { properties = {}, additionalProperties } = schema;
  const base = sampleObject(schema, place);
  const under = Object.entries(properties).flatMap(([key, property]) => {
    const where = name === '' ? key : `${name}.${key}`;
    const inner = sites(property, { name: where, example: base[key], known });
    return inner.map((site) => ({ where: site.where, put: (value: unknown) => ({ ...base, [key]: site.put(value) }) }));
  });
  if (typeof additionalProperties !== 'object') return under;
  const valueSchema = additionalProperties;
  const inner = sites(valueSchema, { name: `${name}.x`, example: undefined, known });
  return [
    ...under,
    { where: `${name}.*`, put: (key) => ({ [String(key)]: sample(valueSchema, place) }) },
    ...inner.map((site) => ({ where: site.where, put: (value: unknown) => ({ x: site.put(value) }) })),
  ];
}

/** What the example has, where it is of this variant, and what is required. */
function sampleObject(schema: ParameterSchema, { example, known }: Place): Record<string, unknown> {
  const { properties = {}, required = [] } = schema;
  const given = typeof example === 'object' && example !== null ? (example as Record<string, unknown>) : {};
  const isOfVariant = Object.entries(properties).every(
    ([key, { const: fixed }]) => fixed === undefined || given[key] === fixed,
  );
  const needed = required.map((key) => [key, sample(properties[key]!, { name: key, example: undefined, known })]);
  return { ...Object.fromEntries(needed), ...(isOfVariant ? given : {}) } as Record<string, unknown>;
}

/** A value that fits. */
function sample(schema: ParameterSchema, place: Place): unknown {
  const first = (schema.oneOf ?? schema.anyOf)?.[0];
  if (first) return sample(first, place);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const last = place.name.split('.').at(-1)!;
  if (Object.hasOwn(place.known, last)) return place.known[last];
  if (schema.type === 'object') return sampleObject(schema, place);
  if (schema.type === 'array') return [sample(schema.items ?? {}, { ...place, name: last.replace(/s$/, '') })];
  if (schema.type === 'boolean') return true;
  return schema.type === 'string' ? 'a' : 1;
}
