/** A sweep without the command around it, for benches and tests: plans by the oracle alone, and what each span came to. */
import { DEFAULT_PROFILE } from '../harness/machine/automaton.ts';
import { plannedCalls } from '../harness/machine/planned-calls.ts';
import type { PairPlan, Span } from '../harness/pair-plan.ts';
import { pump } from '../harness/sweep/pump.ts';
import type { SweepTask } from '../harness/sweep/pump.ts';
import { spansOf } from '../harness/sweep/spans.ts';
import type { Sweeper, Swept } from '../harness/sweep/sweep.ts';
import { sweptCalls } from '../harness/sweep/swept-states.ts';
import type { SweptState } from '../harness/sweep/swept-states.ts';
import type { Reading } from '../spec/readings.ts';

const NEVER = new AbortController().signal;

/** Of a target that answers the open questions in the usual way. Throws where it does not claim what a state needs. */
export function plansOf(
  { info, programPairs }: Pick<Sweeper, 'info' | 'programPairs'>,
  states: readonly SweptState[],
  reading: Reading = 'documented',
): readonly PairPlan[] {
  return states.map((state) => {
    const calls = sweptCalls(state, info.capabilities);
    if (calls === undefined) throw new Error(`${info.name} does not claim what ${state} needs`);
    const offerBytes = info.capabilities.includes('offer-bytes');
    return { numbering: 'all', ...plannedCalls(calls, reading, DEFAULT_PROFILE), programPairs, offerBytes };
  });
}

export function tasksOf(
  { spanPairs }: Pick<Sweeper, 'spanPairs'>,
  plans: readonly PairPlan[],
  whole: Span,
): SweepTask[] {
  return plans.flatMap((plan) => Array.from(spansOf([whole], spanPairs), (span) => ({ plan, span })));
}

/** Throws where a pair is wrong. */
export async function sweepAll(
  sweeper: Sweeper,
  plans: readonly PairPlan[],
  whole: Span,
  workers: number,
): Promise<void> {
  let pairs = 0;
  for await (const { task, swept } of pump(sweeper, tasksOf(sweeper, plans, whole), workers, NEVER)) {
    if (swept.kind !== 'as-expected') throw new Error(words(swept));
    pairs += task.span.to - task.span.from;
  }
  if (pairs !== plans.length * (whole.to - whole.from)) throw new Error(`${pairs} pairs were swept`);
}

function words(swept: Exclude<Swept, { kind: 'as-expected' }>): string {
  return `${swept.kind} at pair ${swept.pair}`;
}
