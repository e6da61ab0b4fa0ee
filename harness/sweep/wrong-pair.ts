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
import type { OpenOptions, Program, Target } from '../target.ts';
import type { Trace } from '../execute/trace.ts';
import { pairsProgram } from './pairs-program.ts';
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

export async function explainWrongPair({ pair }: WrongPair, target: Target, options: OpenOptions): Promise<Explained> {
  const alone = await tried(pairsProgram(pair, pair + 1), target, options);
  if (alone.repeats) return tried(failingPart(alone), target, options);
  const start = Math.max(0, pair - PAIRS_BEFORE);
  const behindOthers = await tried(pairsProgram(start, pair + 1), target, options);
  if (!behindOthers.repeats) return alone;
  const { program } = await minimize(behindOthers.program, {
    capabilities: new Set(target.info.capabilities),
    callsMax: CALLS_MAX,
    programsMax: PROGRAMS_MAX,
    failsAt: async (candidate) => {
      const { findings, trace, clause } = await tried(candidate, target, options);
      if (clause !== behindOthers.clause) return undefined;
      return findings.at(-1)?.at ?? (trace.end.kind === 'complete' ? undefined : candidate.length - 1);
    },
  });
  return tried(program, target, options);
}

function failingPart({ program, findings }: Explained): Program {
  const at = findings.at(-1)?.at;
  return at === undefined ? program : program.slice(0, at + 1);
}

async function tried(program: Program, target: Target, options: OpenOptions): Promise<Explained> {
  const trace = await execute(target, program, options);
  const { findings } = judge(trace, { reading: 'documented', ...claimsOf(target.info) });
  const repeats = findings.length > 0 || trace.end.kind !== 'complete';
  return { program, trace, findings, clause: findings.at(-1)?.clause, repeats };
}
