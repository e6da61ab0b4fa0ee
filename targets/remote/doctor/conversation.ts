/** One link used line by line, so that the doctor can look at the bytes of a reply and not only at its meaning. */
import { TargetFailure } from '../../../harness/target.ts';
import { decodeReply } from '../wire/decode.ts';
import type { Reply } from '../wire/protocol.ts';
import type { Link, LinkEnd, Transport } from '../transports/transport.ts';

export class Conversation {
  #link!: Link;
  readonly #heard: string[] = [];
  #ended: LinkEnd | undefined;
  #wake: () => void = () => undefined;
  #lastId = 100;

  /** Rejects with `TargetFailure('unusable')` where the peer cannot be reached. */
  static async open(transport: Transport): Promise<Conversation> {
    const conversation = new Conversation();
    conversation.#link = await transport.connect({
      lines(lines) {
        conversation.#heard.push(...lines);
        conversation.#wake();
      },
      end(end) {
        conversation.#ended = end;
        conversation.#wake();
      },
    });
    return conversation;
  }

  get over(): boolean {
    return this.#ended !== undefined;
  }

  get stderrTail(): string {
    return this.#link.stderrTail;
  }

  /** Lines that arrived and were not read yet. */
  get unread(): readonly string[] {
    return this.#heard;
  }

  /** Sends a request and gives the id that its reply must carry. */
  ask(method: string, params: unknown, id: number = (this.#lastId += 1)): number {
    this.#link.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return id;
  }

  /** The next reply; throws a `TargetFailure` that says why there is none. */
  async hear(withinMs: number): Promise<Reply> {
    const line = await this.#next(withinMs);
    const reply = decodeReply(line);
    if (reply instanceof Error) throw new TargetFailure('adapter-fault', reply.message);
    return reply;
  }

  /** One request and its reply, with nothing else under way. */
  async exchange(method: string, params: unknown, withinMs: number, id?: number): Promise<Reply> {
    const asked = this.ask(method, params, id);
    const reply = await this.hear(withinMs);
    if (reply.id === asked) return reply;
    throw new TargetFailure('adapter-fault', `asked with id ${asked}, answered with ${JSON.stringify(reply.id)}`);
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  kill(): void {
    this.#link.kill();
  }

  async #next(withinMs: number): Promise<string> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#wake();
    }, withinMs);
    try {
      while (this.#heard.length === 0) {
        if (this.#ended !== undefined) throw new TargetFailure(this.#ended.kind, this.#ended.message);
        if (late) throw new TargetFailure('timeout', `no answer within ${withinMs} ms`);
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      return this.#heard.shift() ?? '';
    } finally {
      clearTimeout(timer);
    }
  }
}
