/** How many shorter programs are tried to be sure of a counterexample. */
import type { Target } from '../target.ts';

/** For each counterexample: by forks all of up to six calls on one channel. */
const PROGRAMS_MAX = { byForks: 500_000, byRuns: 60_000 };
/** By runs it takes the target's own time: in all at most twice what the campaign took, or a little where that was little. */
const CAMPAIGN_SHARE = 2;
const CAMPAIGN_MIN = 20_000;

interface SearchLimits {
  /** For each counterexample, and for all of them. */
  readonly searchProgramsMax: number;
  readonly searchProgramsTotal: number;
}

/** `programs`: how many the campaign ran. `asked`: how many a counterexample may cost, where the caller says. */
export function searchLimits(target: Target, programs: number, asked: number | undefined): SearchLimits {
  if (asked !== undefined) return { searchProgramsMax: asked, searchProgramsTotal: Infinity };
  const canFork = target.open?.().fork !== undefined;
  if (canFork) return { searchProgramsMax: PROGRAMS_MAX.byForks, searchProgramsTotal: Infinity };
  const searchProgramsTotal = Math.max(CAMPAIGN_MIN, CAMPAIGN_SHARE * programs);
  return { searchProgramsMax: PROGRAMS_MAX.byRuns, searchProgramsTotal };
}
