/**
 * The command line put together from the tables of commands and flags.
 */
import { Argument, Command } from 'commander';
import type { Option } from 'commander';
import { SUITE_VERSION } from '../version.ts';
import { excerpt, visible, visibleLines } from '../program/visible.ts';
import { shellCommand } from '../report/replay-command.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import { COMMAND_GROUPS, COMMANDS } from './commands.ts';
import type { CommandEntry } from './commands.ts';
import { completionScript, SHELLS } from './completion-script.ts';
import { flagOption, oneOf } from './flag-option.ts';
import { misspelledVariables, settleFlags } from './flag-sources.ts';
import { FLAGS, spelled } from './flags.ts';
import type { Flag } from './flag.ts';
import type { CommandName } from './flags.ts';
import { didYouMean } from './suggestion.ts';
import { isSupervised, superviseAgain } from './supervise.ts';
import type { TargetCatalog } from './target-catalog.ts';
import { UsageError } from '../usage-error.ts';

const COMPLETE_GIST = `print completions for ${SHELLS.join(', ')}: source <(kmcl-conformance complete bash)`;

/** `exit` hears the exit code of the command that ran. */
export function commandLine(catalog: TargetCatalog, exit: (code: number) => void): Command {
  const program = new Command('kmcl-conformance')
    .description('Tells whether an implementation of VmbServerChannelInitSetMmioMegabytes does what its page promises.')
    .version(SUITE_VERSION)
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(visibleLines(text)) })
    .showHelpAfterError('(see kmcl-conformance --help)')
    .addHelpText('after', help(catalog));
  for (const name of Object.keys(COMMANDS) as CommandName[]) addCommand(program, name, catalog, exit);
  program
    .command('complete')
    .addArgument(new Argument('<shell>').choices(SHELLS).argParser(oneOf(SHELLS)))
    .description(COMPLETE_GIST)
    .action((shell: (typeof SHELLS)[number]) => {
      process.stdout.write(completionScript(shell));
      exit(EXIT.conforms);
    });
  return program;
}

function addCommand(program: Command, name: CommandName, catalog: TargetCatalog, exit: (code: number) => void): void {
  const { gist, words = [], alias, ownTarget, run }: CommandEntry = COMMANDS[name];
  const [first, second] = name.split(' ') as [string, string?];
  const command =
    second === undefined
      ? program.command(first, { isDefault: name === 'run' })
      : group(program, first).command(second);
  command.description(gist).showHelpAfterError(seeHelp(name)).allowExcessArguments();
  if (name === 'run') command.addHelpText('after', RUN_EXAMPLES);
  if (alias !== undefined) command.alias(alias);
  for (const [form, about, choices] of words) {
    const argument = new Argument(form, about);
    command.addArgument(choices === undefined ? argument : argument.choices(choices).argParser(oneOf(choices)));
  }
  for (const [flag, row] of Object.entries<Flag>(FLAGS[name])) {
    const option = flagOption(flag, row, catalog);
    command.addOption(option);
    if (row.value.kind !== 'switch' && row.value.kind !== 'texts') refuseTwice(command, option);
  }
  command.action(async () => {
    refuseExcess(command, name, catalog);
    const given = command.processedArgs.flat() as string[];
    if (!isSupervised()) {
      for (const warning of misspelledVariables(process.env)) process.stderr.write(`warning: ${visible(warning)}\n`);
    }
    const { flags, tried, silent } = await settleFlags(
      command,
      name,
      catalog,
      ownTarget && (() => ownTarget(catalog, ...given)),
    );
    checkNamed(name, flags, silent);
    if (isUnsafe(flags) && !isSupervised()) return exit(await superviseAgain());
    // On stderr, since some commands have a machine at the end of stdout.
    if (tried !== undefined && flags['quiet'] !== true) process.stderr.write(`${tried}\n`);
    exit(await run(flags as never, catalog, ...given));
  });
}

/** Most words too many are a target without its flag. */
function refuseExcess(command: Command, name: CommandName, catalog: TargetCatalog): void {
  if (command.registeredArguments.at(-1)?.variadic === true) return;
  const [word] = command.args.slice(command.registeredArguments.length);
  if (word === undefined) return;
  const target = 'target' in FLAGS[name] ? catalog.meant(word) : undefined;
  command.error(
    `error: ${name} takes no word "${excerpt(word)}" there${didYouMean(target && `--target ${shellCommand([target])}`)}`,
  );
}

/** The last of two would win in silence. */
function refuseTwice(command: Command, option: Option): void {
  let isGiven = false;
  command.on(`option:${option.name()}`, () => {
    if (isGiven) command.error(`error: ${option.long} is given twice, and takes one value`);
    isGiven = true;
  });
}

const NAME_A_TARGET =
  'so there is nothing to try. Name a target: --target reference tries the built-in emulator, ' +
  '--target module:./my-target.ts a module of yours';

/** Throws `UsageError` where a flag has no value that nothing else could stand in for; `silent` is a config file without target. */
function checkNamed(command: CommandName, flags: Readonly<Record<string, unknown>>, silent: string | undefined): void {
  for (const [name, { isNamed, isRequired }] of Object.entries<Flag>(FLAGS[command])) {
    if (flags[name] !== undefined) continue;
    if (isNamed === true) {
      const also = silent === undefined ? '' : ` in ${visible(silent)} either`;
      throw new UsageError(`no target is named${also}, ${NAME_A_TARGET}\n${seeHelp(command)}`);
    }
    if (isRequired === true)
      throw new UsageError(`required option '${spelled(name)}' is not given\n${seeHelp(command)}`);
  }
}

function seeHelp(command: CommandName): string {
  return `(see kmcl-conformance ${command} --help)`;
}

function isUnsafe({ unsafeInProcess }: { readonly unsafeInProcess?: unknown }): boolean {
  return unsafeInProcess === true;
}

function group(program: Command, name: string): Command {
  const made = program.commands.find((command) => command.name() === name);
  return (
    made ??
    program
      .command(name)
      .description(COMMAND_GROUPS[name] ?? '')
      .showHelpAfterError(`(see kmcl-conformance ${name} --help)`)
  );
}

const RUN_EXAMPLES = `
Examples:
  $ kmcl-conformance run --target module:./my-target.ts --out kmcl-report
  $ kmcl-conformance run --target native:build/libbus.so --tier deep --seed 7
  $ kmcl-conformance run --target "stdio:python3 adapter.py" --baseline kmcl-baseline.yaml --requirements 2026.1
  $ kmcl-conformance run --target reference --clause 'refuse.*' --level must --quiet`;

function help(catalog: TargetCatalog): string {
  return `
Examples:
  $ kmcl-conformance run --target reference                    the built-in emulator, which conforms
  $ kmcl-conformance run --target reference:fault=sum-wraps    a planted fault, which does not
  $ kmcl-conformance run --target module:./my-target.ts --tier smoke
  $ kmcl-conformance replay kmcl-corpus/FILE.kmcl --target module:./my-target.ts
  $ kmcl-conformance init --language python                    a stub to start from
  $ kmcl-conformance baseline add kmcl-report/report.json --reason "told to the vendor"
  $ kmcl-conformance matrix a/report.json b/report.json --out matrix

Targets: ${catalog.spellings.join(', ')}

A flag may also stand in a variable (KMCL_DEADLINE_MS is --deadline-ms) and, where a target is tried, in kmcl.config.ts, .js, .mjs or
.json here or in a folder above. The command line comes first, then the variable, then the file.

Exit codes: 0 conforms, 1 does not, 2 inconclusive, 3 the baseline no longer holds, 4 bad usage, 5 target unusable,
70 a bug of ours; where several hold, 70, 4, 5, 1, 3, 2, 0 is the order`;
}
