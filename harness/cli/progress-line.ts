/**
 * Progress on stderr: one line that is written over on a terminal, a plain line every few seconds elsewhere. Short runs
 * show nothing at all.
 */
import type { Progress } from '../campaign/campaign.ts';
import { withThousands } from '../program/with-thousands.ts';

const QUIET_MS = 500;
const TERMINAL_EVERY_MS = 100;
const PLAIN_EVERY_MS = 5_000;
/** How much of a strategy has to be done before its rate tells anything. */
const DONE_MIN = 0.02;

export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #startedAt = performance.now();
  #shownAt = 0;
  #strategy = '';
  #strategyStartedAt = 0;
  #isShown = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show(progress: Progress): void {
    const now = performance.now();
    if (progress.strategy !== this.#strategy) {
      this.#strategy = progress.strategy;
      this.#strategyStartedAt = now;
    }
    const every = this.#stream.isTTY ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS;
    if (now - this.#startedAt < QUIET_MS || now - this.#shownAt < every) return;
    if (!this.#stream.isTTY && now - this.#startedAt < PLAIN_EVERY_MS) return;
    this.#shownAt = now;
    const { strategy, programs, programsTotal, calls, failures } = progress;
    const of = programsTotal === undefined ? '' : ` of ${withThousands(programsTotal)}`;
    const rate = Math.round(calls / ((now - this.#startedAt) / 1000));
    const text =
      `${strategy}: ${withThousands(programs)}${of} programs, ${withThousands(calls)} calls, ` +
      `${withThousands(rate)} calls/s, ${failures} kinds of failure${this.#remaining(progress, now)}`;
    this.#write(text);
  }

  /**
   * How long this strategy will still take at its rate until now. Nothing where its number of programs is not known, or too
   * little of it is done to say; and never of the whole tier, since strategies differ in their rates.
   */
  #remaining({ programs, programsTotal }: Progress, now: number): string {
    const spentMs = now - this.#strategyStartedAt;
    if (programsTotal === undefined || programs < programsTotal * DONE_MIN || spentMs < QUIET_MS) return '';
    const leftS = Math.ceil((spentMs / programs) * ((programsTotal - programs) / 1000));
    const left = leftS < 100 ? `${leftS} s` : `${Math.ceil(leftS / 60)} min`;
    return `, about ${left} left of this strategy`;
  }

  note(text: string): void {
    this.clear();
    this.#stream.write(`${text}\n`);
  }

  clear(): void {
    if (this.#isShown && this.#stream.isTTY) this.#stream.write('\r\u001b[2K');
    this.#isShown = false;
  }

  #write(text: string): void {
    this.#stream.write(this.#stream.isTTY ? `\r\u001b[2K${text}` : `${text}\n`);
    this.#isShown = true;
  }
}
