/**
 * A failing program made as small as it gets, and how sure that is.
 *
 * First it is shrunk, by delta debugging (ddmin, Zeller and Hildebrandt 2002) with steps of the domain: calls taken out, channels
 * merged, amounts made smaller, for as long as it still fails in the same way. What is left is 1-minimal with regard to the steps.
 * Then all shorter programs are tried by iterative deepening (Korf 1985), and those of the same length that are simpler. So
 *
 *     allocate 0 server, allocate 1 server, setMmioMegabytes 1 7 9, enable 1, setMmioMegabytes 1 0 0
 *
 * of a target that accepts two zeros becomes `allocate 0 server, setMmioMegabytes 0 0 0`, globally shortest.
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
    // The search may find a shorter program where shrinking ran out of budget; that one is shrunk and searched again.
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
