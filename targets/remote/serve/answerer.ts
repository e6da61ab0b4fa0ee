/** From a request line to its reply line, with a target behind it. Knows nothing of streams. */
import { type Target, TargetFailure } from '../../../harness/target.ts';
import { responseToJson } from '../../../harness/execute/response-json.ts';
import { withDeadline } from '../../../harness/execute/deadline.ts';
import { parseLine, TOO_DEEP } from '../wire/parse-line.ts';
import {
  explain,
  helloParams,
  INVALID_PARAMS,
  INVALID_REQUEST,
  METHOD_NOT_FOUND,
  PARSE_ERROR,
  PROTOCOL_VERSION,
  request,
  runParams,
  TARGET_ENDED,
} from '../wire/protocol.ts';

export interface AnswererLimits {
  readonly callsMax: number;
  readonly deadlineMs: number;
}

export class Answerer {
  readonly #target: Target;
  readonly #limits: AnswererLimits;
  /** A target takes no more runs at once than it says; the others wait here. */
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;

  constructor(target: Target, limits: AnswererLimits) {
    this.#target = target;
    this.#limits = limits;
  }

  /** Never rejects: what is wrong with a request is its reply. */
  async answer(line: string): Promise<string> {
    let message: unknown;
    try {
      message = parseLine(line);
    } catch (error) {
      return refusal(PARSE_ERROR, (error as Error).message === TOO_DEEP ? TOO_DEEP : 'not a JSON text');
    }
    if (Array.isArray(message)) return refusal(INVALID_REQUEST, 'no batch arrays; send single requests');
    const parsed = request.safeParse(message);
    if (!parsed.success) return refusal(INVALID_REQUEST, explain(parsed.error, message));
    const { id, method, params } = parsed.data;
    try {
      return JSON.stringify({ jsonrpc: '2.0', id, result: await this.#call(method, params) });
    } catch (error) {
      if (error instanceof Refusal) return refusal(error.code, error.message, id);
      const failure = error instanceof TargetFailure ? error : new TargetFailure('adapter-fault', String(error));
      return refusal(TARGET_ENDED, failure.message, id, { kind: failure.kind, answered: failure.answered });
    }
  }

  async #call(method: string, params: unknown): Promise<unknown> {
    if (method === 'hello') return this.#hello(params);
    if (method === 'run') return this.#run(params);
    throw new Refusal(METHOD_NOT_FOUND, 'no such method; there are hello and run');
  }

  #hello(params: unknown): unknown {
    const parsed = helloParams.safeParse(params);
    if (!parsed.success) throw new Refusal(INVALID_PARAMS, explain(parsed.error, params, 'params'));
    const { protocol } = parsed.data;
    if (protocol !== PROTOCOL_VERSION) {
      throw new Refusal(INVALID_PARAMS, `protocol ${protocol} is not spoken here, only ${PROTOCOL_VERSION}`);
    }
    const { name, version, capabilities, roomMegabytes } = this.#target.info;
    return { protocol: PROTOCOL_VERSION, name, version, capabilities, ...(roomMegabytes ? { roomMegabytes } : {}) };
  }

  async #run(params: unknown): Promise<unknown> {
    const calls: unknown = Object(params).calls;
    // Counted before it is looked at: a list of a million calls is not worth the looking.
    if (Array.isArray(calls) && calls.length > this.#limits.callsMax) {
      throw new Refusal(INVALID_PARAMS, `${calls.length} calls; a program has at most ${this.#limits.callsMax} here`);
    }
    const parsed = runParams.safeParse(params);
    if (!parsed.success) throw new Refusal(INVALID_PARAMS, explain(parsed.error, params, 'params'));
    if (this.#underWay >= (this.#target.runsMax ?? 1)) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    this.#underWay += 1;
    try {
      const { deadlineMs } = this.#limits;
      const responses = await withDeadline(this.#target.run(parsed.data.calls), deadlineMs, ' from the served target');
      return { responses: responses.map(responseToJson) };
    } finally {
      this.#underWay -= 1;
      this.#waiting.shift()?.();
    }
  }
}

/** A request that is answered with an error of JSON-RPC's own. */
class Refusal extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** An error as a reply; without an id, to what had none that could be read. */
export function refusal(code: number, message: string, id: number | string | null = null, data?: object): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message, data } });
}
