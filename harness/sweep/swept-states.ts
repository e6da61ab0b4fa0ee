/** The states and handles in which all pairs are tried, each with the calls that lead there and those that look at what was done. */
import type { Call, Handle, Reservation } from '../../spec/call.ts';
import type { PlanCalls } from '../machine/planned-calls.ts';
import { withoutIllegalCalls, withoutMisuse } from '../program/lifecycle.ts';
import type { Capability } from '../target.ts';

export const SWEPT_STATES = [
  'fresh',
  'enabled',
  'open',
  'closed',
  'disabled',
  're-enabled',
  'client',
  'null',
  'stale',
  'forged',
] as const;
export type SweptState = (typeof SWEPT_STATES)[number];

/** A pair that was set before, so that one which is refused and stored all the same shows. */
const EARLIER: Reservation = { mmioMegabytes: 3, mmioMegabytesOptional: 7 };

const plain = (kind: Exclude<Call['kind'], 'allocate' | 'setMmioMegabytes'>, channel = 0): Call => ({ kind, channel });
const set = (channel: Handle, pair: Reservation): Call => ({ kind: 'setMmioMegabytes', channel, ...pair });
const allocate = (channel: number, endpoint: 'server' | 'client' = 'server'): Call => ({
  kind: 'allocate',
  channel,
  endpoint,
});

const ENABLED: readonly Call[] = [allocate(0), set(0, EARLIER), plain('enable')];
/** A channel beside handles that are none, which no call on them may touch. */
const BYSTANDER: readonly Call[] = [allocate(1), set(1, EARLIER)];

const WAYS: Readonly<Record<SweptState, readonly Call[]>> = {
  fresh: [allocate(0)],
  enabled: ENABLED,
  open: [...ENABLED, plain('guestOpen')],
  closed: [...ENABLED, plain('guestOpen'), plain('guestClose')],
  disabled: [...ENABLED, plain('disable')],
  're-enabled': [...ENABLED, plain('disable'), plain('enable')],
  client: [allocate(0, 'client')],
  null: BYSTANDER,
  stale: [...BYSTANDER, allocate(0), plain('cleanup')],
  forged: BYSTANDER,
};

const HANDLES: Readonly<Partial<Record<SweptState, Handle>>> = { null: 'null', forged: 'forged' };
const HANDLE_STATES: ReadonlySet<SweptState> = new Set(['null', 'stale', 'forged']);

/** Nothing where the target does not claim what leads there. */
export function sweptCalls(state: SweptState, claimed: readonly Capability[]): PlanCalls | undefined {
  const before = WAYS[state];
  const round = [set(HANDLES[state] ?? 0, EARLIER), ...(HANDLE_STATES.has(state) ? [] : [plain('readReservation')])];
  const after = HANDLE_STATES.has(state)
    ? [plain('readReservation', 1)]
    : state === 'fresh' || state === 'client'
      ? []
      : [plain('readOffer'), plain('getMmioSpace')];
  const legal = new Set(withoutIllegalCalls([...before, ...round, ...after], withoutMisuse(new Set(claimed))));
  if ([...before, ...round].some((call) => !legal.has(call))) return undefined;
  return { before, round, after: after.filter((call) => legal.has(call)) };
}
