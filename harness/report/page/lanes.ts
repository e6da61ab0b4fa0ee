/**
 * A counterexample as two lanes: what was promised at each call, by the oracle asked here and now, and what was observed. The lanes
 * go together up to the first call that was not answered as permitted.
 */
import type { Answer } from '../../../spec/answer.ts';
import type { Call, Response } from '../../../spec/call.ts';
import type { ChannelModel } from '../../../spec/model.ts';
import { permitted } from '../../../spec/oracle.ts';
import type { Oracle } from '../../../spec/oracle.ts';
import type { Permitted } from '../../../spec/permitted.ts';
import { COMPLETE } from '../../execute/trace.ts';
import { judge } from '../../judge/judge.ts';
import { parseProgram } from '../../program/program.ts';
import { knownClaims } from '../stored/known-names.ts';
import type { Counterexample, Report } from './read-report.ts';
import { seenResponse } from './seen-response.ts';

export interface LaneStep {
  readonly call: Call;
  /** As it is printed. */
  readonly printed: string;
  /** Every answer that conforms; absent where nothing is judged: behind a failure, or on a slot whose Allocate was refused. */
  readonly promised: readonly Answer[] | undefined;
  /** The channel after it, where it is answered as promised. */
  readonly next: ChannelModel | undefined;
  /** Absent where the target ended first. */
  readonly observed: Response | undefined;
  /** `first`: the call where the lanes part; `after`: a call behind it. */
  readonly divergence: 'none' | 'first' | 'after';
}

/** Promised of no call, so that the oracle is asked what was due where the target ended. */
const UNPROMISED: Response = { kind: 'status', status: 0xdead_beef };

export function lanesOf(one: Counterexample, report: Report): readonly LaneStep[] {
  const program = parseProgram(one.program.join('\n'));
  const observed = one.responses.map(seenResponse);
  const due = dueAnswers(program, observed, report);
  const parted = partedAt(one);
  return program.map((call, at) => ({
    call,
    printed: one.program[at]!,
    promised: due.get(call)?.map(({ answer }) => answer),
    next: due.get(call)?.[0]?.next,
    observed: observed[at],
    divergence: at === parted ? 'first' : parted !== undefined && at > parted ? 'after' : 'none',
  }));
}

/** The call at which it went wrong, from 0; nothing where the target ended at no call that is known. */
export function partedAt({ kind, at, program }: Pick<Counterexample, 'kind' | 'at' | 'program'>): number | undefined {
  return kind === 'inconsistent' ? program.length - 1 : at;
}

function dueAnswers(program: readonly Call[], observed: readonly Response[], { reading, target }: Report) {
  const due = new Map<Call, readonly Permitted[]>();
  const listening: Oracle = (channel, call, under, around, part) => {
    const permits = permitted(channel, call, under, around, part);
    const conforming = permits.filter(({ conformance }) => conformance.kind === 'conforms');
    if (conforming.length > 0) due.set(call, [...(due.get(call) ?? []), ...conforming]);
    return permits;
  };
  const responses = observed.length < program.length ? [...observed, UNPROMISED] : observed;
  judge({ program, responses, end: COMPLETE }, { reading, ...knownClaims(target), oracle: listening });
  return due;
}
