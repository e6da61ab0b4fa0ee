/**
 * `kmcl.config.ts`, `.js`, `.mjs` or `.json`: flags that hold for every command that takes a target, unless the command line or a
 * variable says otherwise. What checks and loads it is only loaded where there is one.
 */
import { existsSync, lstatSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { visible } from '../program/visible.ts';
import { FLAGS } from './flags.ts';
import type { FlagTable } from './flag.ts';
import type { CommandName, Config } from './flags.ts';
import { REACH_FLAGS } from './reach-flags.ts';
import type { TargetCatalog } from './target-catalog.ts';

export const CONFIG_NAMES = ['kmcl.config.ts', 'kmcl.config.js', 'kmcl.config.mjs', 'kmcl.config.json'] as const;

export interface ConfigFlags {
  /** As seen from here; nothing where there is no file. */
  readonly path?: string;
  /** The target of the file, whatever else is named. */
  readonly target?: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * What the config file says of the flags of a command that `named` does not. How a target is reached goes with its name: it holds for
 * the target of the file and for no other. Throws `UsageError`.
 */
export async function flagsFromConfig(
  command: CommandName,
  named: Readonly<Record<string, unknown>>,
  catalog: TargetCatalog,
): Promise<ConfigFlags> {
  const asked = named['config'] as string | undefined;
  const path = asked ?? configAbove(process.cwd());
  if (path === undefined) return { values: {} };
  const { loadConfig } = await import('./load-config.ts');
  const folder = relative(process.cwd(), dirname(resolve(path)));
  const config = await fromHere(await loadConfig(resolve(path), path), folder, catalog);
  const { target = config.target } = named;
  const table: FlagTable = FLAGS[command];
  const values = Object.entries(config).filter(
    ([name]) =>
      name in table &&
      named[name] === undefined &&
      (config.target === undefined || target === config.target || !(name in REACH_FLAGS)) &&
      !(command === 'serve' && LISTENER.has(name)) &&
      !(command === 'rerun' && POLICY_OF_REPORT.has(name)),
  );
  const own = config.target === undefined ? {} : { target: config.target };
  return { path, ...own, values: Object.fromEntries(values) };
}

/** A certificate or a token of `serve` is the listener's, and no way to the target. */
const LISTENER: ReadonlySet<string> = new Set(['cert', 'key', 'tokenVariable', 'tokenInClear']);

/** What a run was asked for stands in its report. */
const POLICY_OF_REPORT: ReadonlySet<string> = new Set([
  'level',
  'require',
  'requirements',
  'tolerateFlaky',
  'baseline',
]);

/**
 * The first config file on the way from a folder to the root, as seen from there. A file above the folder that belongs neither to the
 * user nor to root is left alone, since it may be code: in `/tmp`, anybody could have put it there. Of a link, both it and the file
 * that it leads to have to be theirs: whoever owns either says what would be run.
 */
export function configAbove(folder: string, uid = process.getuid?.()): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const name = CONFIG_NAMES.find((each) => existsSync(join(at, each)));
    if (name !== undefined) {
      const found = join(at, name);
      const owners = [lstatSync(found), statSync(found)].map((stats) => stats.uid);
      const isTrusted = owners.every((owner) => owner === uid || owner === 0);
      if (at === folder || uid === undefined || isTrusted) return relative(folder, found);
      process.stderr.write(`notice: ${visible(found)} belongs to somebody else and is not read; --config names it\n`);
    }
    if (dirname(at) === at) return undefined;
  }
}

/** The paths in a file are those from its own folder, and so is that of the corpus, which it need not name. */
async function fromHere(config: Config, folder: string, catalog: TargetCatalog): Promise<Config> {
  if (folder === '') return config;
  const table: FlagTable = FLAGS.run;
  const moved: Record<string, unknown> = { corpus: join(folder, FLAGS.run.corpus.default) };
  for (const [name, value] of Object.entries(config)) {
    const { value: taken } = table[name]!;
    const isPath = taken.kind === 'text' && ['file', 'folder'].includes(taken.form) && !isAbsolute(value as string);
    if (taken.kind === 'target') moved[name] = await catalog.fromFolder(value as string, folder);
    else moved[name] = isPath ? join(folder, value as string) : value;
  }
  return moved;
}
