/**
 * `kmcl.config.ts`, `.js` or `.json`: flags of `run` that hold unless the command line says otherwise. What checks and loads it is
 * only loaded where there is one.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { FLAGS } from './flags.ts';
import type { FlagTable } from './flags.ts';

export const CONFIG_NAMES = ['kmcl.config.ts', 'kmcl.config.js', 'kmcl.config.mjs', 'kmcl.config.json'] as const;

/**
 * The flags of a command other than `run`, with what the config file says of the target where none was named: how it is reached
 * goes with the name.
 */
export async function withNamed(
  table: FlagTable,
  flags: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  const isNamed = Object.entries(table).every(([name, row]) => row.isNamed !== true || flags[name] !== undefined);
  const file = isNamed ? undefined : CONFIG_NAMES.find((name) => existsSync(name));
  if (file === undefined) return flags;
  const { loadConfig } = await import('./load-config.ts');
  const config = await loadConfig(resolve(file), file);
  // A certificate or a token of `serve` is the listener's, and no way to the target.
  const reach = 'listen' in table ? ['target', 'sanitizer', 'unsafeInProcess'] : Object.keys(FLAGS.doctor);
  const given = Object.entries(config).filter(
    ([name]) => reach.includes(name) && name in table && flags[name] === undefined,
  );
  return { ...flags, ...Object.fromEntries(given) };
}

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
