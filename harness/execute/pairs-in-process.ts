/**
 * The programs of a plan of pairs on an implementation in this process, each answer compared with the table. One call object serves
 * all pairs, since nothing but the comparison looks at it afterwards.
 */
import type { Call, Response, SetMmioMegabytes } from '../../spec/call.ts';
import { pairBits } from '../pair-plan.ts';
import type { DueAnswer, PairPlan, PairsTried, PlannedCall, Span } from '../pair-plan.ts';
import type { Session } from '../target.ts';
import { isDue } from './due-answer.ts';

type Writable = { -readonly [Key in keyof SetMmioMegabytes]: SetMmioMegabytes[Key] };

/** Throws what the implementation throws. */
export function tryPairsInProcess(open: () => Session, plan: PairPlan, span: Span): PairsTried {
  const round = new Round(plan);
  const seen: Response[] = [];
  for (let from = span.from; from < span.to; from += plan.programPairs) {
    const to = Math.min(span.to, from + plan.programPairs);
    seen.length = 0;
    const session = open();
    const wrong = isEachDue(session, plan.before, plan, seen) ? round.firstWrong(session, from, to, seen) : from;
    const pair = wrong >= 0 || isEachDue(session, plan.after, plan, seen) ? wrong : to - 1;
    session.close?.();
    if (pair >= 0) return { kind: 'mismatch', pair, responses: seen };
  }
  return { kind: 'as-expected' };
}

/** The calls that are made for each pair. */
class Round {
  readonly #plan: PairPlan;
  readonly #calls: readonly Call[];
  readonly #dues: readonly DueAnswer[];
  readonly #sets: readonly Writable[];

  constructor(plan: PairPlan) {
    this.#plan = plan;
    this.#calls = plan.round.map(({ call }) => ({ ...call }));
    this.#dues = plan.round.map(({ due }) => due);
    this.#sets = this.#calls.filter((call) => call.kind === 'setMmioMegabytes');
  }

  /** The number of the first pair with a wrong answer, or -1. */
  firstWrong(session: Session, from: number, to: number, seen: Response[]): number {
    const [calls, dues, sets] = [this.#calls, this.#dues, this.#sets];
    const { numbering, offerBytes } = this.#plan;
    for (let number = from; number < to; number += 1) {
      const bits = pairBits(numbering, number);
      const required = (bits / 0x1_0000) | 0;
      const optional = bits & 0xffff;
      for (let at = 0; at < sets.length; at += 1) {
        sets[at]!.mmioMegabytes = required;
        sets[at]!.mmioMegabytesOptional = optional;
      }
      for (let at = 0; at < calls.length; at += 1) {
        const response = session.perform(calls[at]!);
        seen.push(response);
        if (!isDue(dues[at]!, response, required, optional, offerBytes)) return number;
      }
    }
    return -1;
  }
}

/** Of the calls around the rounds, which no pair decides. */
export function isEachDue(
  session: Session,
  planned: readonly PlannedCall[],
  { offerBytes }: Pick<PairPlan, 'offerBytes'>,
  seen?: Response[],
): boolean {
  return planned.every(({ call, due }) => {
    const response = session.perform(call);
    seen?.push(response);
    return isDue(due, response, 0, 0, offerBytes);
  });
}
