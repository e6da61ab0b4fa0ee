/**
 * Reads a config file and checks it. TypeScript goes through jiti, so that no build is needed.
 */
import { importModule } from '../import-module.ts';
import { FILE_BOUNDS, named, parseJson, problemLines, readBounded } from '../program/bounded-file.ts';
import { excerpt } from '../program/visible.ts';
import { configSchema } from './config.ts';
import type { Config } from './flags.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Throws `UsageError`, which calls the file `name`. What is no JSON is code of whoever names it: it is held to being a file of a
 * reasonable size, and no further.
 */
export async function loadConfig(path: string, name: string): Promise<Config> {
  const text = await readBounded(path, FILE_BOUNDS.config);
  const value = path.endsWith('.json') ? parseJson(text, name) : await importConfig(path, name);
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) throw new UsageError(`${named(name)} is no config:\n${problemLines(parsed.error.issues)}`);
  const { $schema: _, ...config } = parsed.data;
  return config as Config;
}

async function importConfig(path: string, name: string): Promise<unknown> {
  try {
    return await (
      await importModule(path)
    )['default'];
  } catch (error) {
    // A module may throw anything.
    const why = error instanceof Error ? error.message : typeof error;
    throw new UsageError(`cannot read ${named(name)}: ${excerpt(why, 400)}`, { cause: error });
  }
}
