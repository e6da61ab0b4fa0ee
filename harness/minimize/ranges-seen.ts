/**
 * The ranges of guest-physical space that open channels were seen to have. The automaton has no addresses, so this is what it
 * cannot know: what is read again of a channel has to be the same, and what is read of another one has to be apart from it.
 */
import { matches } from '../../spec/answer.ts';
import type { AddressRange, Answer } from '../../spec/answer.ts';
import type { Call, Handle, Response } from '../../spec/call.ts';

export class RangesSeen {
  readonly #ranges: ReadonlyMap<Handle, AddressRange>;

  constructor(ranges: ReadonlyMap<Handle, AddressRange> = new Map()) {
    this.#ranges = ranges;
  }

  /** Whether the response is one that the answer describes, beside these ranges. */
  allow(answer: Answer, call: Call, response: Response): boolean {
    if (answer.kind !== 'space') return matches(answer, response);
    if (this.#ranges.size === 0) return matches(answer, response);
    const apartFrom = [...this.#ranges].filter(([slot]) => slot !== call.channel).map(([, range]) => range);
    return matches({ ...answer, apartFrom, sameAs: this.#ranges.get(call.channel) }, response);
  }

  /** What has been seen once the call was answered so: the same where that is nothing new. */
  after(call: Call, response: Response): RangesSeen {
    const ends = call.kind === 'guestClose' || call.kind === 'disable';
    if (response.kind !== 'space' && !(ends && this.#ranges.has(call.channel))) return this;
    const ranges = new Map(this.#ranges);
    if (response.kind === 'space' && response.size > 0n) ranges.set(call.channel, response);
    else ranges.delete(call.channel);
    return new RangesSeen(ranges);
  }
}
