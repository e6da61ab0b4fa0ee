/** How many shorter programs are tried to be sure of a counterexample, and how many processes. */
import type { Target } from '../target.ts';

/** For each counterexample: by forks all of up to six calls on one channel. */
const PROGRAMS_MAX = { byForks: 500_000, byRuns: 60_000 };
/** By runs it takes the target's own time: in all at most twice what the campaign took, or a little where that was little. */
const CAMPAIGN_SHARE = 2;
const CAMPAIGN_MIN = 20_000;

/** Fresh processes in which failures are looked for that need others before them: one in so many programs, within bounds. */
const PROGRAMS_PER_PROCESS = 50;
const PROCESSES = { min: 60, max: 150 };

interface SearchLimits {
  /** For each counterexample, and for all of them. */
  readonly searchProgramsMax: number;
  readonly searchProgramsTotal: number;
  readonly processesTotal: number;
}

/** `programs`: how many the campaign ran. `asked`: how many a counterexample may cost, where the caller says. */
export function searchLimits(target: Target, programs: number, asked: number | undefined): SearchLimits {
  const share = Math.round(programs / PROGRAMS_PER_PROCESS);
  const processesTotal = Math.min(PROCESSES.max, Math.max(PROCESSES.min, share));
  if (asked !== undefined) return { searchProgramsMax: asked, searchProgramsTotal: Infinity, processesTotal };
  const canFork = target.open?.().fork !== undefined;
  if (canFork) return { searchProgramsMax: PROGRAMS_MAX.byForks, searchProgramsTotal: Infinity, processesTotal };
  const searchProgramsTotal = Math.max(CAMPAIGN_MIN, CAMPAIGN_SHARE * programs);
  return { searchProgramsMax: PROGRAMS_MAX.byRuns, searchProgramsTotal, processesTotal };
}
