/**
 * How far a sweep is, on stderr: what is left is reckoned from the rate of this very run, and not before it is known.
 */
import { durationWords } from '../program/duration-words.ts';
import { withThousands } from '../program/with-thousands.ts';
import { StatusLine } from './status-line.ts';

/** Before that, the rate is mostly the start of processes. */
const SETTLED_MS = 2_000;

export class SweepProgress {
  readonly #line: StatusLine;
  readonly #pairsTotal: number;
  #pairs = 0;

  constructor(stream: NodeJS.WriteStream, pairsTotal: number) {
    this.#line = new StatusLine(stream);
    this.#pairsTotal = pairsTotal;
  }

  add(pairs: number): void {
    this.#pairs += pairs;
    this.#line.show((elapsedMs) => sweepParts(this.#pairs, this.#pairsTotal, elapsedMs));
  }

  clear(): void {
    this.#line.clear();
  }
}

export function sweepParts(pairs: number, pairsTotal: number, elapsedMs: number): readonly string[] {
  const rate = pairs / (elapsedMs / 1_000);
  const isSettled = elapsedMs >= SETTLED_MS && pairs > 0;
  return [
    `${((100 * pairs) / pairsTotal).toFixed(1)} % of ${withThousands(pairsTotal)} pairs`,
    ...(isSettled ? [`about ${durationWords((pairsTotal - pairs) / rate)} left`] : []),
    `${withThousands(Math.round(rate))} pairs/s`,
  ];
}
