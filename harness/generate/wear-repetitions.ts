/**
 * One call, or one round of calls, over and over on one channel: each call that leaves a channel in its state, in each state, and
 * each way out of a state and back.
 */
import { SLOTS_MAX } from '../../spec/call.ts';
import type { Call, Slot } from '../../spec/call.ts';
import { isRunnable, withoutMisuse } from '../program/lifecycle.ts';
import type { Capability, Program } from '../target.ts';
import { allocate, plain, set } from './calls.ts';
import { WearProgram } from './wear-program.ts';

const ENABLED = [allocate(), set(0, { mmioMegabytes: 7, mmioMegabytesOptional: 2 }), plain('enable')];
const OPEN = [...ENABLED, plain('guestOpen')];

/** The ways into the states in which calls are repeated. */
const WAYS: readonly (readonly Call[])[] = [
  [allocate()],
  ENABLED,
  OPEN,
  [...OPEN, plain('guestClose')],
  [...ENABLED, plain('disable')],
  [allocate(), plain('cleanup')],
  [allocate(0, 'client')],
];

const ANY_PAIR = { mmioMegabytes: 1, mmioMegabytesOptional: 0 };
const BOTH_ZERO = { mmioMegabytes: 0, mmioMegabytesOptional: 0 };

/** Repeated in every state in which they may be made. */
const REPEATED: readonly Call[] = [
  set(0, BOTH_ZERO),
  plain('readReservation'),
  plain('readOffer'),
  plain('getMmioSpace'),
  plain('start'),
  plain('pause'),
];

/** Rounds that end where they begin, each with the way there. */
const ROUNDS: readonly { readonly way: readonly Call[]; readonly round: readonly Call[] }[] = [
  { way: [allocate()], round: [plain('enable'), plain('disable')] },
  { way: [allocate()], round: [plain('enable'), plain('guestOpen'), plain('disable')] },
  { way: [allocate()], round: [plain('enable'), plain('guestOpen'), plain('guestClose'), plain('disable')] },
  { way: [allocate()], round: [plain('enable'), plain('pause'), plain('start'), plain('disable')] },
  { way: ENABLED, round: [plain('guestOpen'), plain('guestClose')] },
  { way: ENABLED, round: [plain('pause'), plain('start')] },
  { way: OPEN, round: [plain('pause'), plain('start')] },
  { way: [], round: [allocate(), plain('cleanup')] },
  { way: [], round: [allocate(0, 'client'), plain('cleanup')] },
  { way: [], round: [allocate(), plain('enable'), plain('disable'), plain('cleanup')] },
  { way: [], round: [allocate(), plain('enable'), plain('guestOpen'), plain('disable'), plain('cleanup')] },
];

/** The whole life of a channel, all kinds of calls in it. */
const LIFE: readonly Call[] = [
  allocate(),
  set(0, BOTH_ZERO),
  plain('pause'),
  plain('enable'),
  plain('pause'),
  plain('start'),
  plain('guestOpen'),
  plain('guestClose'),
  plain('guestOpen'),
  plain('disable'),
  plain('enable'),
  plain('disable'),
  plain('cleanup'),
];
/** Every slot has so many lives by itself. */
const LIVES_OF_EACH_SLOT = 5;

export function* repetitionPrograms(times: number, capabilities: ReadonlySet<Capability>): Generator<Program> {
  const can = withoutMisuse(capabilities);
  const isWhole = (way: readonly Call[], round: readonly Call[]) => isRunnable([...way, ...round], can);
  for (const way of WAYS) {
    if (isWhole(way, [set(0, ANY_PAIR)])) yield overAndOver(way, [], times, can);
    for (const call of REPEATED) if (isWhole(way, [call])) yield overAndOver(way, [call], times, can);
  }
  for (const handle of ['null', 'forged'] as const) {
    const call = set(handle, ANY_PAIR);
    if (isWhole([allocate()], [call])) yield overAndOver([allocate()], [call], times, can);
  }
  for (const { way, round } of ROUNDS) if (isWhole(way, round)) yield overAndOver(way, round, times, can);
  for (let slot = 0; slot < SLOTS_MAX; slot += 1) {
    yield overAndOver(
      [],
      LIFE.map((call): Call => ({ ...call, channel: slot }) as Call),
      LIVES_OF_EACH_SLOT,
      can,
      slot,
    );
  }
}

/** After each call of the round a look and a set; without a call, the sets alone. */
function overAndOver(
  way: readonly Call[],
  round: readonly Call[],
  times: number,
  can: ReadonlySet<Capability>,
  slot: Slot = 0,
): Program {
  const program = new WearProgram(can).make(...way).set(slot);
  for (let turn = 0; turn < times; turn += 1) {
    for (const call of round) program.make(call).look(slot).set(slot);
    if (round.length === 0) program.look(slot).set(slot);
  }
  return program.look(slot).calls;
}
