/**
 * The table of a plan of pairs, made by the oracle: what it permits at each call, every open question answered one way. It holds for
 * every pair, since the oracle tells pairs apart by whether they are (0, 0) and by nothing else; a test holds it to that.
 */
import type { Answer } from '../../spec/answer.ts';
import type { Call, Handle, Reservation } from '../../spec/call.ts';
import { NO_CHANNEL, samePair, ZERO } from '../../spec/model.ts';
import type { ChannelModel } from '../../spec/model.ts';
import { permitted } from '../../spec/oracle.ts';
import type { Permitted } from '../../spec/permitted.ts';
import type { Reading } from '../../spec/readings.ts';
import type { DueAnswer, PairPlan, PlannedCall, StatusRange } from '../pair-plan.ts';
import type { Profile } from './automaton.ts';

/** Equal to no pair that a plan sets for itself, so that an answer which shows it follows the pair. */
const PROBE: Reservation = { mmioMegabytes: 11, mmioMegabytesOptional: 13 };

/** The calls of a plan, without what is due. */
export interface PlanCalls {
  readonly before: readonly Call[];
  readonly round: readonly Call[];
  readonly after: readonly Call[];
}

/** Throws where the oracle says nothing to a call, which then does not belong into a plan. */
export function plannedCalls(
  { before, round, after }: PlanCalls,
  reading: Reading,
  profile: Profile,
): Pick<PairPlan, 'before' | 'round' | 'after'> {
  const withPair = (pair: Reservation) => [
    ...before,
    ...round.map((call) => (call.kind === 'setMmioMegabytes' ? { ...call, ...pair } : call)),
    ...after,
  ];
  const zero = answersTo(withPair(ZERO), reading, profile);
  const otherwise = answersTo(withPair(PROBE), reading, profile);
  const planned = [...before, ...round, ...after].map((call, at): PlannedCall => {
    return { call, due: dueAnswer(zero[at]!, otherwise[at]!) };
  });
  const end = before.length + round.length;
  return {
    before: planned.slice(0, before.length),
    round: planned.slice(before.length, end),
    after: planned.slice(end),
  };
}

/** What is due to each call where Allocate and Enable succeed. */
function answersTo(calls: readonly Call[], reading: Reading, profile: Profile): readonly Answer[] {
  const models = new Map<Handle, ChannelModel>([
    ['null', NO_CHANNEL.null],
    ['forged', NO_CHANNEL.forged],
  ]);
  return calls.map((call) => {
    const model = models.get(call.channel) ?? NO_CHANNEL.absent;
    const permit = permitted(model, call, reading).find((one) => isChosen(one, profile));
    if (permit === undefined) throw new Error(`the oracle says nothing to ${call.kind} on a ${model.life} channel`);
    models.set(call.channel, permit.next);
    return permit.answer;
  });
}

function isChosen({ conformance, choice, next }: Permitted, profile: Profile): boolean {
  if (conformance.kind !== 'conforms') return false;
  if (next.afterDisable !== 'undecided' && next.afterDisable !== profile['after-disable']) return false;
  return choice === undefined || profile[choice.id] === choice.answer;
}

function dueAnswer(zero: Answer, otherwise: Answer): DueAnswer {
  switch (zero.kind) {
    case 'nothing':
    case 'no-offer':
      return { kind: zero.kind };
    case 'status':
    case 'success':
    case 'failure':
      return { kind: 'status', zero: rangeOf(zero), otherwise: rangeOf(otherwise) };
    case 'reservation':
    case 'offer':
    case 'space': {
      const shown = pairOf(otherwise);
      return { kind: zero.kind, zero: pairOf(zero), otherwise: samePair(shown, PROBE) ? 'pair' : shown };
    }
    default:
      throw new Error(`no plan can hold a target to ${zero.kind}`);
  }
}

function rangeOf(answer: Answer): StatusRange {
  if (answer.kind === 'status') return [answer.status, answer.status];
  return answer.kind === 'success' ? [0, 0x7fff_ffff] : [0x8000_0000, 0xffff_ffff];
}

/** Of a space the pair whose required amount and sum are its least and greatest size. */
function pairOf(answer: Answer): Reservation {
  if (answer.kind === 'space') {
    const [least, most] = [Number(answer.sizeMin >> 20n), Number(answer.sizeMax >> 20n)];
    return { mmioMegabytes: least, mmioMegabytesOptional: most - least };
  }
  if (answer.kind !== 'reservation' && answer.kind !== 'offer') throw new Error(`${answer.kind} shows no pair`);
  return answer.pair;
}
