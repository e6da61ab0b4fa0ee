/**
 * A pair that a sweep found wrong, as a short program with the clause that it breaks. By itself it may do nothing wrong:
 * then the pairs that were set before it on the same channel belong to it, as many of them as it takes.
 */
import type { ClauseId } from '../../spec/clauses.ts';
import { execute } from '../execute/execute.ts';
import { claimsOf } from '../judge/claims.ts';
import { judge } from '../judge/judge.ts';
import type { Finding } from '../judge/judge.ts';
import { minimize } from '../minimize/minimize.ts';
import { programFor } from '../pair-plan.ts';
import type { PairPlan } from '../pair-plan.ts';
import type { Reading } from '../../spec/readings.ts';
import type { OpenOptions, Program, Target } from '../target.ts';
import type { Trace } from '../execute/trace.ts';
import type { WrongPair } from './sweep.ts';

/** How many pairs before it are set first where it takes others. */
const PAIRS_BEFORE = 256;
const CALLS_MAX = 200_000;
const PROGRAMS_MAX = 2_000;

export interface Explained {
  readonly program: Program;
  readonly trace: Trace;
  readonly findings: readonly Finding[];
  readonly clause: ClauseId | undefined;
  /** Whether it went wrong again. */
  readonly repeats: boolean;
}

export interface ExplainOptions extends OpenOptions {
  readonly reading: Reading;
}

export async function explainWrongPair(
  plan: PairPlan,
  { pair }: WrongPair,
  target: Target,
  options: ExplainOptions,
): Promise<Explained> {
  const alone = await explained(programFor(plan, { from: pair, to: pair + 1 }), target, options);
  if (alone.repeats) return explained(failingPart(alone), target, options);
  const start = Math.max(0, pair - PAIRS_BEFORE);
  const behindOthers = await explained(programFor(plan, { from: start, to: pair + 1 }), target, options);
  if (!behindOthers.repeats) return alone;
  const { program } = await minimize(behindOthers.program, {
    capabilities: new Set(target.info.capabilities),
    callsMax: CALLS_MAX,
    programsMax: PROGRAMS_MAX,
    failsAt: async (candidate) => {
      const { findings, trace, clause } = await explained(candidate, target, options);
      if (clause !== behindOthers.clause) return undefined;
      return findings.at(-1)?.at ?? (trace.end.kind === 'complete' ? undefined : candidate.length - 1);
    },
  });
  return explained(program, target, options);
}

function failingPart({ program, findings }: Explained): Program {
  const at = findings.at(-1)?.at;
  return at === undefined ? program : program.slice(0, at + 1);
}

/** A program as it is run and judged once more. */
export async function explained(program: Program, target: Target, options: ExplainOptions): Promise<Explained> {
  const trace = await execute(target, program, options);
  const { findings } = judge(trace, { reading: options.reading, ...claimsOf(target.info) });
  const repeats = findings.length > 0 || trace.end.kind !== 'complete';
  return { program, trace, findings, clause: findings.at(-1)?.clause, repeats };
}
