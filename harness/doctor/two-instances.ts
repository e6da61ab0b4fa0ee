/**
 * Whether two instances that live at once in one process know nothing of one another: the same calls with other amounts are made on
 * both in turn, and each has to answer as it does alone.
 */
import { describeResponse } from '../../spec/answer.ts';
import type { Response } from '../../spec/call.ts';
import { executeAtOnce } from '../execute/execute-at-once.ts';
import { lifeInInstance } from '../generate/instances.ts';
import { printCall } from '../program/program.ts';
import { notTried, ok, warning } from './check-result.ts';
import type { CheckResult } from './check-result.ts';
import type { DoctorSession } from './question.ts';

export async function lookAtTwoInstances(session: DoctorSession): Promise<CheckResult> {
  const target = await session.target();
  const { capabilities, roomMegabytes } = target.info;
  const programs = [0, 1].map((instance) => lifeInInstance(instance, new Set(capabilities), roomMegabytes));
  const together = await executeAtOnce(target, programs);
  if (together === undefined) return notTried('there is no telling which instances live at once');
  for (const { program, responses } of together) {
    const alone = await session.run(program);
    const at = alone.findIndex((response, index) => comparable(response) !== comparable(responses[index]));
    if (at < 0) continue;
    const [is, was] = [comparable(responses[at]), comparable(alone[at])];
    return warning(
      `beside another instance ${printCall(program[at]!)} gave ${is}, and alone ${was}`,
      'keep what belongs to an instance in the instance, and nothing of it in statics',
    );
  }
  return ok(`${programs[0]!.length} calls on each in turn, answered as alone`);
}

/** A range may lie anywhere, and each run has one of its own. */
function comparable(response: Response | undefined): string {
  if (response === undefined) return 'no answer at all';
  return describeResponse(response.kind === 'space' ? { ...response, address: 0n } : response);
}
