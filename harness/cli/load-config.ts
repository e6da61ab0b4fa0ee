/**
 * Reads a config file and checks it. TypeScript goes through jiti, so that no build is needed.
 */
import { readFile } from 'node:fs/promises';
import { createJiti } from 'jiti';
import { z } from 'zod';
import { configSchema } from './config.ts';
import type { Config } from './flags.ts';
import { UsageError } from '../usage-error.ts';

/** Throws `UsageError`, which calls the file `name`. */
export async function loadConfig(path: string, name: string): Promise<Config> {
  let value: unknown;
  try {
    value = path.endsWith('.json')
      ? JSON.parse(await readFile(path, 'utf8'))
      : await createJiti(import.meta.url).import(path, { default: true });
  } catch (error) {
    throw new UsageError(`cannot read ${name}: ${(error as Error).message}`, { cause: error });
  }
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) throw new UsageError(`${name} is no config:\n${z.prettifyError(parsed.error)}`);
  const { $schema: _, ...config } = parsed.data;
  return config as Config;
}
