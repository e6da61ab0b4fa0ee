/**
 * How far a sweep is, on stderr: what is left is reckoned from the rate of this very run, and not before it is known.
 */
import { withThousands } from '../program/with-thousands.ts';
const TERMINAL_EVERY_MS = 250;
const PLAIN_EVERY_MS = 5_000;
/** Before that, the rate is mostly the start of processes. */
const SETTLED_MS = 2_000;

export class SweepProgress {
  readonly #stream: NodeJS.WriteStream;
  readonly #pairsTotal: number;
  readonly #startedAt = performance.now();
  #pairs = 0;
  #shownAt = performance.now();
  #isShown = false;

  constructor(stream: NodeJS.WriteStream, pairsTotal: number) {
    this.#stream = stream;
    this.#pairsTotal = pairsTotal;
  }

  add(pairs: number): void {
    this.#pairs += pairs;
    const now = performance.now();
    if (now - this.#shownAt < (this.#stream.isTTY ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS)) return;
    this.#shownAt = now;
    const text = progressWords(this.#pairs, this.#pairsTotal, now - this.#startedAt);
    this.#stream.write(this.#stream.isTTY ? `\r\u001b[2K${text}` : `${text}\n`);
    this.#isShown = true;
  }

  clear(): void {
    if (this.#isShown && this.#stream.isTTY) this.#stream.write('\r\u001b[2K');
    this.#isShown = false;
  }
}

export function progressWords(pairs: number, pairsTotal: number, elapsedMs: number): string {
  const share = ((100 * pairs) / pairsTotal).toFixed(1);
  const rate = pairs / (elapsedMs / 1_000);
  const left =
    elapsedMs < SETTLED_MS || pairs === 0 ? '' : `, about ${durationWords((pairsTotal - pairs) / rate)} left`;
  return `${share} % of ${withThousands(pairsTotal)} pairs, ${withThousands(Math.round(rate))} pairs/s${left}`;
}

function durationWords(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  const minutes = seconds / 60;
  return minutes < 100 ? `${Math.ceil(minutes)} min` : `${(minutes / 60).toFixed(1)} h`;
}
