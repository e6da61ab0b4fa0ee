/** A remote target under examination, and what is known of it so far. */
import { checkResponses } from '../../../harness/execute/check-responses.ts';
import { type OpenOptions, type Program, TargetFailure } from '../../../harness/target.ts';
import type { Response } from '../../../spec/call.ts';
import type { Address } from '../transports/address.ts';
import { Conversation } from './conversation.ts';
import { decodeRun } from '../wire/decode.ts';
import { type HelloResult, PROTOCOL_VERSION, type Reply } from '../wire/protocol.ts';
import type { RemoteOptions } from '../transports/remote-options.ts';
import type { Transport } from '../transports/transport.ts';

const HELLO_MS = 15_000;

export class DoctorSession {
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

  get helloMs(): number {
    return this.options.helloMs ?? Math.max(HELLO_MS, this.options.deadlineMs);
  }

  claims(capability: string): boolean {
    return this.hello.capabilities.includes(capability);
  }

  /** The link at hand, with hello said on a new one once hello is known to work. */
  async conversation(): Promise<Conversation> {
    if (this.#conversation?.over === false) return this.#conversation;
    this.#conversation = await Conversation.open(this.transport);
    if (this.hello !== undefined) await this.sayHello(this.#conversation);
    return this.#conversation;
  }

  sayHello(conversation: Conversation): Promise<Reply> {
    return conversation.exchange('hello', { protocol: PROTOCOL_VERSION, suite: 'doctor' }, this.helloMs);
  }

  async exchange(method: string, params: unknown, id?: number): Promise<Reply> {
    return (await this.conversation()).exchange(method, params, this.options.deadlineMs, id);
  }

  async run(program: Program): Promise<readonly Response[]> {
    return responsesOf(await this.exchange('run', { calls: program }), program);
  }

  async leave(): Promise<void> {
    this.#conversation?.kill();
    this.#conversation = undefined;
  }
}

export function responsesOf(reply: Reply, program: Program): readonly Response[] {
  const responses = decodeRun(reply);
  if (responses instanceof TargetFailure) throw responses;
  checkResponses(program, responses);
  return responses;
}
