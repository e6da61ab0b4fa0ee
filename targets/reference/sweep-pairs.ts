/**
 * The programs of a sweep on the emulator. Each of the two calls of a round has a place of its own in the loop, where nothing but
 * calls of its kind come by, and what is due is at hand as numbers: that is several times as fast as a loop over any calls.
 */
import type { PlainCall, Reservation, SetMmioMegabytes } from '../../spec/call.ts';
import { isEachDue, tryPairsInProcess } from '../../harness/execute/pairs-in-process.ts';
import type { DueAnswer, PairPlan, Span } from '../../harness/pair-plan.ts';
import type { Session } from '../../harness/target.ts';

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

const NOTHING_HELD: Reservation = { mmioMegabytes: 0, mmioMegabytesOptional: 0 };

/** A round of a sweep: a set, and in most states a look at what is held. */
interface SweptRound {
  readonly set: SetMmioMegabytes;
  readonly status: DueAnswer & { readonly kind: 'status' };
  readonly read: PlainCall | undefined;
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

/** The calls are made here and not copied out of the plan: what came from another thread has strings that are slow to compare. */
function firstWrong(session: Session, round: SweptRound, from: number, to: number): number {
  const set = {
    kind: 'setMmioMegabytes',
    channel: round.set.channel,
    mmioMegabytes: 0,
    mmioMegabytesOptional: 0,
  } as const;
  const pair: { mmioMegabytes: number; mmioMegabytesOptional: number } = set;
  const { read, reservation } = round;
  const look = read && ({ kind: 'readReservation', channel: read.channel } as const);
  const [least, most] = round.status.otherwise;
  const isPair = reservation?.otherwise === 'pair';
  const held = reservation === undefined || reservation.otherwise === 'pair' ? NOTHING_HELD : reservation.otherwise;
  const { mmioMegabytes, mmioMegabytesOptional } = held;
  for (let start = from; start < to;) {
    const required = Math.floor(start / 0x1_0000);
    const first = start % 0x1_0000;
    const end = Math.min(0x1_0000, first + to - start);
    pair.mmioMegabytes = required;
    for (let optional = first; optional < end; optional += 1) {
      pair.mmioMegabytesOptional = optional;
      const answer = session.perform(set);
      if (answer.kind !== 'status' || answer.status < least || answer.status > most) return start + optional - first;
      if (look === undefined) continue;
      const shown = session.perform(look);
      if (
        shown.kind !== 'reservation' ||
        shown.mmioMegabytes !== (isPair ? required : mmioMegabytes) ||
        shown.mmioMegabytesOptional !== (isPair ? optional : mmioMegabytesOptional)
      ) {
        return start + optional - first;
      }
    }
    start += end - first;
  }
  return -1;
}
