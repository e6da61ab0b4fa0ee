/**
 * The programs of a sweep on the emulator. Each of the two calls of a round has a place of its own in the loop, where nothing but
 * calls of its kind come by, and what is due is at hand as numbers: that is several times as fast as a loop over any calls.
 */
import type { Call, SetMmioMegabytes } from '../../spec/call.ts';
import { isEachDue, tryPairsInProcess } from '../../harness/execute/pairs-in-process.ts';
import type { DueAnswer, PairPlan, Span } from '../../harness/pair-plan.ts';
import type { Session } from '../../harness/target.ts';

type Writable = { -readonly [Key in keyof SetMmioMegabytes]: SetMmioMegabytes[Key] };

/** Gives the number of the first pair that is not answered as the plan has it, or -1. */
export function sweepPairs(open: () => Session, plan: PairPlan, { from, to }: Span): number {
  const round = sweptRound(plan);
  // (0, 0) alone is due another answer, and so has a program of its own.
  const rest = from === 0 || round === undefined ? 1 : 0;
  const tried = tryPairsInProcess(open, plan, { from, to: round === undefined ? to : Math.min(to, from + rest) });
  if (tried.kind === 'mismatch') return tried.pair;
  if (round === undefined) return -1;
  for (let start = from + rest; start < to; start += plan.programPairs) {
    const end = Math.min(to, start + plan.programPairs);
    const session = open();
    if (!isEachDue(session, plan.before, plan)) return start;
    const wrong = firstWrong(session, round, start, end);
    if (wrong >= 0) return wrong;
    if (!isEachDue(session, plan.after, plan)) return end - 1;
  }
  return -1;
}

/** A round of a sweep: a set, and in most states a look at what is held. */
interface SweptRound {
  readonly set: SetMmioMegabytes;
  readonly status: DueAnswer & { readonly kind: 'status' };
  readonly read: Call | undefined;
  readonly reservation: (DueAnswer & { readonly kind: 'reservation' | 'offer' | 'space' }) | undefined;
}

/** Nothing where it is another kind of round. */
function sweptRound({ numbering, round }: PairPlan): SweptRound | undefined {
  const [set, read] = round;
  if (numbering !== 'all' || round.length > 2) return undefined;
  if (set?.call.kind !== 'setMmioMegabytes' || set.due.kind !== 'status') return undefined;
  if (read === undefined) return { set: set.call, status: set.due, read: undefined, reservation: undefined };
  if (read.call.kind !== 'readReservation' || read.due.kind !== 'reservation') return undefined;
  return { set: set.call, status: set.due, read: read.call, reservation: read.due };
}

function firstWrong(
  session: Session,
  { set, status, read, reservation }: SweptRound,
  from: number,
  to: number,
): number {
  const call: Writable = { ...set };
  const [least, most] = status.otherwise;
  const held = reservation?.otherwise;
  const fixed = held === 'pair' ? undefined : held;
  let required = Math.floor(from / 0x1_0000);
  let optional = from % 0x1_0000;
  for (let number = from; number < to; number += 1) {
    call.mmioMegabytes = required;
    call.mmioMegabytesOptional = optional;
    const answer = session.perform(call);
    if (answer.kind !== 'status' || answer.status < least || answer.status > most) return number;
    if (read !== undefined) {
      const shown = session.perform(read);
      if (
        shown.kind !== 'reservation' ||
        shown.mmioMegabytes !== (fixed === undefined ? required : fixed.mmioMegabytes) ||
        shown.mmioMegabytesOptional !== (fixed === undefined ? optional : fixed.mmioMegabytesOptional)
      ) {
        return number;
      }
    }
    if (optional === 0xffff) {
      optional = 0;
      required += 1;
    } else {
      optional += 1;
    }
  }
  return -1;
}
