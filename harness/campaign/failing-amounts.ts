/** At which amounts the target went wrong in a campaign, by the call at which it did, for a hint to be held against. */
import { describePair } from '../../spec/answer.ts';
import type { Call, CallKind, Reservation } from '../../spec/call.ts';
import { isZero } from '../../spec/model.ts';

/** So many of each kind of call are kept, the first ones. */
const KEPT_MAX = 64;

/** A kind of call that went wrong, and the amounts that it had to do with. */
export interface FailingAmount {
  readonly kind: CallKind;
  readonly pair: Reservation;
}

export class FailingAmounts {
  readonly #pairs = new Map<CallKind, Map<string, Reservation>>();
  #fresh: FailingAmount[] = [];

  /** `offered`: what the channel should have held before the call. */
  note(call: Call | undefined, offered: Reservation | undefined): void {
    const pair = call?.kind === 'setMmioMegabytes' ? call : offered;
    if (call === undefined || pair === undefined || isZero(pair)) return;
    const { mmioMegabytes, mmioMegabytesOptional } = pair;
    const failing = { kind: call.kind, pair: { mmioMegabytes, mmioMegabytesOptional } };
    if (this.add(failing)) this.#fresh.push(failing);
  }

  /** Whether it is kept, and was not before. */
  add({ kind, pair }: FailingAmount): boolean {
    const known = this.#pairs.get(kind) ?? new Map<string, Reservation>();
    if (known.size >= KEPT_MAX || known.has(describePair(pair))) return false;
    this.#pairs.set(kind, known.set(describePair(pair), pair));
    return true;
  }

  /** Those that were noted since this was last asked. */
  take(): readonly FailingAmount[] {
    const taken = this.#fresh;
    this.#fresh = [];
    return taken;
  }

  at(kind: CallKind): readonly Reservation[] {
    return [...(this.#pairs.get(kind)?.values() ?? [])];
  }
}
