/**
 * Every flag of the command line: the value it takes, its default, what it does and which commands take it. The options of the
 * commands, the help, the completions, the variables and the config file follow from these tables; `action.yml` and the documentation are
 * compared with them by tests.
 */
import { READINGS } from '../../spec/readings.ts';
import { DEFAULT_TIER, TIERS } from '../generate/tier.ts';
import { DEBUGGER } from './debug-flags.ts';
import { EXPORT_FLAGS } from './export-flags.ts';
import { EXTENT } from './extent-flags.ts';
import { choice, choices, DAY, flag, HOUR_MS, SWITCH, text, texts, wholeNumber } from './flag.ts';
import type { FlagTable, FlagValue } from './flag.ts';
import { IDLE, QUEUE, SHARING } from './queue-flags.ts';
import { REACH_FLAGS, REACH_OF_WORKER, REMOTE } from './reach-flags.ts';
import { CALL_FORMS } from '../report/call-lines.ts';
import { PAIRS } from '../pair-plan.ts';
import type { ShardFlag } from './shard-flag.ts';
import { SWEPT_STATES } from '../sweep/swept-states.ts';
import { WAIVER_KINDS } from '../verdict/baseline.ts';
import { POINTS } from '../verdict/points.ts';

const BASELINE_FILE = 'kmcl-baseline.yaml';
const ON_COMMAND_LINE_ONLY = { notIn: ['config', 'action'] } as const;

const DEADLINE = { deadlineMs: flag(wholeNumber(1, HOUR_MS), 'how long one run may take', { default: 5_000 }) };

const TARGET = {
  target: flag({ kind: 'target' }, 'what is tried; there is no default', { isNamed: true }),
  ...DEADLINE,
};

const CONFIG = {
  config: flag(
    text('file'),
    'flags from a file; kmcl.config.ts, .js, .mjs or .json is found here or in a folder above',
    {
      notIn: ['config'],
    },
  ),
};

const LEVEL = {
  level: flag(choice(['must', 'should']), 'must: deviations do not fail the target', { default: 'should' }),
};

const LEVEL_AGAIN = {
  level: flag(choice(['must', 'should']), 'must: deviations do not fail the target; as the run itself where absent'),
};

const READING = { reading: flag(choice([...READINGS, 'any']), 'how the page is taken', { default: READINGS[0] }) };

const JUDGING = {
  ...READING,
  ...LEVEL,
};

const TODAY = {
  today: flag(DAY, 'the day that the dates of the baseline are held against, as YYYY-MM-DD', ON_COMMAND_LINE_ONLY),
};

const POLICY = {
  require: flag(
    choices(POINTS),
    'the points that have to be observed; status alone is enough where it stands by itself',
  ),
  requirements: flag(text('revision'), 'what counts is what this revision asks for, such as 2026.2'),
  tolerateFlaky: flag(
    wholeNumber(0, 1_000_000),
    'pass with so many hangs and broken answers that did not repeat; 0 where absent',
  ),
  baseline: flag(text('file'), `failures that are known, such as ${BASELINE_FILE}`),
  ...TODAY,
};

const JSON_TEXT = { json: flag(SWITCH, 'print one JSON text on stdout', ON_COMMAND_LINE_ONLY) };

const REPORT = {
  out: flag(text('folder'), 'write report.json, junit.xml and the rest there'),
  json: flag(SWITCH, 'print the report as JSON', ON_COMMAND_LINE_ONLY),
  reporter: flag(choice(['github', 'tap', 'junit']), 'print on stdout what that tool reads, instead of the text', {
    notIn: ['action'],
  }),
  open: flag(SWITCH, 'show report.html in the browser, where --out writes one', ON_COMMAND_LINE_ONLY),
};

const CALLS = {
  calls: flag(choice(CALL_FORMS), "how calls are shown: with their arguments labelled, or as KMCL's own", {
    notIn: ['action'],
  }),
};

const RUN_TIER = flag(choice(TIERS), 'how much is tried', { default: DEFAULT_TIER });
const SELECTED = flag(texts('glob'), 'let only these clauses count');

const SEED_AND_PROGRAMS = {
  seed: flag(wholeNumber(0, 0x7fff_ffff), 'what chance starts from; drawn and shown where absent'),
  programs: flag(wholeNumber(0, 100_000_000), "random programs, instead of the tier's number"),
};

const RECORDED = { reading: flag(choice(READINGS), 'judge under this reading') };

const RECORDED_OR_ANY = { reading: flag(choice([...READINGS, 'any']), 'judge under this reading') };
const REPORT_LOOKED_UP = {
  report: flag(text('file'), 'the report in which a signature is looked up', { default: 'kmcl-report/report.json' }),
};

const BASELINE = { baseline: flag(text('file'), 'the file of known failures', { default: BASELINE_FILE }), ...TODAY };

/** Which commands there are, and the flags of each in the order of its help. */
export const FLAGS = {
  run: {
    ...TARGET,
    tier: RUN_TIER,
    ...JUDGING,
    ...SEED_AND_PROGRAMS,
    clause: SELECTED,
    corpus: flag(text('folder'), 'where failing programs are kept, and run first', { default: 'kmcl-corpus' }),
    ...EXTENT,
    ...REPORT,
    quiet: flag(SWITCH, 'print the verdict and nothing else', { notIn: ['action'] }),
    verbose: flag(SWITCH, 'print a row for each clause, and what each strategy guarantees', { notIn: ['action'] }),
    ...CALLS,
    ...POLICY,
    ...CONFIG,
    ...REACH_FLAGS,
  },
  campaign: {
    ...QUEUE,
    ...SHARING,
    tier: RUN_TIER,
    ...JUDGING,
    ...SEED_AND_PROGRAMS,
    clause: SELECTED,
    ...DEADLINE,
    corpus: flag(text('folder'), 'programs that once failed, run first', { default: 'kmcl-corpus' }),
    ...REPORT,
    quiet: flag(SWITCH, 'print the verdict and nothing else'),
    ...POLICY,
  },
  worker: {
    target: TARGET.target,
    ...QUEUE,
    idle: IDLE,
    ...CONFIG,
    ...REACH_OF_WORKER,
  },
  replay: { ...TARGET, ...JUDGING, ...CALLS, ...CONFIG, ...REACH_FLAGS },
  rerun: {
    target: flag({ kind: 'target' }, "what is tried; else the report's own, if built in or in the config too"),
    failed: flag(SWITCH, 'only the programs that failed'),
    ...DEADLINE,
    ...LEVEL_AGAIN,
    ...POLICY,
    ...CONFIG,
    ...REACH_FLAGS,
  },
  judge: {
    ...RECORDED_OR_ANY,
    ...LEVEL_AGAIN,
    clause: flag(texts('glob'), 'answers: let only these clauses count'),
    corpus: flag(text('folder'), 'answers: where failing programs are kept', { default: 'kmcl-corpus' }),
    ...REPORT,
    quiet: flag(SWITCH, 'answers: print the verdict and nothing else'),
    verbose: flag(SWITCH, 'answers: print a row for each clause, and what each strategy guarantees'),
    ...CALLS,
    ...POLICY,
  },
  export: EXPORT_FLAGS,
  verify: { ...RECORDED, baseline: POLICY.baseline, ...TODAY },
  merge: { ...LEVEL_AGAIN, ...POLICY, ...REPORT },
  matrix: {
    out: flag(
      text('folder'),
      'write matrix.html, matrix.md and the page of each report there instead of Markdown to stdout',
    ),
    series: flag(SWITCH, 'several runs of one implementation: what is new, fixed and changed from run to run'),
    ...JSON_TEXT,
  },
  diff: JSON_TEXT,
  explain: { ...REPORT_LOOKED_UP, ...CALLS },
  debug: {
    ...TARGET,
    ...REPORT_LOOKED_UP,
    call: flag(
      wholeNumber(1, 10_000),
      'stop at this call of the program, counted from 1, instead of the one that goes wrong',
    ),
    ...DEBUGGER,
    reading: flag(choice(READINGS), 'under which a saved program goes wrong', { default: READINGS[0] }),
    ...CONFIG,
    ...REMOTE,
    sanitizer: REACH_FLAGS.sanitizer,
    memoryMegabytes: REACH_FLAGS.memoryMegabytes,
  },
  'baseline add': {
    reason: flag(text('text'), 'why they are known', { isRequired: true }),
    kind: flag(choice(WAIVER_KINDS), 'what they are', { default: 'known-failure' }),
    clause: flag(texts('glob'), 'only these'),
    link: flag(text('url'), 'where it is written down'),
    expires: flag(DAY, 'the last day on which they may last, as YYYY-MM-DD'),
    ...BASELINE,
  },
  'baseline prune': BASELINE,
  'baseline check': BASELINE,
  init: {
    language: flag({ kind: 'language' }, 'of the stub'),
    workflow: flag(SWITCH, 'write .github/workflows/kmcl-conformance.yml too'),
    force: flag(SWITCH, 'write over files that are there'),
  },
  list: JSON_TEXT,
  doctor: { ...TARGET, ...CONFIG, ...JSON_TEXT, ...REACH_FLAGS },
  // Certificates and tokens are the listener's here: a remote target behind it is reached without any.
  serve: {
    ...TARGET,
    listen: flag(text('address'), 'stdio: | tcp://HOST:PORT | tls://HOST:PORT | unix:PATH | http(s)://HOST:PORT/', {
      isRequired: true,
    }),
    ...CONFIG,
    sanitizer: REACH_FLAGS.sanitizer,
    unsafeInProcess: REACH_FLAGS.unsafeInProcess,
    lineBytesMax: flag(wholeNumber(1024, 2 ** 26), 'the longest line that is read'),
    callsMax: flag(wholeNumber(1, 1_000_000), 'the longest program that is run'),
    connectionsMax: flag(wholeNumber(1, 65_535), 'how many clients at once'),
    perAddressMax: flag(wholeNumber(1, 65_535), 'how many of them from one address; three of four where absent'),
    helloMs: flag(wholeNumber(1, HOUR_MS), 'how long a client may take to say its first line'),
    idleMs: flag(wholeNumber(1, HOUR_MS), 'how long a client may then stay without asking; five minutes where absent'),
    cert: REMOTE.cert,
    key: REMOTE.key,
    clientCa: flag(text('file'), 'tls, https: clients show a certificate of this CA (PEM)'),
    tokenVariable: flag(text('name'), 'http(s): the environment variable with the bearer token that clients carry'),
    tokenInClear: REMOTE.tokenInClear,
  },
  emit: {},
  sweep: {
    ...TARGET,
    from: flag(wholeNumber(0, PAIRS - 1), 'the first pair: its first amount times 65536, and the optional one', {
      default: 0,
    }),
    to: flag(wholeNumber(1, PAIRS), 'the pair before which it ends', { default: PAIRS }),
    state: flag(choices(SWEPT_STATES), 'in which states and on which handles; in all that are claimed where absent'),
    ...READING,
    processes: flag(wholeNumber(1, 256), 'native, reference: how many share the pairs; one a core where absent'),
    resume: flag(text('file'), 'keep what is done in this file, and go on from there'),
    corpus: flag(text('folder'), 'where a failing program is kept', { default: 'kmcl-corpus' }),
    ...CONFIG,
    ...REMOTE,
    sanitizer: REACH_FLAGS.sanitizer,
  },
} satisfies Readonly<Record<string, FlagTable>>;

export type CommandName = keyof typeof FLAGS;

type ValueOf<Value extends FlagValue> = Value extends { readonly of: readonly (infer Name)[] }
  ? Value extends { readonly kind: 'choices' }
    ? readonly Name[]
    : Name
  : ValuesByKind[Exclude<Value['kind'], 'choice' | 'choices'>];

interface ValuesByKind extends Record<'text' | 'day' | 'duration' | 'target' | 'language', string> {
  readonly switch: boolean;
  readonly number: number;
  readonly texts: readonly string[];
  readonly shard: ShardFlag;
}

/** A flag with a value in any case: it has a default, has to be given, or is an empty list where it was not. */
type AlwaysGiven =
  | { readonly default: unknown }
  | { readonly isRequired: true }
  | { readonly isNamed: true }
  | { readonly value: { readonly kind: 'texts' } };

/** The values of these flags, by their names. */
export type ValuesOf<Table extends FlagTable> = {
  readonly [Name in keyof Table as Table[Name] extends AlwaysGiven ? Name : never]: ValueOf<Table[Name]['value']>;
} & {
  readonly [Name in keyof Table as Table[Name] extends AlwaysGiven ? never : Name]?: ValueOf<Table[Name]['value']>;
};

/** What a command is given. */
export type FlagsOf<Name extends CommandName> = ValuesOf<(typeof FLAGS)[Name]>;

type NotInConfig = { readonly notIn: readonly ['config', ...unknown[]] };

/** What a config file may say. */
export type Config = { readonly $schema?: string | undefined } & {
  readonly [Name in keyof typeof FLAGS.run as (typeof FLAGS.run)[Name] extends NotInConfig ? never : Name]?:
    | ValueOf<(typeof FLAGS.run)[Name]['value']>
    | undefined;
};

/** `KMCL_DEADLINE_MS` for `deadlineMs`: the variable that stands for the flag. */
export function variableOf(name: string): string {
  return `KMCL_${spelled(name).slice(2).replaceAll('-', '_').toUpperCase()}`;
}

/** `--deadline-ms` for `deadlineMs`. */
export function spelled(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
