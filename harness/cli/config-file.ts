/**
 * `kmcl.config.ts`, `.js` or `.json`: flags of `run` that hold unless the command line says otherwise. What checks and loads it is
 * only loaded where there is one.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';

export const CONFIG_NAMES = ['kmcl.config.ts', 'kmcl.config.js', 'kmcl.config.mjs', 'kmcl.config.json'] as const;

/** The flags, with those of the config file where none was given. Throws `UsageError`. */
export async function withConfig<T extends object>(command: Command, flags: T): Promise<T> {
  const named = (flags as { readonly config?: string }).config;
  const file = named ?? CONFIG_NAMES.find((name) => existsSync(name));
  if (file === undefined) return flags;
  const { loadConfig } = await import('./load-config.ts');
  const config = await loadConfig(resolve(file), file);
  const given = Object.entries(config).filter(([key]) => command.getOptionValueSource(key) !== 'cli');
  return { ...flags, ...Object.fromEntries(given) };
}
