import type { Config } from './flags.ts';

/** For `kmcl.config.ts`: the config as it is, with its type checked while it is written. */
export function defineConfig(config: Config): Config {
  return config;
}
