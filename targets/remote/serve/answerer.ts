/** From a request line to its reply line, with a target behind it. Knows nothing of streams. */
import { JSONRPCErrorException, JSONRPCServer } from 'json-rpc-2.0';
import { type Program, type Target, TargetFailure } from '../../../harness/target.ts';
import type { Response } from '../../../spec/call.ts';
import {
  explain,
  helloParams,
  INVALID_PARAMS,
  INVALID_REQUEST,
  PARSE_ERROR,
  PROTOCOL_VERSION,
  request,
  runParams,
  TARGET_ENDED,
} from '../wire/protocol.ts';
import { encodeResponse } from '../wire/wire.ts';

export interface AnswererLimits {
  readonly callsMax: number;
  readonly deadlineMs: number;
}

export class Answerer {
  readonly #target: Target;
  readonly #limits: AnswererLimits;
  readonly #rpc = new JSONRPCServer({ errorListener: () => undefined });
  /** A target takes no more runs at once than it says; the others wait here. */
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;

  constructor(target: Target, limits: AnswererLimits) {
    this.#target = target;
    this.#limits = limits;
    this.#rpc.addMethod('hello', (params: unknown) => this.#hello(params));
    this.#rpc.addMethod('run', (params: unknown) => this.#run(params));
  }

  /** Never rejects. An empty string is no reply: a notification has none. */
  async answer(line: string): Promise<string> {
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      return refusal(PARSE_ERROR, 'not a JSON text');
    }
    if (Array.isArray(message)) return refusal(INVALID_REQUEST, 'no batch arrays; send single requests');
    const parsed = request.safeParse(message);
    if (!parsed.success) return refusal(INVALID_REQUEST, explain(parsed.error, message));
    const { id, method, params } = parsed.data;
    const reply = await this.#rpc.receive({ jsonrpc: '2.0', id, method, params });
    return reply === null ? '' : JSON.stringify(reply);
  }

  #hello(params: unknown): unknown {
    const parsed = helloParams.safeParse(params);
    if (!parsed.success) throw new JSONRPCErrorException(explain(parsed.error, params, 'params'), INVALID_PARAMS);
    const { protocol } = parsed.data;
    if (protocol !== PROTOCOL_VERSION) {
      const words = `protocol ${protocol} is not spoken here, only ${PROTOCOL_VERSION}`;
      throw new JSONRPCErrorException(words, INVALID_PARAMS);
    }
    const { name, version, capabilities } = this.#target.info;
    return { protocol: PROTOCOL_VERSION, name, version, capabilities };
  }

  async #run(params: unknown): Promise<unknown> {
    const calls: unknown = Object(params).calls;
    // Counted before it is looked at: a list of a million calls is not worth the looking.
    if (Array.isArray(calls) && calls.length > this.#limits.callsMax) {
      const words = `${calls.length} calls; a program has at most ${this.#limits.callsMax} here`;
      throw new JSONRPCErrorException(words, INVALID_PARAMS);
    }
    const parsed = runParams.safeParse(params);
    if (!parsed.success) throw new JSONRPCErrorException(explain(parsed.error, params, 'params'), INVALID_PARAMS);
    if (this.#underWay >= (this.#target.runsMax ?? 1)) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    this.#underWay += 1;
    try {
      const responses = await this.#withinDeadline(parsed.data.calls);
      return { responses: responses.map(encodeResponse) };
    } catch (error) {
      throw ended(error);
    } finally {
      this.#underWay -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #withinDeadline(program: Program): Promise<readonly Response[]> {
    const { deadlineMs } = this.#limits;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new TargetFailure('timeout', `the served target did not answer within ${deadlineMs} ms`)),
        deadlineMs,
      );
    });
    try {
      return await Promise.race([this.#target.run(program), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** A reply to what had no id that could be read. */
export function refusal(code: number, message: string): string {
  return JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } });
}

function ended(error: unknown): JSONRPCErrorException {
  const failure = error instanceof TargetFailure ? error : new TargetFailure('adapter-fault', String(error));
  const { kind, answered } = failure;
  return new JSONRPCErrorException(
    failure.message,
    TARGET_ENDED,
    answered === undefined ? { kind } : { kind, answered },
  );
}
