/**
 * A failing program made as small as it gets, and how sure that is.
 *
 * First it is shrunk: calls taken out, channels merged, amounts made smaller, for as long as it still fails in the same way.
 * Then all shorter programs are tried, and those of the same length that are simpler.
 */
import type { Program } from '../target.ts';
import { searchShorter } from './search-shorter.ts';
import type { Certificate } from './search-shorter.ts';
import { Shrinking } from './shrinking.ts';
import type { ShrinkOptions } from './shrinking.ts';

/** The smallest program that was found, how sure it is that there is no smaller one, and what both cost. */
export interface Minimized {
  readonly program: Program;
  readonly certificate: Certificate;
  /** What it took until the program was found. */
  readonly spentPrograms: number;
  readonly spentCalls: number;
  /** What it took to be sure: every further step tried in vain, and the search among all shorter programs. */
  readonly certifyingCalls: number;
  /** The part of these that went into the search. */
  readonly searchCalls: number;
}

export interface MinimizeOptions extends ShrinkOptions {
  /** Whether what shrinking left is worth the search; it is where absent. */
  readonly isWorthSearching?: (program: Program) => Promise<boolean>;
}

/** Shrinks `program`, which has to fail, and certifies what came out. */
export async function minimize(program: Program, options: MinimizeOptions): Promise<Minimized> {
  const shrinking = new Shrinking(options);
  let best = await shrinking.shrink(program);
  let certificate: Certificate = shrinking.isDone ? '1-minimal' : 'out of budget';
  let searchCalls = 0;
  const { capabilities, failsAt, search, isWorthSearching = async () => true } = options;
  if (search !== undefined && (await isWorthSearching(best))) {
    // What is too long to shrink within the budget may still be found from the other end; and from there again.
    for (let before: Program | undefined; before !== best;) {
      before = best;
      const searched = await searchShorter(best, capabilities, failsAt, search);
      searchCalls += searched.calls;
      certificate = searched.certificate ?? certificate;
      if (searched.program !== best) best = await shrinking.shrink(searched.program);
      if (certificate === 'globally shortest') break;
    }
  }
  const { found, calls } = shrinking;
  const certifyingCalls = calls - found.calls + searchCalls;
  const spent = { spentPrograms: found.programs, spentCalls: found.calls, certifyingCalls, searchCalls };
  return { program: best, certificate, ...spent };
}
