/**
 * Planted faults tried by plain `fc.commands` and shrunk by fast-check: a command a call of the abstract alphabet, on up to
 * three channels, and for an oracle the very judge and clause that ours is held to.
 */
import fc from 'fast-check';
import { abstractInputs } from '../../../harness/machine/automaton.ts';
import type { Call } from '../../../spec/call.ts';
import type { ClauseId } from '../../../spec/clauses.ts';
import { Lifecycle, withoutMisuse } from '../../../harness/program/lifecycle.ts';
import { judge } from '../../../harness/judge/judge.ts';
import { printCall } from '../../../harness/program/program.ts';
import { CAPABILITIES } from '../../../harness/target.ts';
import type { Program } from '../../../harness/target.ts';
import { COMPLETE } from '../../../harness/execute/trace.ts';
import { executeInProcess } from '../../../harness/execute/execute.ts';
import { faultNamed } from '../../../targets/reference/faults/shelf.ts';
import { reference } from '../../../targets/reference/reference.ts';

const SLOTS = [0, 1, 2];
const EVERYTHING = new Set(CAPABILITIES);

/** The calls laid out so far stand for model and system both: they are run and judged once all are there. */
interface Plan {
  readonly lifecycle: Lifecycle;
  readonly calls: Call[];
}

class PlannedCall implements fc.Command<Plan, Plan> {
  readonly call: Call;

  constructor(call: Call) {
    this.call = call;
  }

  check({ lifecycle }: Readonly<Plan>): boolean {
    return lifecycle.allows(this.call);
  }

  run({ lifecycle, calls }: Plan): void {
    lifecycle.take(this.call);
    calls.push(this.call);
  }

  toString(): string {
    return printCall(this.call);
  }
}

export interface FaultRun {
  readonly program: Program;
  /** Calls made after the clause was first found broken. */
  readonly callsToShrink: number;
}

/** Nothing where `budget` calls did not show the clause broken. */
export function runFastCheckOnFault(
  fault: string,
  clause: ClauseId,
  seed: number,
  budget: number,
): FaultRun | undefined {
  const { open } = reference({ fault });
  let calls = 0;
  let callsToKill = 0;
  let smallest: Program = [];
  const arbitraries = alphabetOf(fault).map((call) => fc.constant(new PlannedCall(call)));
  const property = fc.property(fc.commands(arbitraries, { size: 'max', maxCommands: 300 }), (commands) => {
    const plan: Plan = { lifecycle: new Lifecycle(withoutMisuse(EVERYTHING)), calls: [] };
    fc.modelRun(() => ({ model: plan, real: plan }), commands);
    if (callsToKill === 0 && calls >= budget) return;
    const trace = executeInProcess(open!, plan.calls);
    calls += plan.calls.length;
    if (trace.end !== COMPLETE) return;
    const { findings } = judge(trace, { reading: 'documented', capabilities: EVERYTHING });
    const finding = findings.find((found) => found.clause === clause);
    if (finding === undefined) return;
    if (callsToKill === 0) callsToKill = calls;
    smallest = plan.calls.slice(0, finding.at + 1);
    throw new Error(clause);
  });
  fc.check(property, { seed, numRuns: budget });
  return callsToKill === 0 ? undefined : { program: smallest, callsToShrink: calls - callsToKill };
}

/** The abstract alphabet, and the pairs without which the fault cannot be seen. */
function alphabetOf(fault: string): readonly Call[] {
  const single = [...abstractInputs(), ...faultNamed(fault).witness];
  const everywhere = single.flatMap((call) =>
    typeof call.channel === 'number' ? SLOTS.map((channel): Call => ({ ...call, channel }) as Call) : [call],
  );
  return [...new Map(everywhere.map((call) => [printCall(call), call])).values()];
}
