/**
 * A long program as it is laid out: what KMCL allows and the target claims of the calls that are put to it, each followed by a look at
 * all that the target lets be seen.
 */
import type { Call, Handle, Reservation, Slot } from '../../spec/call.ts';
import type { Capability, Program } from '../target.ts';
import { Lifecycle } from '../program/lifecycle.ts';
import { plain, set } from './calls.ts';

const READS = ['readReservation', 'readOffer', 'getMmioSpace'] as const;

/** Small enough for any guest, and never the pair before, so that a set which is lost shows. */
function pairOf(turn: number): Reservation {
  return { mmioMegabytes: 1 + (turn % 5), mmioMegabytesOptional: turn % 3 };
}

export class WearProgram {
  readonly #calls: Call[] = [];
  readonly #lifecycle: Lifecycle;
  #sets = 0;

  /** `capabilities`: without misuse, of which nothing is promised. */
  constructor(capabilities: ReadonlySet<Capability>) {
    this.#lifecycle = new Lifecycle(capabilities);
  }

  get calls(): Program {
    return this.#calls;
  }

  allows(call: Call): boolean {
    return this.#lifecycle.allows(call);
  }

  /** Those of the calls that may be made, in order. */
  make(...calls: readonly Call[]): this {
    for (const call of calls) {
      if (!this.#lifecycle.allows(call)) continue;
      this.#lifecycle.take(call);
      this.#calls.push(call);
    }
    return this;
  }

  /** Set to the next pair. */
  set(handle: Handle): this {
    this.#sets += 1;
    return this.make(set(handle, pairOf(this.#sets)));
  }

  look(...slots: readonly Slot[]): this {
    for (const slot of slots) for (const kind of READS) this.make(plain(kind, slot));
    return this;
  }
}
