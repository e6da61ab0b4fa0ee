/** The ledgers of a campaign, one a reading: which of them decides, and which are still worth judging by. */
import type { Trace } from '../execute/trace.ts';
import { ledgerOf, type Ledger } from '../judge/ledger.ts';
import type { Reading } from '../../spec/readings.ts';

export class ReadingsJudged {
  readonly all: readonly Ledger[];
  readonly #asked: Reading | 'any';

  constructor(all: readonly Ledger[], asked: Reading | 'any') {
    this.all = all;
    this.#asked = asked;
  }

  /** The reading to judge under. */
  get selected(): Ledger {
    return ledgerOf(this.#asked, this.all);
  }

  /** The reading that was not asked for is only judged until it is known whether the target satisfies it. */
  get judging(): readonly Ledger[] {
    if (this.#asked === 'any') return this.all;
    return this.all.filter((ledger) => ledger.reading === this.#asked || ledger.isSatisfied);
  }

  /** A strategy begins, the one of this number. */
  begin(order: number): void {
    for (const ledger of this.all) {
      ledger.order = order;
      ledger.passedOver.begin();
    }
  }

  /** Counts runs that were answered as this one. */
  enterAlike(trace: Trace, times: number): void {
    for (const ledger of this.judging) ledger.enterAlike(trace, times);
  }
}
