/**
 * How short the counterexample of a planted fault can be, once one is at hand: that nothing shorter breaks the clause is proven
 * over as much as can be tried to its end.
 */
import { abstractInputs } from '../../../harness/machine/automaton.ts';
import { SLOTS_MAX } from '../../../spec/call.ts';
import type { Call } from '../../../spec/call.ts';
import type { ClauseId } from '../../../spec/clauses.ts';
import { parseProgram, printCall, slotsOf } from '../../../harness/program/program.ts';
import { faultOptimum } from './fault-optimum.ts';

export interface Proof {
  readonly length: number;
  /** `everything`: all calls, on as many channels as a shorter program can use; else less of it. */
  readonly over: 'everything' | 'all calls on its channels' | 'its own calls' | 'nothing';
}

const STATES_MAX = 1_000_000;

/** `known`: a program that breaks the clause, printed. `statesMax`: how far each proof may go. */
export function provenOptimum(fault: string, clause: ClauseId, known: string, statesMax = STATES_MAX): Proof {
  const program = parseProgram(known);
  const onFirst = program.map((call): Call =>
    typeof call.channel === 'number' ? ({ ...call, channel: 0 } as Call) : call,
  );
  const ownCalls = distinct(onFirst);
  const allCalls = distinct([...abstractInputs(), ...onFirst]);
  const used = slotsOf(program);
  const own = used.length > 0 ? used : [0];
  const others = Array.from({ length: SLOTS_MAX }, (_, slot) => slot).filter((slot) => !own.includes(slot));
  const lengthMax = program.length - 1;
  // Each slot costs an allocation, and a last call that is none.
  const everywhere = [...own, ...others].slice(0, Math.max(own.length, lengthMax - 1));
  const fields = [
    { over: 'everything', alphabet: allCalls, slots: everywhere },
    { over: 'all calls on its channels', alphabet: allCalls, slots: own },
    { over: 'its own calls', alphabet: ownCalls, slots: own },
  ] as const;
  for (const { over, alphabet, slots } of lengthMax > 0 ? fields : []) {
    const inAnyOrder = own.some((slot, place) => slot !== place);
    const options = { clause, alphabet, slots, inAnyOrder, lengthMax, statesMax };
    const optimum = faultOptimum(fault, options);
    if (optimum.kind === 'found') return { length: optimum.program.length, over };
    if (optimum.kind === 'none') return { length: program.length, over };
  }
  return { length: program.length, over: lengthMax > 0 ? 'nothing' : 'everything' };
}

/** Each call once. */
function distinct(calls: readonly Call[]): readonly Call[] {
  return [...new Map(calls.map((call) => [printCall(call), call])).values()];
}
