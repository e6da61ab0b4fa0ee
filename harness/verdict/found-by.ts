/** By what a run came upon a failure, and whether another run had to come upon it too. */
import { TIERS } from '../generate/tier.ts';

export const ANY = 'any';

/** What draws by chance: its programs follow from the seed. */
const BY_CHANCE: readonly string[] = [ANY, 'random', 'coverage', 'walks', 'space', 'instances', 'three-channels'];

export interface FoundBy {
  readonly tier: string;
  readonly seed: number;
  /** `any` where it is not known which. */
  readonly strategy: string;
  /** How many programs of the strategy the run had, or of all. */
  readonly programs: number;
}

/** What of a run decides it. */
export interface Tried {
  readonly tier: string;
  readonly seed: number;
  readonly strategies: readonly {
    readonly name: string;
    readonly programs: number;
    readonly endedEarly?: boolean | undefined;
    readonly isLeftOut?: boolean | undefined;
  }[];
}

/** `isByChance`: it may be there all the same. */
export interface WhyUnseen {
  readonly why: string;
  readonly isByChance: boolean;
}

/** Why the other run need not have come upon the failure; nothing where it had to. */
export function whyUnseen({ tier, seed, strategy, programs }: FoundBy, other: Tried): WhyUnseen | undefined {
  const because = (why: string, isByChance = false) => ({ why, isByChance });
  if (isSmallerTier(other.tier, tier)) return because(`tier ${other.tier} is less than ${tier}`);
  const theirs = other.strategies.find(({ name }) => name === strategy);
  const isCut = theirs === undefined ? other.strategies.some(({ endedEarly }) => endedEarly) : theirs.endedEarly;
  if (isCut === true || theirs?.isLeftOut === true) return because(`strategy ${strategy} was not run to its end`);
  const isFewer = programsOf(strategy, other.strategies) < programs;
  if (strategy === 'corpus') return isFewer ? because('found in a corpus that the other run had not', true) : undefined;
  if (!BY_CHANCE.includes(strategy)) return undefined;
  if (seed !== other.seed)
    return because(`found by ${strategy} with seed ${seed}, and the other run had ${other.seed}`, true);
  return isFewer ? because(`found by more programs of ${strategy}`, true) : undefined;
}

export function isSmallerTier(tier: string, than: string): boolean {
  const rank = (one: string) => (TIERS as readonly string[]).indexOf(one);
  return rank(tier) < rank(than);
}

export function programsOf(strategy: string, strategies: Tried['strategies']): number {
  return strategies.reduce(
    (sum, { name, programs }) => sum + (strategy === ANY || name === strategy ? programs : 0),
    0,
  );
}
