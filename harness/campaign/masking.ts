/**
 * Where else to look for the fault that a finding shows: variants of its program without what the finding is about. A clause
 * that is found broken in one of them instead is the culprit, and the clause of the finding is only masked by it.
 */
import { isRead } from '../../spec/call.ts';
import type { Call, CallKind, ReadKind } from '../../spec/call.ts';
import { CLAUSES } from '../../spec/clauses.ts';
import { isZero } from '../../spec/model.ts';
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
  const variants = [
    withoutIllegalCalls(program, withoutMisuse(capabilities)),
    ...(event === undefined ? [] : [withoutLastEvent(program, finding, event), withReadsAtDisable(program)]),
    ...(isRead(finding.call) ? [readsAlone(program, finding.call)] : []),
  ]
    .map((variant) => withoutIllegalCalls(variant, capabilities))
    .filter(({ length }) => length > 0 && length !== program.length);
  return isRefusalOfZero(finding) ? [...variants, withoutZeros(program)] : variants;
}

/** Two zero amounts on a channel that was configured before, or is none: which refusal they earn depends on the channel. */
function isRefusalOfZero({ call, before }: Finding): boolean {
  return call.kind === 'setMmioMegabytes' && isZero(call) && before.life !== 'fresh';
}

/** With amounts that are taken or refused for the channel's sake alone. */
function withoutZeros(program: Program): Program {
  return program.map((call) =>
    call.kind === 'setMmioMegabytes' && isZero(call) ? { ...call, mmioMegabytes: 1 } : call,
  );
}

/** Without the call that could last have changed what was read; for a slot used again, without the life before. */
function withoutLastEvent(
  program: Program,
  { at, call, before }: Finding,
  channel: 'own channel' | 'other channel',
): Program {
  const isOwn = (earlier: Call) => earlier.channel === call.channel;
  const ownEvent = program.slice(0, at).findLastIndex((earlier) => !isRead(earlier) && isOwn(earlier));
  // Of another channel all calls since then: each of them would be taken for the event.
  if (channel === 'other channel')
    return program.filter((earlier, index) => index < ownEvent || index >= at || isRead(earlier) || isOwn(earlier));
  if (ownEvent < 0) return program;
  return before.origin === 'reused' ? program.slice(ownEvent) : program.toSpliced(ownEvent, 1);
}

/** Up to where each read may be made, in order. */
const LEADING_TO: Readonly<Record<ReadKind, readonly CallKind[]>> = {
  readReservation: ['allocate', 'setMmioMegabytes'],
  readOffer: ['allocate', 'setMmioMegabytes', 'enable'],
  getMmioSpace: ['allocate', 'setMmioMegabytes', 'enable', 'guestOpen'],
};

/** The reads on their channel with no more than leads to them: it may be the reads that are counted. */
function readsAlone(program: Program, { kind, channel }: Call & { readonly kind: ReadKind }): Program {
  const own = program.filter((call) => call.channel === channel);
  const way = LEADING_TO[kind].flatMap((step) => own.find((call) => call.kind === step) ?? []);
  return [...way, ...own.filter((call) => call.kind === kind)];
}

/** What was lost before a Disable only seems to be reset by it, and what is lost later only seems to have been. */
function withReadsAtDisable(program: Program): Program {
  return program.flatMap((call): Program => {
    if (call.kind !== 'disable') return [call];
    const read: Call = { kind: 'readReservation', channel: call.channel };
    return [read, call, read];
  });
}
