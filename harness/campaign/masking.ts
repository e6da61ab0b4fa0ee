/**
 * Where else to look for the fault that a finding shows: variants of its program without what the finding is about. A clause
 * that is found broken in one of them instead is the culprit, and the clause of the finding is only masked by it.
 */
import { isRead } from '../../spec/call.ts';
import type { Call } from '../../spec/call.ts';
import { CLAUSES } from '../../spec/clauses.ts';
import type { Finding } from '../judge/judge.ts';
import { withoutIllegalCalls, withoutMisuse } from '../program/lifecycle.ts';
import type { Capability, Program } from '../target.ts';

/** The program without misuse, without the event that the clause is about, and with a closer look; those that differ. */
export function maskingVariants(
  program: Program,
  finding: Finding,
  capabilities: ReadonlySet<Capability>,
): readonly Program[] {
  const { event } = CLAUSES[finding.clause];
  return [
    withoutIllegalCalls(program, withoutMisuse(capabilities)),
    ...(event === undefined ? [] : [withoutLastEvent(program, finding, event), withReadsAtDisable(program)]),
  ]
    .map((variant) => withoutIllegalCalls(variant, capabilities))
    .filter(({ length }) => length > 0 && length !== program.length);
}

/** Without the last call that could have changed what was read; for a slot used again, without the life before. */
function withoutLastEvent(
  program: Program,
  { at, call, before }: Finding,
  channel: 'own channel' | 'other channel',
): Program {
  const isOwn = channel === 'own channel';
  const event = program
    .slice(0, at)
    .findLastIndex((earlier) => !isRead(earlier) && (earlier.channel === call.channel) === isOwn);
  if (event < 0) return program;
  return before.origin === 'reused' ? program.slice(event) : program.toSpliced(event, 1);
}

/** What was lost before a Disable only seems to be reset by it, and what is lost later only seems to have been. */
function withReadsAtDisable(program: Program): Program {
  return program.flatMap((call): Program => {
    if (call.kind !== 'disable') return [call];
    const read: Call = { kind: 'readReservation', channel: call.channel };
    return [read, call, read];
  });
}
