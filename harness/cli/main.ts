/**
 * The command line: words in, exit code out.
 */
import { Command, CommanderError, Option } from 'commander';
import { READINGS } from '../../spec/readings.ts';
import { UnreadableProgram } from '../corpus.ts';
import { TargetFailure } from '../target.ts';
import { DEFAULT_TIER, TIERS } from '../tier.ts';
import { EXIT } from '../verdict.ts';
import { SUITE_VERSION } from '../version.ts';
import { listCommand, LISTS } from './list-command.ts';
import type { List } from './list-command.ts';
import { collect, shard, wholeNumber } from './option-parsers.ts';
import type { ReplayFlags } from './replay-command.ts';
import type { RunFlags } from './run-command.ts';
import type { TargetCatalog } from './target-catalog.ts';
import { addTargetCommands } from './target-commands.ts';
import { withTargetFlags } from './target-flags.ts';
import { UsageError } from './usage-error.ts';

const DEADLINE_MS = 5_000;
const SEED_MAX = 0x7fff_ffff;

/** Runs the command line and gives the exit code. Writes to stdout and stderr, and never throws. */
export async function main(words: readonly string[], catalog: TargetCatalog): Promise<number> {
  let exitCode: number = EXIT.conforms;
  const program = commandLine(catalog, (code) => (exitCode = code));
  try {
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error);
  }
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.conforms : EXIT.badUsage;
  if (error instanceof UsageError || error instanceof UnreadableProgram) {
    process.stderr.write(`error: ${error.message}\n`);
    return EXIT.badUsage;
  }
  if (error instanceof TargetFailure) {
    process.stderr.write(`error: the target cannot be used: ${error.message}\n`);
    return EXIT.targetUnusable;
  }
  process.stderr.write(
    `this is a bug of kmcl-conformance, please report it:\n${(error as Error)?.stack ?? String(error)}\n`,
  );
  return EXIT.suiteFault;
}

function commandLine(catalog: TargetCatalog, exit: (code: number) => void): Command {
  const program = new Command('kmcl-conformance')
    .description('Tells whether an implementation of VmbServerChannelInitSetMmioMegabytes does what its page promises.')
    .version(SUITE_VERSION)
    .exitOverride()
    .showHelpAfterError('(see kmcl-conformance --help)')
    .addHelpText('after', HELP(catalog));

  targetOptions(program.command('run', { isDefault: true }), catalog)
    .description('try a target and give a verdict (the default)')
    .addOption(new Option('--tier <tier>', 'how much is tried').choices(TIERS).default(DEFAULT_TIER))
    .option('--seed <number>', 'what chance starts from; drawn and shown where absent', wholeNumber(0, SEED_MAX))
    .option('--programs <number>', "random programs, instead of the tier's number", wholeNumber(0, 100_000_000))
    .option('--clause <glob>', 'let only these clauses count; may be given several times', collect, [])
    .option('--corpus <folder>', 'where failing programs are kept, and run first', 'kmcl-corpus')
    .option('--shard <i/n>', 'run the i-th of n parts', shard)
    .option('--out <folder>', 'write report.json there')
    .option('--json', 'print the report as JSON')
    .action(async (flags: RunFlags) => exit(await (await import('./run-command.ts')).runCommand(flags, catalog)));

  targetOptions(program.command('replay'), catalog)
    .argument('<file>', 'a saved program')
    .description('run one saved program again and show it call by call')
    .action(async (file: string, flags: ReplayFlags) =>
      exit(await (await import('./replay-command.ts')).replayCommand(file, flags, catalog)),
    );

  program
    .command('list')
    .description(`list ${LISTS.join(', ')}`)
    .addArgument(program.createArgument('<what>').choices(LISTS))
    .action(async (what: List) => exit(await listCommand(what, catalog)));

  addTargetCommands(program, catalog, exit);
  return program;
}

function targetOptions(command: Command, catalog: TargetCatalog): Command {
  return withTargetFlags(command)
    .exitOverride()
    .allowExcessArguments(false)
    .option('--target <target>', catalog.spellings.join(' | '), 'reference')
    .addOption(
      new Option('--reading <reading>', 'how the page is taken').choices([...READINGS, 'any']).default(READINGS[0]),
    )
    .addOption(
      new Option('--level <level>', 'must: deviations do not fail the target')
        .choices(['must', 'should'])
        .default('should'),
    )
    .option('--deadline-ms <number>', 'how long one run may take', wholeNumber(1, 3_600_000), DEADLINE_MS);
}

function HELP(catalog: TargetCatalog): string {
  return `
Examples:
  $ kmcl-conformance                                           the reference emulator, which conforms
  $ kmcl-conformance run --target reference:fault=sum-wraps    a planted fault, which does not
  $ kmcl-conformance run --target module:./my-target.ts --tier smoke
  $ kmcl-conformance replay kmcl-corpus/FILE.kmcl --target module:./my-target.ts

Targets: ${catalog.spellings.join(', ')}

Exit codes: 0 conforms, 1 does not, 2 inconclusive, 4 bad usage, 5 target unusable, 70 a bug of ours`;
}
