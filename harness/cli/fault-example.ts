/** The planted fault that shows a clause broken, with its program run and judged here and now. */
import { CLAUSES } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import { DEFAULT_READING } from '../../spec/readings.ts';
import { execute } from '../execute/execute.ts';
import type { Trace } from '../execute/trace.ts';
import { claimsOf } from '../judge/claims.ts';
import { judge } from '../judge/judge.ts';
import type { Finding } from '../judge/judge.ts';
import type { Program } from '../target.ts';
import type { TargetCatalog } from './target-catalog.ts';

export interface FaultExample {
  /** As a target is named on the command line. */
  readonly target: string;
  readonly gist: string;
  readonly trace: Trace;
  readonly finding: Finding;
}

const DEADLINE = { deadlineMs: 5_000 };

/**
 * The shortest there is. A clause of one reading only may be broken by no fault, and is by the reference that takes the other. Nothing
 * where no fault's own program breaks the clause.
 */
export async function faultExample(clause: ClauseId, catalog: TargetCatalog): Promise<FaultExample | undefined> {
  const reading = CLAUSES[clause].reading ?? DEFAULT_READING;
  const setup = reading === DEFAULT_READING ? '' : `,reading=${reading}`;
  const brokenOn = async (target: string, program: Program) => {
    const opened = await catalog.open(target, DEADLINE);
    const trace = await execute(opened, program, DEADLINE);
    const finding = judge(trace, { reading, ...claimsOf(opened.info) }).findings.find((one) => one.clause === clause);
    return finding && { target, trace, finding };
  };
  const faults = (await catalog.faults()).toSorted((a, b) => a.witness.length - b.witness.length);
  for (const { name, gist, witness } of faults) {
    const broken = await brokenOn(`reference:fault=${name}${setup}`, witness);
    const honest = broken && (await brokenOn(`reference:${setup.slice(1)}`, witness));
    if (broken !== undefined && honest === undefined) return { ...broken, gist };
  }
  for (const { witness } of setup === '' ? [] : faults) {
    const broken = await brokenOn('reference', witness);
    if (broken !== undefined) return { ...broken, gist: 'none: the reference itself, which takes the other reading' };
  }
  return undefined;
}
