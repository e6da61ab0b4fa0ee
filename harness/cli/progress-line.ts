/**
 * Progress on stderr: one line that is written over on a terminal, a plain line every few seconds elsewhere. Short runs
 * show nothing at all.
 */
import type { Progress } from '../campaign.ts';

const QUIET_MS = 500;
const TERMINAL_EVERY_MS = 100;
const PLAIN_EVERY_MS = 5_000;

export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #startedAt = performance.now();
  #shownAt = 0;
  #isShown = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show(progress: Progress): void {
    const now = performance.now();
    const every = this.#stream.isTTY ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS;
    if (now - this.#startedAt < QUIET_MS || now - this.#shownAt < every) return;
    if (!this.#stream.isTTY && now - this.#startedAt < PLAIN_EVERY_MS) return;
    this.#shownAt = now;
    const { strategy, programs, programsTotal, calls, failures } = progress;
    const of = programsTotal === undefined ? '' : ` of ${programsTotal.toLocaleString('en-US')}`;
    const rate = Math.round(calls / ((now - this.#startedAt) / 1000));
    const text =
      `${strategy}: ${programs.toLocaleString('en-US')}${of} programs, ${calls.toLocaleString('en-US')} calls, ` +
      `${rate.toLocaleString('en-US')} calls/s, ${failures} kinds of failure`;
    this.#write(text);
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
