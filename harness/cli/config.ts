/**
 * What a config file may say: the flags of `run`, by their names. Its JSON Schema is `docs/config.schema.json`.
 */
import { z } from 'zod';
import { DURATION, durationMs } from './duration.ts';
import { FLAGS } from './flags.ts';
import type { Flag, FlagValue } from './flag.ts';
import { didYouMean, nearest } from './suggestion.ts';

const FIELDS = Object.entries<Flag>(FLAGS.run)
  .filter(([, { notIn }]) => notIn?.includes('config') !== true)
  .map(([name, { value, gist }]) => [name, schemaOf(value).describe(gist).optional()] as const);

export const configSchema = z
  .strictObject({ $schema: z.string().optional(), ...Object.fromEntries(FIELDS) })
  .meta({ title: 'kmcl-conformance config' });

function schemaOf(value: FlagValue): z.ZodType {
  switch (value.kind) {
    case 'switch':
      return z.boolean();
    case 'number':
      return z.number().int().min(value.min).max(value.max);
    case 'choice':
      return oneOf(value.of);
    case 'choices':
      return z.array(oneOf(value.of));
    case 'texts':
      return z.array(z.string());
    case 'duration':
      return z
        .string()
        .regex(DURATION)
        .refine((text) => durationMs(text) !== undefined);
    case 'text':
    case 'day':
    case 'shard':
    case 'target':
    case 'language':
      return z.string();
    default:
      return value satisfies never;
  }
}

function oneOf(names: readonly string[]): z.ZodType {
  return z.enum(names, {
    error: ({ input }) =>
      `it is one of ${names.join(', ')}${typeof input === 'string' ? didYouMean(nearest(input, names)) : ''}`,
  });
}
