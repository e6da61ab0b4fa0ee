/**
 * A failing program made as small as it gets while it still fails in the same way.
 */
import { reductions } from './generate/reductions.ts';
import type { Capability, Program } from './target.ts';

/**
 * What is known of the smallest program, best first.
 * - `1-minimal`: no single step of `reductions.ts` leads to a smaller program that still fails.
 * - `out of budget`: the search ended before that was sure.
 */
export type Certificate = '1-minimal' | 'out of budget';

export interface Minimized {
  readonly program: Program;
  readonly certificate: Certificate;
  /** What the search cost. */
  readonly spentPrograms: number;
  readonly spentCalls: number;
}

export interface MinimizeOptions {
  readonly capabilities: ReadonlySet<Capability>;
  /** What may be spent, in calls and in programs. */
  readonly callsMax: number;
  readonly programsMax: number;
  /** Where the program goes wrong, as an index of a call, or nothing where it does not fail in the way that is looked for. */
  readonly failsAt: (program: Program) => Promise<number | undefined>;
}

/** Shrinks `program`, which has to fail. */
export async function minimize(program: Program, options: MinimizeOptions): Promise<Minimized> {
  let spentPrograms = 0;
  let spentCalls = 0;
  const failingPart = async (candidate: Program): Promise<Program | undefined> => {
    spentPrograms += 1;
    spentCalls += candidate.length;
    const at = await options.failsAt(candidate);
    return at === undefined ? undefined : candidate.slice(0, at + 1);
  };
  let best = (await failingPart(program)) ?? program;
  let shrunk = true;
  const isSpent = () => spentCalls >= options.callsMax || spentPrograms >= options.programsMax;
  while (shrunk && !isSpent()) {
    shrunk = false;
    for (const candidate of reductions(best, options.capabilities)) {
      if (isSpent()) break;
      const smaller = await failingPart(candidate);
      if (smaller === undefined) continue;
      best = smaller;
      shrunk = true;
      break;
    }
  }
  return { program: best, certificate: shrunk || isSpent() ? 'out of budget' : '1-minimal', spentPrograms, spentCalls };
}
