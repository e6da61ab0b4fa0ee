/** Gathers the lines of one tick into few writes: a system call a line would cost more than the line. */
import type { Writable } from 'node:stream';

/** So much leaves at once: the other side can begin with it while this one goes on. */
const FLUSH_CHARS = 8192;

export class Outbox {
  readonly #stream: Writable;
  #text = '';

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  send(line: string): void {
    if (this.#text === '') setImmediate(() => this.flush());
    this.#text += `${line}\n`;
    if (this.#text.length >= FLUSH_CHARS) this.flush();
  }

  flush(): void {
    const text = this.#text;
    this.#text = '';
    if (text !== '' && this.#stream.writable) this.#stream.write(text);
  }
}
