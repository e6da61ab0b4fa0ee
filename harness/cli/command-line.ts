/**
 * The commands and their flags. What a command does lies in a file of its own, which is loaded when it is asked for.
 */
import { Command, Option } from 'commander';
import { READINGS } from '../../spec/readings.ts';
import { DEFAULT_TIER, TIERS } from '../generate/tier.ts';
import { SUITE_VERSION } from '../version.ts';
import type { BaselineAddFlags, BaselineFlags } from './baseline-command.ts';
import { withConfig } from './config-file.ts';
import type { InitFlags } from './init-command.ts';
import type { JudgeFlags } from './judge-command.ts';
import { LISTS } from './list-command.ts';
import type { List } from './list-command.ts';
import type { MatrixFlags } from './matrix-command.ts';
import type { MergeFlags } from './merge-command.ts';
import { collect, day, shard, wholeNumber } from './option-parsers.ts';
import type { ReplayFlags } from './replay-command.ts';
import type { RerunFlags } from './rerun-command.ts';
import type { RunFlags } from './run-command.ts';
import type { TargetCatalog } from './target-catalog.ts';
import { addTargetCommands } from './target-commands.ts';
import { withTargetFlags } from './target-flags.ts';

const DEADLINE_MS = 5_000;
const SEED_MAX = 0x7fff_ffff;
const COMPLETE_GIST = 'print completions for zsh, bash, fish or powershell: source <(kmcl-conformance complete zsh)';
const BASELINE = 'kmcl-baseline.yaml';

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
    .showHelpAfterError('(see kmcl-conformance --help)')
    .addHelpText('after', help(catalog));
  const command = (name: string, gist: string) =>
    program.command(name).exitOverride().allowExcessArguments(false).description(gist);

  const run = program
    .command('run', { isDefault: true })
    .description('try a target and give a verdict (the default)')
    .addHelpText('after', RUN_EXAMPLES);
  gateOptions(targetOptions(run, catalog))
    .addOption(new Option('--tier <tier>', 'how much is tried').choices(TIERS).default(DEFAULT_TIER))
    .option('--seed <number>', 'what chance starts from; drawn and shown where absent', wholeNumber(0, SEED_MAX))
    .option('--programs <number>', "random programs, instead of the tier's number", wholeNumber(0, 100_000_000))
    .option('--clause <glob>', 'let only these clauses count; may be given several times', collect, [])
    .option('--corpus <folder>', 'where failing programs are kept, and run first', 'kmcl-corpus')
    .option('--shard <i/n>', 'run the i-th of n parts; merge puts them together', shard)
    .option('--out <folder>', 'write report.json, results.ndjson, junit.xml and the rest there')
    .option('--json', 'print the report as JSON')
    .option('--quiet', 'print the verdict and nothing else')
    .option('--config <file>', 'flags from a file; kmcl.config.ts, .js or .json is found by itself')
    .action(async (flags: RunFlags) => {
      const asked = await withConfig(run, flags);
      exit(await (await import('./run-command.ts')).runCommand(asked, catalog));
    });

  targetOptions(program.command('replay'), catalog)
    .argument('<file>', 'a saved program')
    .description('run one saved program again and show it call by call')
    .action(async (file: string, flags: ReplayFlags) =>
      exit(await (await import('./replay-command.ts')).replayCommand(file, flags, catalog)),
    );

  targetOptions(command('rerun', 'run a report again, or only what failed in it'), catalog)
    .argument('<report>', 'report.json')
    .option('--failed', 'only the programs that failed')
    .action(async (file: string, flags: RerunFlags) =>
      exit(await (await import('./rerun-command.ts')).rerunCommand(file, flags, catalog)),
    );

  const reading = () => new Option('--reading <reading>', 'judge under this reading').choices(READINGS);
  for (const [name, gist] of [
    ['judge', 'judge a recorded trace again, with no target at hand'],
    ['verify', 'judge every failure of a report again, with no target at hand'],
  ] as const) {
    command(name, gist)
      .argument('<file>', 'report.json, results.ndjson or trace.json')
      .addOption(reading())
      .action(async (file: string, flags: JudgeFlags) =>
        exit(await (await import('./judge-command.ts')).judgeCommand(name, file, flags)),
      );
  }

  gateOptions(command('merge', 'put the parts of one run together, or make a report of a run that was killed'))
    .alias('report')
    .argument('<files...>', 'report.json or results.ndjson of each part')
    .option('--out <folder>', 'write the report there')
    .option('--json', 'print the report as JSON')
    .action(async (files: readonly string[], flags: MergeFlags) =>
      exit(await (await import('./merge-command.ts')).mergeCommand(files, flags)),
    );

  command('matrix', 'compare implementations: a table by clause, by choice and by reading')
    .argument('<reports...>', 'report.json of each')
    .option('--out <folder>', 'write matrix.html and matrix.md there instead of Markdown to stdout')
    .action(async (files: readonly string[], flags: MatrixFlags) =>
      exit(await (await import('./matrix-command.ts')).matrixCommand(files, flags)),
    );

  command('diff', 'tell what changed from one report to another; 1 where a failure is new')
    .argument('<before>', 'report.json')
    .argument('<after>', 'report.json')
    .action(async (before: string, after: string) =>
      exit(await (await import('./diff-command.ts')).diffCommand(before, after)),
    );

  baselineCommands(command('baseline', 'keep the file of known failures'), exit);

  command('init', 'write a target stub, a config file and a workflow')
    .addOption(new Option('--language <language>', 'of the stub').choices(catalog.stubs))
    .option('--workflow', 'write .github/workflows/kmcl-conformance.yml too')
    .option('--force', 'write over files that are there')
    .action(async (flags: InitFlags) => exit(await (await import('./init-command.ts')).initCommand(flags, catalog)));

  if (words[0] === 'complete') await (await import('./completion.ts')).addCompletion(program, catalog);
  else program.command('complete').argument('<shell>').description(COMPLETE_GIST);

  program
    .command('list')
    .description(`list ${LISTS.join(', ')}`)
    .addArgument(program.createArgument('<what>').choices(LISTS))
    .action(async (what: List) => exit(await (await import('./list-command.ts')).listCommand(what, catalog)));

  addTargetCommands(program, catalog, exit);
  return program;
}

function baselineCommands(baseline: Command, exit: (code: number) => void): void {
  const sub = (name: string, gist: string) =>
    baseline
      .command(name)
      .exitOverride()
      .allowExcessArguments(false)
      .description(gist)
      .option('--baseline <file>', 'the file', BASELINE)
      .option('--today <day>', 'the day that dates are held against, as YYYY-MM-DD', day);
  sub('add', 'add the failures of a report that are not known yet')
    .argument('<report>', 'report.json')
    .requiredOption('--reason <text>', 'why they are known')
    .addOption(
      new Option('--kind <kind>', 'what they are')
        .choices(['known-failure', 'flaky', 'wont-fix'])
        .default('known-failure'),
    )
    .option('--clause <glob>', 'only these; may be given several times', collect, [])
    .option('--link <url>', 'where it is written down')
    .option('--expires <day>', 'the last day on which they may last, as YYYY-MM-DD', day)
    .action(async (file: string, flags: BaselineAddFlags) =>
      exit(await (await import('./baseline-command.ts')).baselineAdd(file, flags)),
    );
  sub('prune', 'take out what a report shows to be gone')
    .argument('<report>', 'report.json')
    .action(async (file: string, flags: BaselineFlags) =>
      exit(await (await import('./baseline-command.ts')).baselinePrune(file, flags)),
    );
  sub('check', 'tell what no longer holds; 3 where something does not')
    .argument('[report]', 'report.json')
    .action(async (file: string | undefined, flags: BaselineFlags) =>
      exit(await (await import('./baseline-command.ts')).baselineCheck(file, flags)),
    );
}

function targetOptions(command: Command, catalog: TargetCatalog): Command {
  return withTargetFlags(command)
    .exitOverride()
    .allowExcessArguments(false)
    .option('--target <target>', catalog.spellings.join(' | '), 'reference')
    .addOption(
      new Option('--reading <reading>', 'how the page is taken').choices([...READINGS, 'any']).default(READINGS[0]),
    )
    .addOption(levelOption())
    .option('--deadline-ms <number>', 'how long one run may take', wholeNumber(1, 3_600_000), DEADLINE_MS);
}

function levelOption(): Option {
  return new Option('--level <level>', 'must: deviations do not fail the target')
    .choices(['must', 'should'])
    .default('should');
}

function gateOptions(command: Command): Command {
  if (!command.options.some(({ long }) => long === '--level')) command.addOption(levelOption());
  return command
    .option('--requirements <revision>', 'what counts is what this revision asks for, such as 2026.1')
    .option('--baseline <file>', `failures that are known, such as ${BASELINE}`)
    .option('--today <day>', 'the day that its dates are held against, as YYYY-MM-DD', day);
}

const RUN_EXAMPLES = `
Examples:
  $ kmcl-conformance run --target module:./my-target.ts --out kmcl-report
  $ kmcl-conformance run --target native:build/libbus.so --tier deep --seed 7
  $ kmcl-conformance run --target "stdio:python3 adapter.py" --baseline ${BASELINE} --requirements 2026.1
  $ kmcl-conformance run --clause 'refuse.*' --level must --quiet`;

function help(catalog: TargetCatalog): string {
  return `
Examples:
  $ kmcl-conformance                                           the reference emulator, which conforms
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
