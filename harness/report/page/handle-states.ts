/**
 * What the function under test can be called on, as the rows of the map and the states of the explorer: the states of a
 * channel's life and the handles that name no channel, each with the shortest way into it.
 */
import type { Call, Handle, Reservation } from '../../../spec/call.ts';
import { NO_CHANNEL } from '../../../spec/model.ts';
import type { ChannelModel } from '../../../spec/model.ts';
import { permitted } from '../../../spec/oracle.ts';
import type { Reading } from '../../../spec/readings.ts';
import type { Need } from '../../../spec/clause.ts';

export const HANDLE_STATE_IDS = [
  'fresh',
  'enabled',
  'open',
  'closed',
  'disabled',
  'freed',
  'null',
  'forged',
  'client',
] as const;
export type HandleStateId = (typeof HANDLE_STATE_IDS)[number];

export interface HandleState {
  readonly id: HandleStateId;
  readonly name: string;
  readonly gist: string;
  readonly handle: Handle;
  /** The calls that lead there, on slot 0. */
  readonly road: readonly Call[];
  readonly needs: readonly Need[];
}

/** Set on the way into every later state, so that a reservation that a refused call changed is seen. */
export const EARLIER: Reservation = { mmioMegabytes: 4, mmioMegabytesOptional: 8 };

const ALLOCATE: Call = { kind: 'allocate', channel: 0, endpoint: 'server' };
const plain = (kind: Exclude<Call['kind'], 'allocate' | 'setMmioMegabytes'>): Call => ({ kind, channel: 0 });
const SET: readonly Call[] = [ALLOCATE, { kind: 'setMmioMegabytes', channel: 0, ...EARLIER }];
const ENABLED: readonly Call[] = [...SET, plain('enable')];
const OPEN: readonly Call[] = [...ENABLED, plain('guestOpen')];

const ON_SLOT = { handle: 0, needs: [] } as const;

export const HANDLE_STATES: Readonly<Record<HandleStateId, HandleState>> = {
  fresh: {
    id: 'fresh',
    name: 'fresh',
    gist: 'allocated, never enabled: the Init window',
    ...ON_SLOT,
    road: [ALLOCATE],
  },
  enabled: { id: 'enabled', name: 'enabled', gist: 'the offer is out', ...ON_SLOT, road: ENABLED },
  open: { id: 'open', name: 'open', gist: 'the guest has it open', handle: 0, needs: ['guest'], road: OPEN },
  closed: {
    id: 'closed',
    name: 'closed',
    gist: 'closed by the guest, still offered',
    handle: 0,
    needs: ['guest'],
    road: [...OPEN, plain('guestClose')],
  },
  disabled: {
    id: 'disabled',
    name: 'disabled',
    gist: 'enabled once, and disabled again',
    ...ON_SLOT,
    road: [...ENABLED, plain('disable')],
  },
  freed: {
    id: 'freed',
    name: 'stale handle',
    gist: 'the channel was cleaned up',
    handle: 0,
    needs: ['stale-handle'],
    road: [...SET, plain('cleanup')],
  },
  null: {
    id: 'null',
    name: 'NULL handle',
    gist: 'no channel at all',
    handle: 'null',
    needs: ['null-handle'],
    road: [],
  },
  forged: {
    id: 'forged',
    name: 'forged handle',
    gist: 'a pointer that never was a channel',
    handle: 'forged',
    needs: ['forged-handle'],
    road: [],
  },
  client: {
    id: 'client',
    name: 'client endpoint',
    gist: 'a server-only function on the other end',
    handle: 0,
    needs: ['client-endpoint'],
    road: [{ kind: 'allocate', channel: 0, endpoint: 'client' }],
  },
};

/** The model of the subject: its road followed by the oracle, with everything succeeding. */
export function modelOf({ handle, road }: HandleState, reading: Reading): ChannelModel {
  const start = typeof handle === 'number' ? NO_CHANNEL.absent : NO_CHANNEL[handle];
  return road.reduce((model, call) => permitted(model, call, reading)[0]?.next ?? model, start);
}
