/**
 * The peer: the same emulator under a plain `fc.commands` suite, written the way fast-check's guide shows it. One channel
 * model in a few lines, one command a call, the same calls as our own strategy makes.
 */
import fc from 'fast-check';
import { PLAIN_KINDS } from '../../spec/call.ts';
import type { Call, Endpoint, Response, Slot } from '../../spec/call.ts';
import { STATUS_INVALID_PARAMETER, STATUS_INVALID_PARAMETER_1, STATUS_SUCCESS } from '../../spec/status.ts';
import type { Session } from '../../harness/target.ts';

interface Channel {
  endpoint: Endpoint;
  life: 'fresh' | 'enabled' | 'open' | 'closed' | 'disabled' | 'freed';
  required: number;
  optional: number;
}
type Model = Map<Slot, Channel>;

/** Counts the calls that reached the emulator. */
export interface Real {
  readonly session: Session;
  calls: number;
}

const LIFE_AFTER = {
  enable: 'enabled',
  disable: 'disabled',
  guestOpen: 'open',
  guestClose: 'closed',
  cleanup: 'freed',
} as const;
const ALLOWED: Readonly<Record<string, readonly Channel['life'][]>> = {
  enable: ['fresh', 'disabled'],
  disable: ['enabled', 'open', 'closed'],
  cleanup: ['fresh', 'disabled'],
  start: ['enabled', 'open', 'closed'],
  pause: ['fresh', 'enabled', 'open', 'closed', 'disabled'],
  guestOpen: ['enabled', 'closed'],
  guestClose: ['open'],
  readReservation: ['fresh', 'enabled', 'open', 'closed', 'disabled'],
  readOffer: ['fresh', 'enabled', 'open', 'closed', 'disabled'],
  getMmioSpace: ['open'],
};

class CallCommand implements fc.Command<Model, Real> {
  readonly call: Call;

  constructor(call: Call) {
    this.call = call;
  }

  check(model: Readonly<Model>): boolean {
    const { kind, channel } = this.call;
    const state = model.get(channel as Slot);
    if (kind === 'allocate') return state === undefined || state.life === 'freed';
    if (kind === 'setMmioMegabytes') return typeof channel === 'string' || state !== undefined;
    if (state === undefined || state.life === 'freed') return false;
    if (state.endpoint === 'client' && !['cleanup', 'readReservation', 'readOffer'].includes(kind)) return false;
    return ALLOWED[kind]!.includes(state.life);
  }

  run(model: Model, real: Real): void {
    const response = real.session.perform(this.call);
    real.calls += 1;
    if (!isRight(model, this.call, response)) throw new Error(`${this.toString()}: ${response.kind}`);
  }

  toString(): string {
    return JSON.stringify(this.call);
  }
}

function isRight(model: Model, call: Call, response: Response): boolean {
  const state = model.get(call.channel as Slot);
  switch (call.kind) {
    case 'allocate':
      model.set(call.channel, { endpoint: call.endpoint, life: 'fresh', required: 0, optional: 0 });
      return response.kind === 'status' && response.status === STATUS_SUCCESS;
    case 'setMmioMegabytes': {
      const zero = call.mmioMegabytes === 0 && call.mmioMegabytesOptional === 0;
      const good = state !== undefined && state.endpoint === 'server' && state.life === 'fresh';
      const expected = !good ? STATUS_INVALID_PARAMETER_1 : zero ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
      if (expected === STATUS_SUCCESS) {
        state!.required = call.mmioMegabytes;
        state!.optional = call.mmioMegabytesOptional;
      }
      return response.kind === 'status' && response.status === expected;
    }
    case 'readReservation':
      return (
        response.kind === 'reservation' &&
        response.mmioMegabytes === state!.required &&
        response.mmioMegabytesOptional === state!.optional
      );
    case 'readOffer':
      if (!['enabled', 'open', 'closed'].includes(state!.life)) return response.kind === 'no-offer';
      return (
        response.kind === 'offer' &&
        response.mmioMegabytes === state!.required &&
        response.mmioMegabytesOptional === state!.optional
      );
    case 'getMmioSpace':
      return response.kind === 'space' && response.size >= BigInt(state!.required) << 20n;
    case 'start':
    case 'pause':
      return response.kind === 'nothing';
    default:
      state!.life = LIFE_AFTER[call.kind];
      return response.kind === (call.kind === 'enable' ? 'status' : 'nothing');
  }
}

const slot = fc.nat({ max: 2 });
const amount = fc.integer({ min: 0, max: 0xffff });
/** Arbitraries for one command each, as `fc.commands` takes them. */
export const commandArbitraries: fc.Arbitrary<fc.Command<Model, Real>>[] = [
  fc
    .tuple(slot, fc.constantFrom<Endpoint>('server', 'client'))
    .map(([channel, endpoint]) => new CallCommand({ kind: 'allocate', channel, endpoint })),
  fc
    .tuple(fc.oneof(slot, fc.constantFrom('null' as const, 'forged' as const)), amount, amount)
    .map(
      ([channel, mmioMegabytes, mmioMegabytesOptional]) =>
        new CallCommand({ kind: 'setMmioMegabytes', channel, mmioMegabytes, mmioMegabytesOptional }),
    ),
  ...PLAIN_KINDS.map((kind) => slot.map((channel) => new CallCommand({ kind, channel }))),
];

/** One campaign of `runs` command sequences; gives the calls that were made and checked. */
export function runCommands(open: () => Session, runs: number, seed: number): number {
  let calls = 0;
  fc.assert(
    fc.property(fc.commands(commandArbitraries, { maxCommands: 40 }), (commands) => {
      const real: Real = { session: open(), calls: 0 };
      fc.modelRun(() => ({ model: new Map() as Model, real }), commands);
      calls += real.calls;
    }),
    { numRuns: runs, seed },
  );
  return calls;
}
