/**
 * What a campaign is by default: tier ci, the documented reading, seed 1, every clause, five seconds for one run.
 */
import { CLAUSE_IDS } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import { DEFAULT_READING, READINGS } from '../../spec/readings.ts';
import type { Reading } from '../../spec/readings.ts';
import { DEFAULT_TIER, TIERS } from '../generate/tier.ts';
import type { Tier } from '../generate/tier.ts';
import type { Program } from '../target.ts';

/** The options of a campaign that always have a value. */
export interface DefaultedOptions {
  /** How much is tried; `ci` where absent. */
  readonly tier: Tier;
  /** How the page is taken; `documented` where absent. `any`: whichever the target satisfies. */
  readonly reading: Reading | 'any';
  /** What chance starts from, a signed 32-bit number; 1 where absent. */
  readonly seed: number;
  /** Which clauses count; all where absent. */
  readonly selects: (clause: ClauseId) => boolean;
  /**
   * The words in which `selects` was asked for, such as `held.*`; the sentence shows them. Where absent, and `selects` leaves a
   * clause out, the sentence says `chosen by selects`: a verdict on a selection is never told as one on everything.
   */
  readonly selection: readonly string[];
  /** How long one run may take, in milliseconds; 5,000 where absent. */
  readonly deadlineMs: number;
  /**
   * Programs to run first; none where absent. Each entry is run in order and by one shard, since what fails only after other programs
   * needs them before it; one that the target cannot run as a whole is left out, and its programs counted.
   */
  readonly corpus: readonly (readonly Program[])[];
}

const DEFAULTS: Omit<DefaultedOptions, 'selection'> = {
  tier: DEFAULT_TIER,
  reading: DEFAULT_READING,
  seed: 1,
  selects: () => true,
  deadlineMs: 5_000,
  corpus: [],
};

export type WithDefaults<Options> = Omit<Options, keyof DefaultedOptions> & DefaultedOptions;

/** The options with a value in the place of each that is absent or undefined. Throws `RangeError` for what no type checker saw. */
export function withDefaults<Options extends Partial<DefaultedOptions>>(options: Options): WithDefaults<Options> {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;
  const settled = { ...DEFAULTS, ...given };
  const { tier, reading, seed, deadlineMs, selects } = settled;
  oneOf('tier', tier, TIERS);
  oneOf('reading', reading, [...READINGS, 'any']);
  if (!Number.isInteger(seed) || (seed | 0) !== seed)
    throw new RangeError(`seed is a signed 32-bit number, not ${seed}`);
  if (!(deadlineMs > 0)) throw new RangeError(`deadlineMs is a number of milliseconds above 0, not ${deadlineMs}`);
  return { ...settled, selection: given.selection ?? selectionOf(selects) } as WithDefaults<Options>;
}

function oneOf(name: string, value: string, names: readonly string[]): void {
  if (!names.includes(value)) throw new RangeError(`${name} is one of ${names.join(', ')}, not "${value}"`);
}

function selectionOf(selects: DefaultedOptions['selects']): readonly string[] {
  return CLAUSE_IDS.every(selects) ? [] : ['chosen by selects'];
}
