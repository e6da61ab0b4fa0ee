/** At which amounts the target went wrong in a campaign, by the call at which it did, for a hint to be held against. */
import { describePair } from '../../spec/answer.ts';
import type { Call, CallKind, Reservation } from '../../spec/call.ts';
import { isZero } from '../../spec/model.ts';

/** So many of each kind of call are kept, the first ones. */
const KEPT_MAX = 64;

export class FailingAmounts {
  readonly #pairs = new Map<CallKind, Map<string, Reservation>>();

  /** `offered`: what the channel should have held before the call. */
  note(call: Call | undefined, offered: Reservation | undefined): void {
    const pair = call?.kind === 'setMmioMegabytes' ? call : offered;
    if (call === undefined || pair === undefined || isZero(pair)) return;
    const known = this.#pairs.get(call.kind) ?? new Map<string, Reservation>();
    if (known.size < KEPT_MAX) this.#pairs.set(call.kind, known.set(describePair(pair), pair));
  }

  at(kind: CallKind): readonly Reservation[] {
    return [...(this.#pairs.get(kind)?.values() ?? [])];
  }
}
