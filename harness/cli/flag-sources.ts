/**
 * Where the value of a flag comes from: the command line, else a variable, else the config file, else its default. The target of a
 * report that is run again stands before the config file, since the report is what is run again.
 */
import { InvalidArgumentError } from 'commander';
import type { Command, Option } from 'commander';
import { excerpt, visible } from '../program/visible.ts';
import { UsageError } from '../usage-error.ts';
import { flagsFromConfig } from './config-file.ts';
import { FLAGS, spelled, variableOf } from './flags.ts';
import type { FlagTable } from './flag.ts';
import type { CommandName } from './flags.ts';
import { didYouMean, nearest } from './suggestion.ts';
import type { TargetCatalog } from './target-catalog.ts';

type Values = Readonly<Record<string, unknown>>;

/** The flags of a command. */
export interface SettledFlags {
  readonly flags: Values;
  /** In words what is tried, and which other sources had a say; nothing where no target is named. */
  readonly tried?: string;
  /** The config file that names no target, where nothing else does either. */
  readonly silent?: string;
}

/** `reported` gives the target of the report that is run again. Throws `UsageError`. */
export async function settleFlags(
  command: Command,
  name: CommandName,
  catalog: TargetCatalog,
  reported?: () => Promise<string>,
): Promise<SettledFlags> {
  const table: FlagTable = FLAGS[name];
  const isGiven = (flag: string) => command.getOptionValueSource(flag) === 'cli';
  const variables = valuesOfVariables(
    command.options.filter((option) => !isGiven(option.attributeName())),
    table,
  );
  const named: Values = { ...variables, ...onlyKeys(command.opts(), isGiven) };
  if (!('target' in table)) return { flags: { ...command.opts(), ...named } };
  const ofReport = named['target'] === undefined ? await reported?.() : undefined;
  const own = named['target'] ?? ofReport;
  const { path, target, values } = await flagsFromConfig(name, { ...named, target: own }, catalog);
  if (ofReport !== undefined && ofReport !== target) refuseForeignTarget(ofReport, catalog);
  const flags: Values = { ...command.opts(), ...values, ...named, ...(own === undefined ? {} : { target: own }) };
  if (flags['target'] === undefined) return path === undefined ? { flags } : { flags, silent: path };
  const from = isGiven('target')
    ? '--target'
    : named['target'] !== undefined
      ? variableOf('target')
      : own === undefined
        ? path!
        : 'the report';
  const others = [...Object.keys(variables).map(variableOf), ...(Object.keys(values).length === 0 ? [] : [path!])];
  const also = others.filter((source) => source !== from).map(visible);
  const more = also.length === 0 ? '' : `; also from ${also.join(', ')}`;
  return {
    flags,
    tried: `target ${excerpt(withoutPassword(String(flags['target'])), 400)}, from ${visible(from)}${more}`,
  };
}

/**
 * A report may come from anybody, and a target is a command, a library or an address. So the user has to name it too: only what is built
 * in is tried because a report says so.
 */
function refuseForeignTarget(name: string, catalog: TargetCatalog): void {
  if (catalog.isBuiltIn(name)) return;
  throw new UsageError(
    `the target ${excerpt(withoutPassword(name), 400)} is named by the report alone, which may be anybody's: nothing was started. ` +
      'Name it yourself, by --target or in the config file, where you know what it does',
  );
}

/** A password has no place in a URL, and is refused as such; it is not to be shown before. */
function withoutPassword(target: string): string {
  return target.replace(/\/\/[^/@]*@/, '//...@');
}

/** What the variables say of these options. An empty one says nothing, as one that is unset. */
function valuesOfVariables(options: readonly Option[], table: FlagTable): Values {
  const set = options.map((option) => [option, process.env[variableOf(option.attributeName())] ?? ''] as const);
  return Object.fromEntries(
    set
      .filter(([, text]) => text !== '')
      .map(([option, text]) => [option.attributeName(), valueOf(option, text, table)]),
  );
}

function valueOf(option: Option, text: string, table: FlagTable): unknown {
  const name = option.attributeName();
  const variable = variableOf(name);
  const { kind } = table[name]!.value;
  if (kind === 'texts') return text.split(/\s+/).filter((word) => word !== '');
  if (kind === 'switch') {
    if (/^(1|true|0|false)$/i.test(text)) return /^(1|true)$/i.test(text);
    throw new UsageError(`${variable}, which stands for ${spelled(name)}, is 1 or 0, and not "${excerpt(text)}"`);
  }
  try {
    return option.parseArg === undefined ? text : option.parseArg(text, undefined);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    const what = `${variable}, which stands for ${spelled(name)}, is invalid: "${excerpt(text)}".`;
    throw new UsageError(`${what} ${error.message}`, { cause: error });
  }
}

/** A variable that is named nearly as one of a flag, and is none: it would have been ignored in silence. */
export function misspelledVariables(environment: NodeJS.ProcessEnv): readonly string[] {
  const known = [...new Set(Object.values<FlagTable>(FLAGS).flatMap(Object.keys))].map(variableOf);
  return Object.keys(environment).flatMap((name) => {
    if (!/^KMCL_[A-Z_]{3,}$/.test(name) || known.includes(name)) return [];
    // The first letter is hardly ever the wrong one, and KMCL_ is a beginning that others use too.
    const near = nearest(
      name.slice(5),
      known.filter((one) => one[5] === name[5]).map((one) => one.slice(5)),
    );
    return near === undefined ? [] : [`${name} is the variable of no flag${didYouMean(`KMCL_${near}`)}`];
  });
}

function onlyKeys(values: Values, keeps: (key: string) => boolean): Values {
  return Object.fromEntries(Object.entries(values).filter(([key]) => keeps(key)));
}
