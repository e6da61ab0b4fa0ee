/**
 * The lives of the channels of a program that is being laid out, so that every call is one that may be made there: allowed
 * by KMCL, and asked for by a capability that the target claims. Allocate and Enable are taken to succeed.
 */
import type { Call, CallKind, Handle } from '../../spec/call.ts';
import { isAllowed, isLive, lifeAfter, NO_CHANNEL } from '../../spec/model.ts';
import type { ChannelModel } from '../../spec/model.ts';
import type { Capability, Program } from '../target.ts';

/** The capability without which a kind of call is never made. */
const NEEDED: Readonly<Partial<Record<CallKind, Capability>>> = {
  start: 'start-pause',
  pause: 'start-pause',
  guestOpen: 'guest',
  guestClose: 'guest',
  readReservation: 'reservation',
  readOffer: 'offer',
  getMmioSpace: 'mmio-space',
};

/** Whether the target claims what this kind of call needs. */
export function isClaimed(kind: CallKind, capabilities: ReadonlySet<Capability>): boolean {
  const needed = NEEDED[kind];
  return needed === undefined || capabilities.has(needed);
}

type Position = Pick<ChannelModel, 'life' | 'endpoint'>;

export class Lifecycle {
  readonly #capabilities: ReadonlySet<Capability>;
  readonly #standings = new Map<Handle, Position>([
    ['null', NO_CHANNEL.null],
    ['forged', NO_CHANNEL.forged],
  ]);
  /** Slots that a misused `cleanup` may or may not have freed: nothing can be asked of them any more. */
  readonly #lost = new Set<Handle>();

  constructor(capabilities: ReadonlySet<Capability>) {
    this.#capabilities = capabilities;
  }

  /** Puts a channel where it would be after some program. */
  place(channel: Handle, standing: Position): void {
    this.#standings.set(channel, standing);
  }

  standing(channel: Handle): Position {
    return this.#standings.get(channel) ?? NO_CHANNEL.absent;
  }

  /** Whether the call may be made now. */
  allows(call: Call): boolean {
    if (this.#lost.has(call.channel)) return false;
    const has = (capability: Capability) => this.#capabilities.has(capability);
    if (!isClaimed(call.kind, this.#capabilities)) return false;
    if (call.kind === 'allocate' && call.endpoint === 'client' && !has('client-endpoint')) return false;
    const standing = this.standing(call.channel);
    if (call.kind === 'setMmioMegabytes') {
      if (standing.life === 'null') return has('null-handle');
      if (standing.life === 'forged') return has('forged-handle');
      if (standing.life === 'freed') return has('stale-handle');
    }
    if (isAllowed(standing, call.kind)) return true;
    return has('misuse') && call.kind !== 'allocate' && standing.endpoint === 'server' && isLive(standing.life);
  }

  /** Makes the call, which has to be one that is allowed now. */
  take(call: Call): void {
    const standing = this.standing(call.channel);
    if (!isAllowed(standing, call.kind)) {
      if (call.kind === 'cleanup') this.#lost.add(call.channel);
      return;
    }
    const endpoint = call.kind === 'allocate' ? call.endpoint : standing.endpoint;
    this.#standings.set(call.channel, { life: lifeAfter(standing.life, call.kind), endpoint });
  }
}

/** The program without the calls that may not be made where they stand. */
export function withoutIllegalCalls(program: Program, capabilities: ReadonlySet<Capability>): Program {
  const lifecycle = new Lifecycle(capabilities);
  return program.filter((call) => {
    if (!lifecycle.allows(call)) return false;
    lifecycle.take(call);
    return true;
  });
}

/** Whether every call of the program may be made on a target with these capabilities. */
export function isRunnable(program: Program, capabilities: ReadonlySet<Capability>): boolean {
  return withoutIllegalCalls(program, capabilities).length === program.length;
}

/** Misuse leaves the state of a channel open, so what is shown without it is the better evidence. */
export function withoutMisuse(capabilities: ReadonlySet<Capability>): ReadonlySet<Capability> {
  return new Set([...capabilities].filter((capability) => capability !== 'misuse'));
}

/** Whether KMCL allows every call of a program that may be made on a target with these capabilities. */
export function isWithoutMisuse(program: Program, capabilities: ReadonlySet<Capability>): boolean {
  return !capabilities.has('misuse') || isRunnable(program, withoutMisuse(capabilities));
}
