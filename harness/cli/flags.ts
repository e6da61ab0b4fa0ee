/**
 * Every flag of the command line: the value it takes, its default, what it does and which commands take it. The options of the
 * commands, the help, the completions and the config file follow from these tables; `action.yml` and the documentation are
 * compared with them by tests.
 */
import { READINGS } from '../../spec/readings.ts';
import { DEFAULT_TIER, TIERS } from '../generate/tier.ts';
import { PAIRS } from '../sweep/sweep.ts';
import { WAIVER_KINDS } from '../verdict/baseline.ts';

/** What stands after a flag. `target` and `language` are spelled as the catalog has them; `texts` may be given several times. */
export type FlagValue =
  | { readonly kind: 'switch' | 'day' | 'shard' | 'target' | 'language' }
  | { readonly kind: 'text' | 'texts'; readonly form: string }
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  | { readonly kind: 'choice'; readonly of: readonly string[] };

export interface Flag {
  readonly value: FlagValue;
  readonly gist: string;
  readonly default?: string | number;
  readonly isRequired?: true;
  /** A flag of `run` may also stand in the config file and is an input of the GitHub Action, except where this says otherwise. */
  readonly notIn?: readonly ('config' | 'action')[];
}

/** By the names that the flags have in the config file: `deadlineMs` is `--deadline-ms`. */
export type FlagTable = Readonly<Record<string, Flag>>;

export interface Shard {
  readonly index: number;
  readonly count: number;
}

const MS_MAX = 3_600_000;
const BASELINE_FILE = 'kmcl-baseline.yaml';

const SWITCH = { kind: 'switch' } as const;
const DAY = { kind: 'day' } as const;
const text = (form: string) => ({ kind: 'text', form }) as const;
const texts = (form: string) => ({ kind: 'texts', form }) as const;
const wholeNumber = (min: number, max: number) => ({ kind: 'number', min, max }) as const;
const choice = <const Names extends readonly string[]>(of: Names) => ({ kind: 'choice', of }) as const;

const TARGET = {
  target: { value: { kind: 'target' }, default: 'reference', gist: 'what is tried' },
  deadlineMs: { value: wholeNumber(1, MS_MAX), default: 5_000, gist: 'how long one run may take' },
} as const satisfies FlagTable;

const REMOTE = {
  connections: { value: wholeNumber(1, 256), gist: 'remote: connections or processes that share the runs' },
  ca: { value: text('file'), gist: 'tls, https: trust this CA (PEM)' },
  cert: { value: text('file'), gist: 'tls, https: our certificate (PEM), with --key' },
  key: { value: text('file'), gist: 'tls, https: the key of our certificate (PEM)' },
  serverName: { value: text('name'), gist: 'tls, https: the name in the certificate, if not the host' },
  tokenVariable: { value: text('name'), gist: 'http(s): the environment variable with the bearer token' },
  record: { value: text('file'), gist: 'remote: write all traffic there, one JSON text a line' },
} as const satisfies FlagTable;

/** How a target is reached, beside its name. Each means something for some kinds of target only; the catalog knows for which. */
export const REACH_FLAGS = {
  ...REMOTE,
  sanitizer: { value: choice(['asan']), gist: "native: load a sanitizer's runtime first" },
  unsafeInProcess: {
    value: SWITCH,
    gist: 'native: run in this process, which a crash then ends',
    // A library in the action's own process would take the report down with it.
    notIn: ['action'],
  },
  memoryMegabytes: { value: wholeNumber(1, 2 ** 20), gist: 'native, module: how much memory its process may hold' },
} as const satisfies FlagTable;

const LEVEL = {
  level: { value: choice(['must', 'should']), default: 'should', gist: 'must: deviations do not fail the target' },
} as const satisfies FlagTable;

const JUDGING = {
  reading: { value: choice([...READINGS, 'any']), default: READINGS[0], gist: 'how the page is taken' },
  ...LEVEL,
} as const satisfies FlagTable;

const TODAY = {
  today: {
    value: DAY,
    gist: 'the day that the dates of the baseline are held against, as YYYY-MM-DD',
    notIn: ['config', 'action'],
  },
} as const satisfies FlagTable;

const POLICY = {
  requirements: { value: text('revision'), gist: 'what counts is what this revision asks for, such as 2026.1' },
  baseline: { value: text('file'), gist: `failures that are known, such as ${BASELINE_FILE}` },
  ...TODAY,
} as const satisfies FlagTable;

const REPORT = {
  out: { value: text('folder'), gist: 'write report.json, junit.xml and the rest there' },
  json: { value: SWITCH, gist: 'print the report as JSON', notIn: ['config', 'action'] },
} as const satisfies FlagTable;

const RECORDED = {
  reading: { value: choice(READINGS), gist: 'judge under this reading' },
} as const satisfies FlagTable;

const BASELINE = {
  baseline: { value: text('file'), default: BASELINE_FILE, gist: 'the file of known failures' },
  ...TODAY,
} as const satisfies FlagTable;

/** Which commands there are, and the flags of each in the order of its help. */
export const FLAGS = {
  run: {
    ...TARGET,
    tier: { value: choice(TIERS), default: DEFAULT_TIER, gist: 'how much is tried' },
    ...JUDGING,
    seed: { value: wholeNumber(0, 0x7fff_ffff), gist: 'what chance starts from; drawn and shown where absent' },
    programs: { value: wholeNumber(0, 100_000_000), gist: "random programs, instead of the tier's number" },
    clause: { value: texts('glob'), gist: 'let only these clauses count' },
    corpus: { value: text('folder'), default: 'kmcl-corpus', gist: 'where failing programs are kept, and run first' },
    shard: {
      value: { kind: 'shard' },
      gist: 'run the i-th of n parts, as i/n; merge puts them together',
      notIn: ['config'],
    },
    ...REPORT,
    quiet: { value: SWITCH, gist: 'print the verdict and nothing else', notIn: ['action'] },
    ...POLICY,
    config: {
      value: text('file'),
      gist: 'flags from a file; kmcl.config.ts, .js or .json is found by itself',
      notIn: ['config'],
    },
    ...REACH_FLAGS,
  },
  replay: { ...TARGET, ...JUDGING, ...REACH_FLAGS },
  rerun: {
    failed: { value: SWITCH, gist: 'only the programs that failed' },
    ...TARGET,
    ...JUDGING,
    ...REACH_FLAGS,
  },
  judge: RECORDED,
  verify: RECORDED,
  merge: { ...LEVEL, ...POLICY, ...REPORT },
  matrix: {
    out: { value: text('folder'), gist: 'write matrix.html and matrix.md there instead of Markdown to stdout' },
  },
  diff: {},
  'baseline add': {
    reason: { value: text('text'), isRequired: true, gist: 'why they are known' },
    kind: {
      value: choice(WAIVER_KINDS),
      default: 'known-failure',
      gist: 'what they are',
    },
    clause: { value: texts('glob'), gist: 'only these' },
    link: { value: text('url'), gist: 'where it is written down' },
    expires: { value: DAY, gist: 'the last day on which they may last, as YYYY-MM-DD' },
    ...BASELINE,
  },
  'baseline prune': BASELINE,
  'baseline check': BASELINE,
  init: {
    language: { value: { kind: 'language' }, gist: 'of the stub' },
    workflow: { value: SWITCH, gist: 'write .github/workflows/kmcl-conformance.yml too' },
    force: { value: SWITCH, gist: 'write over files that are there' },
  },
  list: {},
  doctor: { ...TARGET, ...REACH_FLAGS },
  // Certificates and tokens are the listener's here: a remote target behind it is reached without any.
  serve: {
    listen: {
      value: text('address'),
      isRequired: true,
      gist: 'stdio: | tcp://HOST:PORT | tls://HOST:PORT | unix:PATH | http(s)://HOST:PORT/',
    },
    ...TARGET,
    sanitizer: REACH_FLAGS.sanitizer,
    unsafeInProcess: REACH_FLAGS.unsafeInProcess,
    lineBytesMax: { value: wholeNumber(1024, 2 ** 26), gist: 'the longest line that is read' },
    callsMax: { value: wholeNumber(1, 1_000_000), gist: 'the longest program that is run' },
    connectionsMax: { value: wholeNumber(1, 65_535), gist: 'how many clients at once' },
    helloMs: { value: wholeNumber(1, MS_MAX), gist: 'how long a client may take to say its first line' },
    cert: REMOTE.cert,
    key: REMOTE.key,
    clientCa: { value: text('file'), gist: 'tls, https: clients show a certificate of this CA (PEM)' },
    tokenVariable: {
      value: text('name'),
      gist: 'http(s): the environment variable with the bearer token that clients carry',
    },
  },
  emit: {},
  sweep: {
    ...TARGET,
    from: {
      value: wholeNumber(0, PAIRS - 1),
      default: 0,
      gist: 'the first pair: its first amount times 65536, and the optional one',
    },
    to: { value: wholeNumber(1, PAIRS), default: PAIRS, gist: 'the pair before which it ends' },
    processes: {
      value: wholeNumber(1, 256),
      gist: 'native, reference: how many share the pairs; one a core where absent',
    },
    resume: { value: text('file'), gist: 'keep what is done in this file, and go on from there' },
    corpus: { value: text('folder'), default: 'kmcl-corpus', gist: 'where a failing program is kept' },
    ...REMOTE,
    sanitizer: REACH_FLAGS.sanitizer,
  },
} as const satisfies Readonly<Record<string, FlagTable>>;

export type CommandName = keyof typeof FLAGS;

type ValueOf<Value extends FlagValue> = Value extends { readonly of: readonly (infer Name)[] }
  ? Name
  : Value extends { readonly kind: 'switch' }
    ? boolean
    : Value extends { readonly kind: 'number' }
      ? number
      : Value extends { readonly kind: 'texts' }
        ? readonly string[]
        : Value extends { readonly kind: 'shard' }
          ? Shard
          : string;

/** A flag with a value in any case: it has a default, has to be given, or is an empty list where it was not. */
type AlwaysGiven =
  | { readonly default: unknown }
  | { readonly isRequired: true }
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

/** `--deadline-ms` for `deadlineMs`. */
export function spelled(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
