/**
 * What a config file may say, by the names of the flags of `run`. Its JSON Schema is `docs/config.schema.json`.
 */
import { z } from 'zod';
import { READINGS } from '../../spec/readings.ts';
import { TIERS } from '../generate/tier.ts';

export const configSchema = z
  .strictObject({
    $schema: z.string().optional(),
    target: z.string().describe('as --target takes it').optional(),
    tier: z.enum(TIERS).optional(),
    reading: z.enum([...READINGS, 'any']).optional(),
    level: z.enum(['must', 'should']).optional(),
    seed: z.number().int().min(0).max(0x7fff_ffff).optional(),
    programs: z.number().int().min(0).max(100_000_000).optional(),
    clause: z.array(z.string()).describe('globs: only these clauses count').optional(),
    deadlineMs: z.number().int().min(1).max(3_600_000).optional(),
    corpus: z.string().describe('the folder of programs that failed').optional(),
    out: z.string().describe('the folder of the report').optional(),
    requirements: z.string().describe('a revision, such as 2026.1').optional(),
    baseline: z.string().describe('the file of known failures').optional(),
    quiet: z.boolean().optional(),
    connections: z.number().int().min(1).describe('remote: connections or processes that share the runs').optional(),
    ca: z.string().describe('tls, https: trust this CA (PEM)').optional(),
    cert: z.string().describe('tls, https: our certificate (PEM)').optional(),
    key: z.string().describe('tls, https: the file of the key of our certificate (PEM)').optional(),
    serverName: z.string().describe('tls, https: the name in the certificate').optional(),
    tokenVariable: z.string().describe('http(s): the environment variable with the bearer token').optional(),
    record: z.string().describe('remote: write all traffic there').optional(),
    sanitizer: z.enum(['asan']).optional(),
    unsafeInProcess: z.boolean().describe('native: run in this process').optional(),
    memoryMegabytes: z.number().int().min(1).describe('native, module: memory its process may hold').optional(),
  })
  .meta({ title: 'kmcl-conformance config' });

export type Config = z.infer<typeof configSchema>;
