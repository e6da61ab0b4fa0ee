import type { Endpoint, Slot } from '../../../spec/call.ts';
import type { Grant } from './guest.ts';
import type { Offer } from './offer.ts';

/**
 * Where a channel is in its life. A fresh channel was allocated and never enabled; one that the guest closed is still
 * offered and may be opened again. Start and Pause are an axis of their own.
 */
export type Life = 'fresh' | 'enabled' | 'open' | 'closed' | 'disabled' | 'freed';

/** A channel object of the server, kept in its slot after it was freed so that the slot's handle is known to be stale. */
export class Channel {
  /** Which allocation of its server this was, from 1. */
  readonly id: number;
  readonly slot: Slot;
  readonly endpoint: Endpoint;
  life: Life = 'fresh';
  paused = false;
  enableFailed = false;
  mmioMegabytes = 0;
  mmioMegabytesOptional = 0;
  offer: Offer | undefined = undefined;
  /** What the guest reserved for it, while it is open. */
  grant: Grant | undefined = undefined;

  constructor(id: number, slot: Slot, endpoint: Endpoint) {
    this.id = id;
    this.slot = slot;
    this.endpoint = endpoint;
  }

  /** The guest was told of it and the offer was not revoked since. */
  get offered(): boolean {
    return this.life === 'enabled' || this.life === 'open' || this.life === 'closed';
  }

  /** Offers and grants never change, so the copy shares them. */
  copy(): Channel {
    const copy = new Channel(this.id, this.slot, this.endpoint);
    copy.life = this.life;
    copy.paused = this.paused;
    copy.enableFailed = this.enableFailed;
    copy.mmioMegabytes = this.mmioMegabytes;
    copy.mmioMegabytesOptional = this.mmioMegabytesOptional;
    copy.offer = this.offer;
    copy.grant = this.grant;
    return copy;
  }
}
