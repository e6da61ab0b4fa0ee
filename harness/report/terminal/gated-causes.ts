/** The causes of a run that is still at hand, by what its report will say of each failure. */
import { describeAnswers, describeResponse } from '../../../spec/answer.ts';
import { brokenClause } from '../../campaign/counterexample.ts';
import { printCall } from '../../program/program.ts';
import type { Gated, GatedFailure } from '../../verdict/gate.ts';
import { causesOf } from '../causes.ts';
import type { Cause, Traits } from '../causes.ts';

export type GatedCause = Cause<GatedFailure>;

export function gatedCauses({ failures, clauses }: Pick<Gated, 'failures' | 'clauses'>): readonly GatedCause[] {
  return causesOf(failures, clauses, traitsOf);
}

function traitsOf({ counterexample, signature, standing }: GatedFailure): Traits {
  const { repeats, minimized, history, hint } = counterexample;
  const finding = 'finding' in counterexample ? counterexample.finding : undefined;
  return {
    clause: brokenClause(counterexample),
    repeats,
    program: minimized.program.map(printCall),
    at: finding?.at,
    saw: finding && describeResponse(finding.saw),
    permitted: finding && describeAnswers(finding.permitted),
    signature,
    standing,
    history,
    hint,
  };
}
