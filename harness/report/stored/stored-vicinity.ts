/** The neighbour and the hint of a stored failure, as far as its own traces still show them: a file may have been changed since. */
import { isDeepStrictEqual } from 'node:util';
import { failingCallAt } from '../../campaign/counterexample.ts';
import type { Counterexample, Vicinity } from '../../campaign/counterexample.ts';
import { slotsExchanged, withSlotsExchanged } from '../../campaign/neighbour.ts';
import type { Neighbour } from '../../campaign/neighbour.ts';
import { observed, predicted, subjectOf } from '../../campaign/pattern.ts';
import { judge } from '../../judge/judge.ts';
import type { JudgeOptions } from '../../judge/judge.ts';
import type { Program } from '../../target.ts';
import type { PlainVicinity } from '../plain-vicinity.ts';
import { traceOf } from './stored-trace.ts';

export function storedVicinity(counterexample: Counterexample, told: PlainVicinity, options: JudgeOptions): Vicinity {
  const { trace } = counterexample;
  const neighbour = told.neighbour && neighbourOf(told.neighbour);
  const passes = neighbour !== undefined && isNextTo(trace.program, neighbour) && isPassed(neighbour.trace, options);
  return {
    ...(passes ? { neighbour } : {}),
    ...(told.hint && isTold(counterexample, told.hint, options) ? { hint: withoutText(told.hint) } : {}),
  };
}

function neighbourOf({ change, changedAt, program, responses }: NonNullable<PlainVicinity['neighbour']>): Neighbour {
  return { change, changedAt, trace: traceOf({ program, responses, end: { kind: 'complete' } }) };
}

function isPassed(trace: Neighbour['trace'], options: JudgeOptions): boolean {
  return judge(trace, options).findings.length === 0;
}

function isNextTo(program: Program, neighbour: Neighbour): boolean {
  const { change, changedAt, trace } = neighbour;
  if (change === 'other slots') {
    const [own, other] = program[changedAt] && trace.program[changedAt] ? slotsExchanged(program, neighbour) : [];
    if (typeof own !== 'number' || typeof other !== 'number' || own === other) return false;
    return isDeepStrictEqual(trace.program, withSlotsExchanged(program, own, other));
  }
  const without = (calls: Program) => calls.toSpliced(changedAt, 1);
  if (change === 'call left out') return isDeepStrictEqual(trace.program, without(program));
  return (
    trace.program[changedAt]?.kind === 'setMmioMegabytes' && isDeepStrictEqual(without(trace.program), without(program))
  );
}

function isTold(
  counterexample: Counterexample,
  { pattern }: NonNullable<PlainVicinity['hint']>,
  options: JudgeOptions,
): boolean {
  const { trace } = counterexample;
  const finding = 'finding' in counterexample ? counterexample.finding : undefined;
  const subject = subjectOf(trace.program, finding, failingCallAt(counterexample));
  const seen = observed(pattern, trace, judge(trace, options).findings, subject);
  return seen === predicted(pattern, trace.program, subject);
}

function withoutText({ pattern, programs, wrong }: NonNullable<PlainVicinity['hint']>): NonNullable<Vicinity['hint']> {
  return { pattern, programs, wrong };
}
