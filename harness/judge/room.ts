/**
 * Whether there may be no room for a channel, as far as it can be known from outside: where ranges lie is the guest's own affair, when
 * it chose is not seen, and a window that is cut up may have room in all and yet no hole that is large enough.
 */
import type { AddressRange } from '../../spec/answer.ts';
import { MEGABYTE_BYTES } from '../../spec/call.ts';
import type { Handle } from '../../spec/call.ts';
import { isOffered } from '../../spec/model.ts';
import type { ChannelModel } from '../../spec/model.ts';

/** What an offered channel has to get, and what it may take at most; in megabytes. */
interface Demand {
  readonly required: number;
  readonly most: number;
}

export class Room {
  readonly #megabytes: number;
  /** Of the channels that are offered: a guest may reserve what an offer says before it opens the channel, and keep it when it closes. */
  readonly #demands = new Map<Handle, Demand>();
  /** The channels for which there may have been no room at some time since they were offered. */
  readonly #crowded = new Set<Handle>();

  constructor(megabytes: number) {
    this.#megabytes = megabytes;
  }

  isCrowded(channel: Handle): boolean {
    return this.#crowded.has(channel);
  }

  /** After each call that may change what a channel has. `range`: what it was seen to have since it was opened. */
  note(channel: Handle, possible: readonly ChannelModel[], range: AddressRange | undefined): void {
    const offers = possible.filter(({ life }) => isOffered(life)).map(({ offered }) => offered);
    if (offers.length === 0) {
      this.#demands.delete(channel);
      this.#crowded.delete(channel);
      return;
    }
    const required = Math.max(...offers.map(({ mmioMegabytes }) => mmioMegabytes));
    const most =
      range === undefined
        ? Math.max(...offers.map(({ mmioMegabytes: a, mmioMegabytesOptional: b }) => a + b))
        : Number((range.size + BigInt(MEGABYTE_BYTES - 1)) / BigInt(MEGABYTE_BYTES));
    this.#demands.set(channel, { required, most });
    this.#noteCrowded();
  }

  /**
   * The n - 1 ranges of the others leave n holes or fewer, so the largest of these is at least what is left over divided by n. Where the
   * channel has no range itself, nothing is required for it.
   */
  #noteCrowded(): void {
    const ranges = [...this.#demands.values()].filter(({ most }) => most > 0);
    const taken = ranges.reduce((sum, { most }) => sum + most, 0);
    for (const [channel, { required, most }] of this.#demands) {
      if (required * ranges.length > this.#megabytes - (taken - most)) this.#crowded.add(channel);
    }
  }
}
