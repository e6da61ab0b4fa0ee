/**
 * The command line put together from the tables of commands and flags.
 */
import { Argument, Command } from 'commander';
import { SUITE_VERSION } from '../version.ts';
import { visibleLines } from '../program/visible.ts';
import { COMMAND_GROUPS, COMMANDS } from './commands.ts';
import type { CommandEntry } from './commands.ts';
import { withConfig, withNamed } from './config-file.ts';
import { flagOption } from './flag-option.ts';
import { FLAGS } from './flags.ts';
import type { CommandName, Flag } from './flags.ts';
import { isSupervised, superviseAgain } from './supervise.ts';
import type { TargetCatalog } from './target-catalog.ts';
import { UsageError } from '../usage-error.ts';

const COMPLETE_GIST = 'print completions for zsh, bash, fish or powershell: source <(kmcl-conformance complete zsh)';

/** `words` only decide what has to be loaded; `exit` hears the exit code of the command that ran. */
export async function commandLine(
  words: readonly string[],
  catalog: TargetCatalog,
  exit: (code: number) => void,
): Promise<Command> {
  const program = new Command('kmcl-conformance')
    .description('Tells whether an implementation of VmbServerChannelInitSetMmioMegabytes does what its page promises.')
    .version(SUITE_VERSION)
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(visibleLines(text)) })
    .showHelpAfterError('(see kmcl-conformance --help)')
    .addHelpText('after', help(catalog));
  for (const name of Object.keys(COMMANDS) as CommandName[]) addCommand(program, name, catalog, exit);
  if (words[0] === 'complete') await (await import('./completion.ts')).addCompletion(program, catalog);
  else program.command('complete').argument('<shell>').description(COMPLETE_GIST);
  return program;
}

function addCommand(program: Command, name: CommandName, catalog: TargetCatalog, exit: (code: number) => void): void {
  const { gist, words = [], alias, run }: CommandEntry = COMMANDS[name];
  const [first, second] = name.split(' ') as [string, string?];
  const command =
    second === undefined
      ? program.command(first, { isDefault: name === 'run' })
      : group(program, first).command(second);
  command.description(gist);
  if (name === 'run') command.addHelpText('after', RUN_EXAMPLES);
  if (alias !== undefined) command.alias(alias);
  for (const [form, about, choices] of words) {
    const argument = new Argument(form, about);
    command.addArgument(choices === undefined ? argument : argument.choices(choices));
  }
  for (const [flag, row] of Object.entries<Flag>(FLAGS[name])) command.addOption(flagOption(flag, row, catalog));
  command.action(async () => {
    const flags =
      name === 'run' ? await withConfig(command, command.opts()) : await withNamed(FLAGS[name], command.opts());
    checkNamed(FLAGS[name], flags);
    if (isUnsafe(flags) && !isSupervised()) return exit(await superviseAgain());
    exit(await run(flags as never, catalog, ...(command.processedArgs.flat() as string[])));
  });
}

const NAME_A_TARGET =
  'no target is named, so there is nothing to try. Name a target: --target reference tries the built-in emulator, ' +
  '--target module:./my-target.ts a module of yours';

/** Throws `UsageError` where a flag has no value that nothing else could stand in for. */
function checkNamed(table: Readonly<Record<string, Flag>>, flags: Readonly<Record<string, unknown>>): void {
  const unnamed = Object.entries(table).some(([name, { isNamed }]) => isNamed === true && flags[name] === undefined);
  if (unnamed) throw new UsageError(NAME_A_TARGET);
}

function isUnsafe({ unsafeInProcess }: { readonly unsafeInProcess?: unknown }): boolean {
  return unsafeInProcess === true;
}

function group(program: Command, name: string): Command {
  const made = program.commands.find((command) => command.name() === name);
  return made ?? program.command(name).description(COMMAND_GROUPS[name] ?? '');
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

Exit codes: 0 conforms, 1 does not, 2 inconclusive, 3 the baseline no longer holds, 4 bad usage, 5 target unusable,
70 a bug of ours; where several hold, 70, 4, 5, 1, 3, 2, 0 is the order`;
}
