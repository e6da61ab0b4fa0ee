/** What was due at the call at which a target ended: its answer, and the clause that promises it. */
import { describeAnswers } from '../../spec/answer.ts';
import type { Response } from '../../spec/call.ts';
import { READINGS } from '../../spec/readings.ts';
import type { Counterexample } from '../campaign/counterexample.ts';
import { COMPLETE } from '../execute/trace.ts';
import { judge } from '../judge/judge.ts';
import type { Finding } from '../judge/judge.ts';
import { CAPABILITIES } from '../target.ts';

const capabilities = new Set(CAPABILITIES);
/** Promised of no call, so that every promise is broken by it. */
const UNPROMISED: Response = { kind: 'status', status: 0xdead_beef };

/** Nothing where the call or what came before it is not known, where any answer would do, or where the readings differ. */
export function promiseAtEnd(counterexample: Counterexample): Pick<Finding, 'clause' | 'permitted'> | undefined {
  if (!('end' in counterexample) || counterexample.end.at === undefined) return undefined;
  const { trace, end } = counterexample;
  const at = end.at!;
  if (at >= trace.program.length || trace.responses.length < at) return undefined;
  const program = trace.program.slice(0, at + 1);
  const answered = { program, responses: [...trace.responses.slice(0, at), UNPROMISED], end: COMPLETE };
  const [promise, ...others] = READINGS.map((reading) =>
    judge(answered, { reading, capabilities }).findings.find((finding) => finding.at === at),
  );
  const said = (finding: Finding | undefined) => finding && `${finding.clause} ${describeAnswers(finding.permitted)}`;
  return others.every((other) => said(other) === said(promise)) ? promise : undefined;
}
