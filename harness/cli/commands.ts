/**
 * The commands: what each is for, the words it takes besides its flags, and the file with what it does, which is loaded when
 * the command is asked for.
 */
import type { CommandName, FlagsOf } from './flags.ts';
import { LISTS } from './list-command.ts';
import type { List } from './list-command.ts';
import type { TargetCatalog } from './target-catalog.ts';

export interface CommandEntry<Name extends CommandName = never> {
  readonly gist: string;
  /** Each as commander spells it. */
  readonly words?: readonly (readonly [form: string, gist: string, choices?: readonly string[]])[];
  readonly alias?: string;
  /** The target that is tried where none is named, out of the words. */
  ownTarget?(catalog: TargetCatalog, ...words: readonly string[]): Promise<string>;
  /** Gives the exit code. */
  run(flags: FlagsOf<Name>, catalog: TargetCatalog, ...words: readonly string[]): Promise<number>;
}

const SAVED_PROGRAM = [['<file>', 'a saved program']] as const;
const REPORT = [['<report>', 'report.json']] as const;
const RECORDED = [['<file>', 'report.json, results.ndjson or trace.json']] as const;

export const COMMANDS: { readonly [Name in CommandName]: CommandEntry<Name> } = {
  run: {
    gist: 'try a target and give a verdict (the default)',
    run: async (flags, catalog) => (await import('./run-command.ts')).runCommand(flags, catalog),
  },
  campaign: {
    gist: 'share a run among workers, by a queue in Redis, and gather what they come to',
    run: async (flags) => (await import('./campaign-command.ts')).campaignCommand(flags),
  },
  worker: {
    gist: 'take the shards of campaigns from a queue, and run them on a target',
    run: async (flags, catalog) => (await import('./worker-command.ts')).workerCommand(flags, catalog),
  },
  replay: {
    gist: 'run one saved program again and show it call by call',
    words: SAVED_PROGRAM,
    run: async (flags, catalog, file) => (await import('./replay-command.ts')).replayCommand(file, flags, catalog),
  },
  rerun: {
    gist: 'run a report again, or only what failed in it',
    words: REPORT,
    ownTarget: async (catalog, file) => (await import('./rerun-command.ts')).reportedTarget(file!, catalog),
    run: async (flags, catalog, file) => (await import('./rerun-command.ts')).rerunCommand(file, flags, catalog),
  },
  judge: {
    gist: 'judge a recorded trace again, or the answers to vector files, with no target at hand',
    words: [['<files...>', 'report.json, results.ndjson or trace.json; or vector files and the answers to them']],
    run: async (flags, catalog, ...files) => (await import('./judge-command.ts')).judgeCommand(files, flags, catalog),
  },
  export: {
    gist: 'write the programs of a tier into a vector file, for a target that can run no adapter',
    words: [['[files...]', 'with --shrink: the vector files and the answers to them']],
    run: async (flags, _, ...files) => (await import('./export-command.ts')).exportCommand(files, flags),
  },
  verify: {
    gist: 'ask whether a report tells the truth: its failures, verdict, gate and numbers again, with no target at hand',
    words: RECORDED,
    run: async (flags, _, file) => (await import('./judge-command.ts')).verifyCommand(file, flags),
  },
  merge: {
    gist: 'put the parts of one run together, or make a report of a run that was killed',
    words: [['<files...>', 'report.json or results.ndjson of each part, or a folder with a folder for each']],
    alias: 'report',
    run: async (flags, _, ...files) => (await import('./merge-command.ts')).mergeCommand(files, flags),
  },
  matrix: {
    gist: 'compare implementations, or the runs of one: by clause, by cause, by choice and by reading',
    words: [['<reports...>', 'report.json of each']],
    run: async (flags, _, ...files) => (await import('./matrix-command.ts')).matrixCommand(files, flags),
  },
  diff: {
    gist: 'tell what changed from one report to another; 1 where a failure is new',
    words: [
      ['<before>', 'report.json'],
      ['<after>', 'report.json'],
    ],
    run: async (flags, _, before, after) => (await import('./diff-command.ts')).diffCommand(before, after, flags),
  },
  explain: {
    gist: 'tell what a clause, a signature KM-..., a status or a word of the output means',
    words: [['[word]', 'a clause, a signature, a status or a word; all words where absent']],
    run: async (flags, catalog, word) => (await import('./explain-command.ts')).explainCommand(word, flags, catalog),
  },
  debug: {
    gist: 'open a failure in a debugger, at the call that goes wrong',
    words: [['<failure>', 'a signature KM-..., or a saved program']],
    run: async (flags, catalog, failure) => (await import('./debug-command.ts')).debugCommand(failure!, flags, catalog),
  },
  'baseline add': {
    gist: 'add the failures of a report that are not known yet',
    words: REPORT,
    run: async (flags, _, file) => (await import('./baseline-command.ts')).baselineAdd(file, flags),
  },
  'baseline prune': {
    gist: 'take out what a report shows to be gone',
    words: REPORT,
    run: async (flags, _, file) => (await import('./baseline-command.ts')).baselinePrune(file, flags),
  },
  'baseline check': {
    gist: 'tell what no longer holds; 3 where something does not',
    words: [['[report]', 'report.json']],
    run: async (flags, _, file) => (await import('./baseline-command.ts')).baselineCheck(file, flags),
  },
  init: {
    gist: 'write a target stub, a config file and a workflow',
    run: async (flags, catalog) => (await import('./init-command.ts')).initCommand(flags, catalog),
  },
  list: {
    gist: `list ${LISTS.join(', ')}`,
    words: [['<what>', '', LISTS]],
    run: async (flags, catalog, list) => (await import('./list-command.ts')).listCommand(list as List, flags, catalog),
  },
  doctor: {
    gist: 'look at a target, and say for each thing what is wrong and what helps',
    run: async (flags, catalog) => (await import('./doctor-command.ts')).doctorCommand(flags, catalog),
  },
  serve: {
    gist: 'put a target behind the remote contract',
    run: async (flags, catalog) => (await import('./serve-command.ts')).serveCommand(flags, catalog),
  },
  emit: {
    gist: 'print the lines that a saved program is on the wire, hello first',
    words: SAVED_PROGRAM,
    run: async (_, catalog, file) => (await import('./emit-command.ts')).emitCommand(file, catalog),
  },
  sweep: {
    gist: 'try all 2^32 pairs of amounts, in each state of a channel and on each bad handle',
    run: async (flags, catalog) => (await import('./sweep-command.ts')).sweepCommand(flags, catalog),
  },
};

/** Commands that only hold others: `baseline add` is the command `add` of `baseline`. */
export const COMMAND_GROUPS: Readonly<Record<string, string>> = { baseline: 'keep the file of known failures' };
