/**
 * One line on a terminal that is written over as the work goes on, and gone when it is done. Elsewhere nothing is written: a log is for
 * what came of it.
 */

const EVERY_MS = 100;
/** Work that is done by then shows nothing at all. */
const QUIET_MS = 500;
const COLUMNS_USUAL = 80;

export class StatusLine {
  readonly #stream: NodeJS.WriteStream;
  readonly startedAt = performance.now();
  #shownAt = -Infinity;
  /** How many characters stand there. */
  #length = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** Shows as many of the parts as the terminal has room for, the first ones first. They are only made when it is time. */
  show(parts: (elapsedMs: number) => readonly string[]): void {
    const now = performance.now();
    const elapsedMs = now - this.startedAt;
    if (!this.#stream.isTTY || process.env['TERM'] === 'dumb') return;
    if (elapsedMs < QUIET_MS || now - this.#shownAt < EVERY_MS) return;
    this.#shownAt = now;
    // The last column stays free, since a terminal may go on to the next line when it is written to.
    const text = fitting(parts(elapsedMs), this.#columns - 1);
    this.#stream.write(`${this.#erasing()}${text}`);
    this.#length = text.length;
  }

  /** A line that stays. */
  note(text: string): void {
    this.clear();
    this.#stream.write(`${text}\n`);
  }

  clear(): void {
    if (this.#length > 0) this.#stream.write(this.#erasing());
    this.#length = 0;
  }

  /** As wide as it is now: what Node keeps is as old as the last turn of its event loop, and work may hold that up for seconds. */
  get #columns(): number {
    (this.#stream as { _refreshSize?: () => void })._refreshSize?.();
    return this.#stream.columns || COLUMNS_USUAL;
  }

  /**
   * A terminal that was made narrower has broken what stands there into several rows. Row by row, since some terminals keep what is
   * cleared to the end of the screen in their history.
   */
  #erasing(): string {
    const rowsAbove = Math.max(0, Math.ceil(this.#length / this.#columns) - 1);
    return `\r\u001b[2K${'\u001b[1A\u001b[2K'.repeat(rowsAbove)}`;
  }
}

export function fitting(parts: readonly string[], columns: number): string {
  const [first = '', ...rest] = parts;
  let text = first.slice(0, columns);
  for (const part of rest) {
    if (text.length + 2 + part.length > columns) break;
    text = `${text}, ${part}`;
  }
  return text;
}
