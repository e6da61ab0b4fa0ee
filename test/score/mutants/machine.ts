/**
 * The automaton as an implementation: the same cells, each with one response instead of a set of answers. Copies of it
 * with something wrong are the mutants by which strategies are measured.
 */
import { matches } from '../../../spec/answer.ts';
import type { Answer } from '../../../spec/answer.ts';
import type { Automaton } from '../../../harness/machine/automaton.ts';
import type { Call, Response } from '../../../spec/call.ts';
import { NO_OFFER, NOTHING } from '../../../spec/call.ts';
import { STATUS_INVALID_PARAMETER_1, STATUS_SUCCESS } from '../../../spec/status.ts';
import type { Word } from '../../../harness/machine/identification.ts';
import type { Session } from '../../../harness/target.ts';

/** A deterministic machine over the automaton's inputs, complete: misuse is ignored. State 0 is the start. */
export interface Machine {
  readonly next: Int16Array;
  /** Indices into the bench's `responses`. */
  readonly output: Int16Array;
}

/** What all machines over one automaton share. */
export interface Bench {
  readonly automaton: Automaton;
  readonly responses: readonly Response[];
  /** `accepts[answer * responses.length + response]`: 1 where the response is one of those that the answer describes. */
  readonly accepts: Uint8Array;
  /** The machine without a fault. */
  readonly faultless: Machine;
}

/** Codes that are no answer to anything, as implementations return them by mistake. */
const WRONG_STATUSES = [0xc000_0030, 0x0000_0103];
const SPACE_ADDRESS = 1n << 32n;

export function benchOf(automaton: Automaton): Bench {
  const responses: Response[] = automaton.answers.map(responseTo);
  for (const status of WRONG_STATUSES) responses.push({ kind: 'status', status });
  const indexOf = (response: Response) => {
    const known = responses.findIndex((other) => other.kind === response.kind && keyOf(other) === keyOf(response));
    return known < 0 ? responses.push(response) - 1 : known;
  };
  const next = automaton.next.map((successor, cell) =>
    successor < 0 ? Math.floor(cell / automaton.inputs.length) : successor,
  );
  const output = automaton.output.map((answer, cell) =>
    answer < 0 ? indexOf(misuseResponse(automaton.inputs[cell % automaton.inputs.length]!)) : answer,
  );
  const accepts = Uint8Array.from(
    automaton.answers.flatMap((answer) => responses.map((response) => (matches(answer, response) ? 1 : 0))),
  );
  return { automaton, responses, accepts, faultless: { next, output } };
}

function keyOf(response: Response): string {
  return JSON.stringify(response, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
}

/** One response of those that the answer describes. */
function responseTo(answer: Answer): Response {
  switch (answer.kind) {
    case 'status':
      return { kind: 'status', status: answer.status };
    case 'failure':
      return { kind: 'status', status: STATUS_INVALID_PARAMETER_1 };
    case 'success':
    case 'any-status':
      return { kind: 'status', status: STATUS_SUCCESS };
    case 'reservation':
      return { kind: 'reservation', ...answer.pair };
    case 'offer':
      return { kind: 'offer', ...answer.pair };
    case 'space':
      return { kind: 'space', address: SPACE_ADDRESS, size: answer.sizeMax };
    case 'no-offer':
      return NO_OFFER;
    default:
      return NOTHING;
  }
}

/** What a machine does with a call that KMCL does not allow: nothing, politely. */
function misuseResponse({ kind }: Call): Response {
  switch (kind) {
    case 'allocate':
    case 'enable':
    case 'setMmioMegabytes':
      return { kind: 'status', status: STATUS_SUCCESS };
    case 'readReservation':
      return { kind: 'reservation', mmioMegabytes: 0, mmioMegabytesOptional: 0 };
    case 'readOffer':
      return NO_OFFER;
    case 'getMmioSpace':
      return { kind: 'space', address: 0n, size: 0n };
    default:
      return NOTHING;
  }
}

/** How many calls of the word it takes until the machine answers what the oracle does not permit; 0 where it never does. */
export function callsToKill({ automaton, responses, accepts }: Bench, machine: Machine, word: Word): number {
  const width = automaton.inputs.length;
  let state = 0;
  let other = 0;
  for (let at = 0; at < word.length; at += 1) {
    const cell = state * width + word[at]!;
    const otherCell = other * width + word[at]!;
    if (accepts[automaton.output[cell]! * responses.length + machine.output[otherCell]!] === 0) return at + 1;
    state = automaton.next[cell]!;
    other = machine.next[otherCell]!;
  }
  return 0;
}

/**
 * A shortest word on which the machine answers what the oracle does not permit, first in the order of the inputs; nothing
 * where there is none, and the machine conforms. Breadth first over pairs of states, so it is exact.
 */
export function shortestKill({ automaton, responses, accepts }: Bench, machine: Machine): Word | undefined {
  const width = automaton.inputs.length;
  const seen = new Set<number>([0]);
  /** Pairs of states in the order in which they are found, each with the place and the input that led to it. */
  const queue = [{ state: 0, other: 0, from: -1, by: -1 }];
  for (let place = 0; place < queue.length; place += 1) {
    const { state, other } = queue[place]!;
    for (let input = 0; input < width; input += 1) {
      const cell = state * width + input;
      const following = automaton.next[cell]!;
      if (following < 0) continue;
      const otherCell = other * width + input;
      if (accepts[automaton.output[cell]! * responses.length + machine.output[otherCell]!] === 0) {
        const word = [input];
        for (let at = queue[place]!; at.from >= 0; at = queue[at.from]!) word.unshift(at.by);
        return word;
      }
      const pair = following * 0x8000 + machine.next[otherCell]!;
      if (seen.has(pair)) continue;
      seen.add(pair);
      queue.push({ state: following, other: machine.next[otherCell]!, from: place, by: input });
    }
  }
  return undefined;
}

/** The machine as a session, for whatever drives sessions. Calls outside of the alphabet are not its business. */
export function sessionOf(bench: Bench, machine: Machine): Session {
  const { inputs } = bench.automaton;
  const columns = new Map(inputs.map((input, column) => [inputKey(input), column]));
  return new MachineSession(bench, machine, columns, 0);
}

class MachineSession implements Session {
  readonly #bench: Bench;
  readonly #machine: Machine;
  readonly #columns: ReadonlyMap<string, number>;
  #state: number;

  constructor(bench: Bench, machine: Machine, columns: ReadonlyMap<string, number>, state: number) {
    this.#bench = bench;
    this.#machine = machine;
    this.#columns = columns;
    this.#state = state;
  }

  perform(call: Call): Response {
    const column = this.#columns.get(inputKey(call));
    if (column === undefined) throw new Error(`${inputKey(call)} is not in the alphabet`);
    const cell = this.#state * this.#bench.automaton.inputs.length + column;
    this.#state = this.#machine.next[cell]!;
    return this.#bench.responses[this.#machine.output[cell]!]!;
  }

  fork(): MachineSession {
    return new MachineSession(this.#bench, this.#machine, this.#columns, this.#state);
  }
}

function inputKey(call: Call): string {
  const [channel] = [typeof call.channel === 'number' ? 0 : call.channel];
  if (call.kind === 'setMmioMegabytes')
    return `${call.kind} ${channel} ${call.mmioMegabytes} ${call.mmioMegabytesOptional}`;
  return call.kind === 'allocate' ? `${call.kind} ${call.endpoint}` : call.kind;
}
