/**
 * How far a complete suite came. Its guarantee takes Allocate and Enable to succeed: calls that follow one that was refused
 * lead elsewhere, so nothing is said from then on.
 */
import type { Trace } from '../execute/trace.ts';

export class SuiteProgress {
  #completeAfter: readonly number[] | undefined;
  /** Whether Allocate or Enable was refused. */
  isRefused = false;

  /** `completeAfter`: for k from 0 how many programs make it k-complete, nothing where it is no such suite; none of its own has a part. */
  begin(completeAfter: readonly number[] | undefined): void {
    this.#completeAfter = completeAfter;
    this.isRefused = false;
  }

  note({ program, responses }: Trace): void {
    if (this.#completeAfter === undefined || this.isRefused) return;
    for (let at = 0; at < responses.length; at += 1) {
      const { kind } = program[at]!;
      if (kind !== 'enable' && kind !== 'allocate') continue;
      const response = responses[at]!;
      if (response.kind !== 'status' || response.status >= 0x8000_0000) this.isRefused = true;
    }
  }

  /** The largest k for which so many programs were a complete suite, if there is one. */
  after(programs: number): { readonly completeTo?: number } {
    const completeTo = this.isRefused ? -1 : this.#completeAfter?.findLastIndex((enough) => enough <= programs);
    return completeTo === undefined || completeTo < 0 ? {} : { completeTo };
  }
}
