/**
 * A VMBus server with its guest, in memory: the function under test and as much of its surroundings as can be seen.
 * Written from the page and KMCL's other pages alone, so that its agreement with the oracle means something.
 */
import type { Session } from '../../../harness/target.ts';
import {
  type Call,
  type Endpoint,
  type Handle,
  NO_OFFER,
  NOTHING,
  type PlainCall,
  type Response,
  type Slot,
  SLOTS_MAX,
} from '../../../spec/call.ts';
import { BAD_CHANNEL, BOTH_ZERO, INSUFFICIENT_RESOURCES, INVALID_DEVICE_STATE, SUCCESS } from './answers.ts';
import { Channel } from './channel.ts';
import { type Grant, Guest, NO_GRANT } from './guest.ts';
import { Offer, offerMessage } from './offer.ts';
import type { Setup } from './setup.ts';

const NO_RESERVATION: Response = Object.freeze({
  kind: 'reservation',
  mmioMegabytes: 0,
  mmioMegabytesOptional: 0,
});

export type EmulatorClass = new (setup: Setup) => Emulator;

/**
 * One instance. Calls that KMCL does not allow in a state change nothing, and no call throws.
 * Each step is a protected method of its own, because a planted fault is a subclass that gets one of them wrong.
 */
export class Emulator implements Session {
  protected readonly setup: Setup;
  /** What each slot's handle leads to; a freed channel stays until its slot is allocated again. */
  protected channels: (Channel | undefined)[] = [];
  protected allocated = 0;
  private enableFailed = false;
  private guestDriver: Guest | undefined = undefined;

  constructor(setup: Setup) {
    this.setup = setup;
  }

  perform(call: Call): Response {
    switch (call.kind) {
      case 'setMmioMegabytes':
        return this.setMmioMegabytes(call.channel, call.mmioMegabytes, call.mmioMegabytesOptional);
      case 'allocate':
        return this.allocate(call.channel, call.endpoint);
      default: {
        const channel = this.channels[call.channel];
        return channel === undefined || channel.life === 'freed'
          ? this.performWithoutChannel(call)
          : this.performPlain(channel, call);
      }
    }
  }

  fork(): Emulator {
    const copy = new (this.constructor as EmulatorClass)(this.setup);
    copy.inherit(this);
    return copy;
  }

  /** Takes over the state of the instance that it was forked from. */
  protected inherit(origin: Emulator): void {
    const { channels } = origin;
    // An array that grows takes room for sixteen, and most programs have one channel.
    this.channels = channels.length === 1 ? [channels[0]?.copy()] : channels.map((channel) => channel?.copy());
    this.allocated = origin.allocated;
    this.enableFailed = origin.enableFailed;
    this.guestDriver = origin.guestDriver?.fork();
  }

  private performPlain(channel: Channel, call: PlainCall): Response {
    switch (call.kind) {
      case 'readReservation':
        return this.readReservation(channel);
      case 'readOffer':
        return this.readOffer(channel);
      case 'getMmioSpace':
        return this.getMmioSpace(channel);
      case 'enable':
        return this.enable(channel);
      case 'disable':
        if (channel.offered) this.disable(channel);
        return NOTHING;
      case 'guestOpen':
        if (channel.life === 'enabled' || channel.life === 'closed') this.guestOpen(channel);
        return NOTHING;
      case 'guestClose':
        if (channel.life === 'open') this.guestClose(channel);
        return NOTHING;
      case 'cleanup':
        if (!channel.offered) this.cleanup(channel);
        return NOTHING;
      case 'start':
        this.start(channel);
        return NOTHING;
      case 'pause':
        this.pause(channel);
        return NOTHING;
      default:
        return call.kind satisfies never;
    }
  }

  /** Only misuse comes here: something of the right shape is answered. */
  private performWithoutChannel(call: PlainCall): Response {
    switch (call.kind) {
      case 'enable':
        return BAD_CHANNEL;
      case 'readReservation':
        return NO_RESERVATION;
      case 'readOffer':
        return NO_OFFER;
      case 'getMmioSpace':
        return NO_GRANT.space;
      default:
        return NOTHING;
    }
  }

  // The function under test.

  protected setMmioMegabytes(handle: Handle, mmioMegabytes: number, mmioMegabytesOptional: number): Response {
    const channel = this.channelOf(handle);
    if (channel === undefined || !this.accepts(channel)) {
      return this.setup.precedence === 'amounts-first' && this.refusesAmounts(mmioMegabytes, mmioMegabytesOptional)
        ? BOTH_ZERO
        : BAD_CHANNEL;
    }
    if (this.refusesAmounts(mmioMegabytes, mmioMegabytesOptional)) return BOTH_ZERO;
    this.store(channel, mmioMegabytes, mmioMegabytesOptional);
    return SUCCESS;
  }

  /** The live channel that a handle leads to; none for NULL and for handles that are stale or forged. */
  protected channelOf(handle: Handle): Channel | undefined {
    if (typeof handle !== 'number') return undefined;
    const channel = this.channels[handle];
    return channel === undefined || channel.life === 'freed' ? undefined : channel;
  }

  /** A server's channel, in its Init window. */
  protected accepts(channel: Channel): boolean {
    return (
      channel.endpoint === 'server' &&
      (channel.life === 'fresh' || (channel.life === 'disabled' && this.setup.reading === 'state-model'))
    );
  }

  /** One of the two must be greater than zero, and there is no other bound. */
  protected refusesAmounts(mmioMegabytes: number, mmioMegabytesOptional: number): boolean {
    return mmioMegabytes === 0 && mmioMegabytesOptional === 0;
  }

  /** The last successful call counts, for both amounts. */
  protected store(channel: Channel, mmioMegabytes: number, mmioMegabytesOptional: number): void {
    channel.mmioMegabytes = mmioMegabytes;
    channel.mmioMegabytesOptional = mmioMegabytesOptional;
  }

  // The channel's life.

  protected allocate(slot: Slot, endpoint: Endpoint): Response {
    const before = this.channels[slot];
    if (before !== undefined && before.life !== 'freed') return INVALID_DEVICE_STATE;
    if (this.setup.channelsMax < SLOTS_MAX && this.liveChannels() >= this.setup.channelsMax)
      return INSUFFICIENT_RESOURCES;
    // Dense, because holes cost every later look-up.
    while (this.channels.length < slot) this.channels.push(undefined);
    this.allocated += 1;
    this.channels[slot] = new Channel(this.allocated, slot, endpoint);
    return SUCCESS;
  }

  private liveChannels(): number {
    return this.channels.filter((channel) => channel !== undefined && channel.life !== 'freed').length;
  }

  protected enable(channel: Channel): Response {
    if (channel.offered || channel.endpoint === 'client') return INVALID_DEVICE_STATE;
    if (this.failsToEnable(channel)) return INSUFFICIENT_RESOURCES;
    channel.offer = this.makeOffer(channel);
    channel.life = 'enabled';
    if (this.setup.reserved === 'while-offered') this.give(channel);
    return SUCCESS;
  }

  private failsToEnable(channel: Channel): boolean {
    const { enableFails } = this.setup;
    if (enableFails === 'never' || enableFails === 'always') return enableFails === 'always';
    const hasFailed = enableFails === 'first' ? channel.enableFailed : this.enableFailed;
    channel.enableFailed = true;
    this.enableFailed = true;
    return !hasFailed;
  }

  /** What goes to the guest: the amounts as they stand at Enable. */
  protected makeOffer(channel: Channel): Offer {
    return new Offer(channel.id, channel.mmioMegabytes, channel.mmioMegabytesOptional);
  }

  protected disable(channel: Channel): void {
    this.release(channel);
    channel.offer = undefined;
    channel.life = 'disabled';
    if (this.setup.afterDisable === 'reset') {
      channel.mmioMegabytes = 0;
      channel.mmioMegabytesOptional = 0;
    }
  }

  protected cleanup(channel: Channel): void {
    channel.life = 'freed';
  }

  protected start(channel: Channel): void {
    channel.paused = false;
  }

  protected pause(channel: Channel): void {
    channel.paused = true;
  }

  // The guest.

  protected guestOpen(channel: Channel): void {
    if (this.setup.reserved === 'while-open') this.give(channel);
    channel.life = 'open';
  }

  protected guestClose(channel: Channel): void {
    if (this.setup.reserved === 'while-open') this.release(channel);
    channel.life = 'closed';
  }

  private give(channel: Channel): void {
    const { offer } = channel;
    if (offer === undefined) return;
    channel.grant = this.reserve(channel, offer.mmioMegabytes, offer.mmioMegabytesOptional);
  }

  protected reserve(_channel: Channel, mmioMegabytes: number, mmioMegabytesOptional: number): Grant {
    return this.guest.reserve(mmioMegabytes, mmioMegabytesOptional);
  }

  protected release(channel: Channel): void {
    if (channel.grant === undefined) return;
    this.guest.release(channel.grant);
    channel.grant = undefined;
  }

  /** Few programs open a channel, so the guest is there only from the first that does. */
  protected get guest(): Guest {
    this.guestDriver ??= new Guest(this.setup);
    return this.guestDriver;
  }

  // What can be seen of a reservation.

  protected readReservation(channel: Channel): Response {
    return {
      kind: 'reservation',
      mmioMegabytes: channel.mmioMegabytes,
      mmioMegabytesOptional: channel.mmioMegabytesOptional,
    };
  }

  protected readOffer(channel: Channel): Response {
    const { offer } = channel;
    if (offer === undefined) return NO_OFFER;
    offer.response ??= {
      kind: 'offer',
      mmioMegabytes: offer.mmioMegabytes,
      mmioMegabytesOptional: offer.mmioMegabytesOptional,
      bytes: this.messageOf(offer),
    };
    return offer.response;
  }

  protected messageOf(offer: Offer): Uint8Array {
    return offerMessage(offer, this.setup.offerBytes);
  }

  protected getMmioSpace(channel: Channel): Response {
    return (channel.grant ?? NO_GRANT).space;
  }
}
