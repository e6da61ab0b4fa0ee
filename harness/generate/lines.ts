/**
 * Every value of each amount, of their sum and of their difference: nine lines through the square of all pairs, each pair on a
 * channel of its own that is looked at wherever the target lets it be seen.
 */

import { LINE_PAIRS, programsFor } from '../pair-plan.ts';
import type { DueAnswer, PairPlan } from '../pair-plan.ts';
import type { Call, CallKind } from '../../spec/call.ts';
import { plannedCalls } from '../machine/planned-calls.ts';
import { withoutIllegalCalls, withoutMisuse } from '../program/lifecycle.ts';
import type { Capability, Program } from '../target.ts';
import type { PairStrategy, Strategy, StrategyContext } from './generate.ts';

/** As many lives of one slot as a target has that recycles handles at all; a fault that counts lives is none of amounts. */
const PROGRAM_PAIRS = 16;

const plain = (kind: Exclude<Call['kind'], 'allocate' | 'setMmioMegabytes'>): Call => ({ kind, channel: 0 });

/** A life of a channel: what is set is read where it is held, in the offer, and in the guest. */
const LIFE: readonly Call[] = [
  { kind: 'allocate', channel: 0, endpoint: 'server' },
  { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes: 1, mmioMegabytesOptional: 1 },
  plain('readReservation'),
  plain('enable'),
  plain('readOffer'),
  plain('guestOpen'),
  plain('getMmioSpace'),
  plain('disable'),
  plain('cleanup'),
];

/** Without Enable, and where neither offer nor space is seen, nothing behind the reservation needs to happen. */
const INIT_WINDOW: ReadonlySet<CallKind> = new Set(['allocate', 'setMmioMegabytes', 'readReservation', 'cleanup']);

function lifeOf(capabilities: ReadonlySet<Capability>, isEnabled: boolean): Program {
  const looksOn = capabilities.has('offer') || (capabilities.has('mmio-space') && capabilities.has('guest'));
  const calls = isEnabled && looksOn ? LIFE : LIFE.filter(({ kind }) => INIT_WINDOW.has(kind));
  return withoutIllegalCalls(calls, withoutMisuse(capabilities));
}

function linesPlan(
  { capabilities, reading, profile }: Pick<StrategyContext, 'capabilities' | 'reading' | 'profile'>,
  isEnabled: boolean,
): PairPlan {
  const calls = { before: [], round: lifeOf(capabilities, isEnabled), after: [] };
  return {
    numbering: 'lines',
    ...plannedCalls(calls, reading, profile()),
    programPairs: PROGRAM_PAIRS,
    offerBytes: capabilities.has('offer-bytes'),
  };
}

/** Where an answer of a plan shows. */
const POINTS: Readonly<Partial<Record<DueAnswer['kind'], string>>> = {
  status: 'status',
  reservation: 'reservation',
  offer: 'offer',
  space: 'space',
};

function guarantee({ round }: PairPlan): string {
  const points = [...new Set(round.flatMap(({ due }) => POINTS[due.kind] ?? []))].join(', ');
  return (
    'no fault survives that is decided by one amount, by their sum or by their difference, ' +
    `on a fresh channel in ${points}: every value on nine lines of pairs`
  );
}

/** `msMax`: left out where it takes longer on a target without batches. */
export function linesStrategy(msMax: number): Strategy {
  const pairs: PairStrategy = { count: LINE_PAIRS, plan: linesPlan, guarantee, msMax };
  return {
    name: 'lines',
    guarantee:
      'no fault survives that is decided by one amount, by their sum or by their difference, on a fresh channel',
    total: LINE_PAIRS / PROGRAM_PAIRS,
    programs: (context) => programsFor(linesPlan(context, true), { from: 0, to: LINE_PAIRS }),
    pairs,
  };
}
