/**
 * One link with its hello, its runs under way and their deadlines. A connection that broke is broken for good. An answer to an
 * unknown id is a finding.
 */
import { type Program, TargetFailure } from '../../harness/target.ts';
import { Deadline, noAnswer } from '../../harness/execute/deadline.ts';
import type { Response } from '../../spec/call.ts';
import { type Run, settle } from '../culprit/find-culprit.ts';
import { decodeHello, decodeReply, decodeRun } from './wire/decode.ts';
import { type HelloResult, PROTOCOL_VERSION } from './wire/protocol.ts';
import type { Link, LinkEnd, Transport } from './transports/transport.ts';
import { encodeCall } from './wire/encode-call.ts';

export const SUITE = 'kmcl-conformance 0.2.0';
const HELLO_ID = 1;

/** What one read brought, by the id of the run. */
type Answers = Map<number, { readonly run: Run; readonly answer: readonly Response[] | TargetFailure }>;

export interface ConnectionListener {
  /** Some runs were answered: there is room for more. */
  room(answered: number): void;
  /**
   * The connection broke. The runs without an answer, in the order in which they were sent; `isPassedOver`: the first of them was left
   * out while later ones were answered on the same stream, which no link does.
   */
  broke(failure: TargetFailure, unanswered: readonly Run[], isPassedOver: boolean): void;
}

export interface ConnectionOptions {
  readonly deadlineMs: number;
  readonly helloMs: number;
}

export class Connection {
  readonly #listener: ConnectionListener;
  readonly #pending = new Map<number, Run>();
  #link!: Link;
  #hello: { resolve(hello: HelloResult): void; reject(failure: TargetFailure): void } | undefined;
  #nextId = HELLO_ID + 1;
  #broken: TargetFailure | undefined;
  /** Of the oldest run without an answer, since it became the oldest: a run before it cannot hold it up any more. */
  readonly #deadline: Deadline;
  #oldestId = 0;
  #lastAnsweredId = 0;
  readonly #isOneStream: boolean;
  /** Until when the peer has asked for time. */
  #heldUntil = -Infinity;

  private constructor({ isOneStream }: Transport, options: ConnectionOptions, listener: ConnectionListener) {
    this.#listener = listener;
    this.#isOneStream = isOneStream;
    this.#deadline = new Deadline(options.deadlineMs, () => {
      if (this.#pending.size === 0) return;
      if (performance.now() < this.#heldUntil + options.deadlineMs) return this.#deadline.start();
      const message = this.#withStderrTail(noAnswer(options.deadlineMs));
      this.#break(new TargetFailure('timeout', message));
    });
  }

  /** Connects and says hello. Rejects with a failure in words for a person; never leaves a link behind. */
  static async open(
    transport: Transport,
    options: ConnectionOptions,
    listener: ConnectionListener,
  ): Promise<{ connection: Connection; hello: HelloResult }> {
    const connection = new Connection(transport, options, listener);
    const heard = new Promise<HelloResult>((resolve, reject) => {
      connection.#hello = { resolve, reject };
    });
    heard.catch(() => undefined);
    connection.#link = await transport.connect({
      lines: (lines) => connection.#take(lines),
      held: (ms) => {
        connection.#heldUntil = Math.max(connection.#heldUntil, performance.now() + ms);
      },
      end: (end) => connection.#end(end),
    });
    const helloDeadline = new Deadline(options.helloMs, () => {
      const message = `${noAnswer(options.helloMs, ' to hello')}; does the adapter flush its output after each line? Where it takes longer to start: --deadline-ms`;
      connection.#break(new TargetFailure('unusable', connection.#withStderrTail(message)));
    });
    helloDeadline.start();
    connection.#link.send(helloLine());
    try {
      return { connection, hello: await heard };
    } finally {
      helloDeadline.stop();
    }
  }

  get underWay(): number {
    return this.#pending.size;
  }

  get broken(): boolean {
    return this.#broken !== undefined;
  }

  send(run: Run): void {
    const id = this.#nextId++;
    this.#pending.set(id, run);
    this.#link.send(runLine(id, run.program));
    if (this.#pending.size === 1) this.#watch();
  }

  /** Ends the connection; runs under way stay unsettled. */
  async close(): Promise<void> {
    this.#deadline.stop();
    this.#broken ??= new TargetFailure('unusable', 'the target was closed');
    this.#pending.clear();
    await this.#link.close();
  }

  #take(lines: readonly string[]): void {
    if (this.#broken !== undefined) return;
    // No run is settled before the whole read was looked at: a second answer to one run takes back the first.
    const answers: Answers = new Map();
    try {
      for (const line of lines) this.#takeLine(line, answers);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const { run } = (error.id === undefined ? undefined : answers.get(error.id)) ?? {};
      if (error.id !== undefined) answers.delete(error.id);
      settleAll(answers);
      const words = this.#withStderrTail(error.message);
      this.#break(new TargetFailure('adapter-fault', words), run === undefined ? [] : [run]);
      return;
    }
    settleAll(answers);
    if (answers.size === 0) return;
    this.#watch();
    this.#listener.room(answers.size);
  }

  #takeLine(line: string, answers: Answers): void {
    const reply = decodeReply(line);
    if (reply instanceof Error) throw new Fault(reply.message);
    if (this.#hello !== undefined) {
      if (reply.id !== HELLO_ID && reply.error == null) throw new Fault(`hello has id 1, its answer ${reply.id}`);
      const hello = decodeHello(reply);
      if (hello instanceof TargetFailure) return this.#break(hello);
      this.#hello.resolve(hello);
      this.#hello = undefined;
      return;
    }
    const { id } = reply;
    if (typeof id !== 'number')
      throw new Fault(`an answer with id ${JSON.stringify(id)}; an id comes back as it was sent, a number`);
    const run = this.#pending.get(id);
    if (run === undefined) throw new Fault(this.#strange(id), answers.has(id) ? id : undefined);
    this.#pending.delete(id);
    this.#lastAnsweredId = Math.max(this.#lastAnsweredId, id);
    answers.set(id, { run, answer: decodeRun(reply) });
  }

  #strange(id: number): string {
    if (id >= HELLO_ID && id < this.#nextId) return `a second answer to id ${id}; each request has one`;
    const waiting = [...this.#pending.keys()];
    if (waiting.length === 0) return `an answer to id ${id}, which nobody asked`;
    const bits = [8, 16].find((size) => waiting.some((asked) => asked % 2 ** size === id));
    const cut = bits === undefined ? '' : `: the adapter keeps ${bits} bits of an id; it has to keep all`;
    return `an answer to id ${id}, which nobody asked; id ${waiting[0]} is waiting${cut}`;
  }

  #end(end: LinkEnd): void {
    const words = this.#withStderrTail(end.message);
    // What ends before its hello was never reached; only what broke the contract is told as that.
    const kind = this.#hello !== undefined && end.kind === 'crash' ? 'unusable' : end.kind;
    this.#break(new TargetFailure(kind, this.#hello === undefined ? words : `before it answered hello: ${words}`));
  }

  #break(failure: TargetFailure, also: readonly Run[] = []): void {
    if (this.#broken !== undefined) return;
    this.#broken = failure;
    this.#deadline.stop();
    this.#link?.kill();
    if (this.#hello !== undefined) {
      this.#hello.reject(failure);
      return;
    }
    const [oldestId = Infinity] = this.#pending.keys();
    const isPassedOver = this.#isOneStream && failure.kind === 'timeout' && oldestId < this.#lastAnsweredId;
    const unanswered = [...also, ...this.#pending.values()];
    this.#pending.clear();
    this.#listener.broke(failure, unanswered, isPassedOver);
  }

  #withStderrTail(words: string): string {
    const aside = this.#link?.stderrTail ?? '';
    return aside === '' ? words : `${words}\nstandard error ended with:\n${aside}`;
  }

  #watch(): void {
    const id = this.#pending.keys().next().value ?? 0;
    if (id !== 0 && id !== this.#oldestId) this.#deadline.start();
    this.#oldestId = id;
  }
}

/** The peer broke the contract; with the id of the run that this makes doubtful, where it was already answered. */
class Fault extends Error {
  readonly id: number | undefined;

  constructor(message: string, id?: number) {
    super(message);
    this.id = id;
  }
}

function settleAll(answers: Answers): void {
  for (const { run, answer } of answers.values()) settle(run, answer);
}

export function helloLine(): string {
  const params = { protocol: PROTOCOL_VERSION, suite: SUITE };
  return JSON.stringify({ jsonrpc: '2.0', id: HELLO_ID, method: 'hello', params });
}

export function runLine(id: number, program: Program): string {
  return `{"jsonrpc":"2.0","id":${id},"method":"run","params":{"calls":[${program.map(encodeCall).join()}]}}`;
}
