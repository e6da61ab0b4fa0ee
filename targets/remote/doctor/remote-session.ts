/** A remote target under examination, and what is known of it so far. */
import { checkResponses } from '../../../harness/execute/check-responses.ts';
import { type OpenOptions, type Program, type Target, TargetFailure } from '../../../harness/target.ts';
import type { Response } from '../../../spec/call.ts';
import type { Address } from '../transports/address.ts';
import type { RemoteOptions } from '../transports/remote-options.ts';
import type { Transport } from '../transports/transport.ts';
import { patiently, RECONNECT_MS } from '../patiently.ts';
import { decodeRun, isCapability } from '../wire/decode.ts';
import { type HelloResult, PROTOCOL_VERSION, type Reply } from '../wire/protocol.ts';
import { Conversation } from './conversation.ts';

const HELLO_MS = 15_000;

export class RemoteSession {
  readonly spec: string;
  readonly options: OpenOptions & RemoteOptions;
  address!: Address;
  transport!: Transport;
  hello!: HelloResult;
  #conversation: Conversation | undefined;

  constructor(spec: string, options: OpenOptions & RemoteOptions) {
    this.spec = spec;
    this.options = options;
  }

  /** Once hello was answered. The deadline is kept here, where it does not run while a link is made anew. */
  get target(): Target {
    const { name, version, capabilities, roomMegabytes } = this.hello;
    const info = {
      name,
      version,
      capabilities: capabilities.filter(isCapability),
      roomMegabytes: roomMegabytes ?? undefined,
    };
    return { info, runsMax: 1, run: (program) => this.#run(program) };
  }

  /** The link at hand, with hello said on a new one once hello is known to work. */
  async conversation(): Promise<Conversation> {
    if (this.#conversation?.over === false) return this.#conversation;
    const open = async () => {
      const conversation = await Conversation.open(this.transport);
      if (this.hello !== undefined) await this.sayHello(conversation);
      return conversation;
    };
    const { reconnectMs = RECONNECT_MS, restart } = this.options;
    this.#conversation = await patiently(restart === undefined ? 0 : reconnectMs, open);
    return this.#conversation;
  }

  /** What the peer has said on standard error since the link was made; empty where there is no link, or no such thing. */
  get stderrTail(): string {
    return this.#conversation?.stderrTail ?? '';
  }

  sayHello(conversation: Conversation): Promise<Reply> {
    const withinMs = this.options.helloMs ?? Math.max(HELLO_MS, this.options.deadlineMs);
    return conversation.exchange('hello', { protocol: PROTOCOL_VERSION, suite: 'doctor' }, withinMs);
  }

  async exchange(method: string, params: unknown, id?: number): Promise<Reply> {
    return (await this.conversation()).exchange(method, params, this.options.deadlineMs, id);
  }

  /** At once; the next question makes a link of its own. */
  async leave(): Promise<void> {
    this.#conversation?.kill();
    this.#conversation = undefined;
  }

  async #run(program: Program): Promise<readonly Response[]> {
    return responsesOf(await this.exchange('run', { calls: program }), program);
  }
}

export function responsesOf(reply: Reply, program: Program): readonly Response[] {
  const responses = decodeRun(reply);
  if (responses instanceof TargetFailure) throw responses;
  checkResponses(program, responses);
  return responses;
}
