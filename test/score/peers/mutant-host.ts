/**
 * Machines as every contender meets them: begun, reset and called, the calls counted here and nowhere else. The contender says
 * when its own model objects to an answer; the host only writes down when that was, and after which calls.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Response } from '../../../spec/call.ts';
import type { Word } from '../../../harness/machine/identification.ts';
import type { Bench, Machine } from '../mutants/machine.ts';

/** One machine, one seed. */
export interface Job {
  /** Index into the machines that are tried. */
  readonly machine: number;
  readonly seed: number;
  /** Whether the counterexample is to be shrunk, or the first objection is the end. */
  readonly shrinks: boolean;
}

export interface PeerRun extends Job {
  /** The calls of each fresh start up to the first objection, or until the budget was spent. */
  readonly words: readonly Word[];
  /** Calls made up to the first objection; 0 where the budget was spent without one. */
  readonly callsToKill: number;
  /** Calls made after it. */
  readonly callsToShrink: number;
  /** The calls of the last fresh start to which the contender objected: its final counterexample. */
  readonly final: Word;
}

/** What a call answers when there is nothing left to spend; responses are indices from 0. */
export const STOP = -1;

export class MutantHost {
  readonly #width: number;
  readonly #machines: readonly Machine[];
  readonly #budget: number;
  #job: Job = { machine: 0, seed: 0, shrinks: false };
  #calls = 0;
  #callsToKill = 0;
  #state = 0;
  #word: number[] = [];
  #words: Word[] = [];
  #final: Word = [];

  constructor(width: number, machines: readonly Machine[], budget: number) {
    this.#width = width;
    this.#machines = machines;
    this.#budget = budget;
  }

  begin(job: Job): void {
    this.#job = job;
    this.#calls = 0;
    this.#callsToKill = 0;
    this.#words = [];
    this.#final = [];
    this.reset();
  }

  /** A fresh start, which costs nothing: calls are the unit. */
  reset(): void {
    this.#state = 0;
    this.#word = [];
    if (this.#callsToKill === 0) this.#words.push(this.#word);
  }

  /** The index of the response, or `STOP`. Shrinking is not held to the budget, since it only starts after the kill. */
  call(input: number): number {
    if (this.#callsToKill > 0 ? !this.#job.shrinks : this.#calls >= this.#budget) return STOP;
    const { next, output } = this.#machines[this.#job.machine]!;
    const cell = this.#state * this.#width + input;
    this.#calls += 1;
    this.#word.push(input);
    this.#state = next[cell]!;
    return output[cell]!;
  }

  /** The contender's model objects to the last answer. */
  object(): void {
    if (this.#callsToKill === 0) this.#callsToKill = this.#calls;
    this.#final = [...this.#word];
  }

  end(): PeerRun {
    return {
      ...this.#job,
      words: this.#words.filter((word) => word.length > 0),
      callsToKill: this.#callsToKill,
      callsToShrink: this.#callsToKill === 0 ? 0 : this.#calls - this.#callsToKill,
      final: this.#final,
    };
  }
}

/** What a contender's model is written from: the table of the oracle, by rows, and the responses that each answer takes. */
export interface PeerTable {
  /** A negative successor: the call is not allowed there. */
  readonly next: readonly (readonly number[])[];
  readonly output: readonly (readonly number[])[];
  readonly accepts: readonly (readonly number[])[];
  /** What the machine without a fault answers, allowed or not, for a contender that needs a complete one; equal by number. */
  readonly responses: readonly (readonly number[])[];
}

export function peerTableOf({ automaton, responses, accepts, faultless }: Bench): PeerTable {
  const width = automaton.inputs.length;
  const rows = (cells: Int16Array) =>
    automaton.states.map((_, state) => Array.from(cells.subarray(state * width, (state + 1) * width)));
  return {
    next: rows(automaton.next),
    output: rows(automaton.output),
    responses: rows(faultless.output.map((response) => firstEqual(responses, response))),
    accepts: automaton.answers.map((_, answer) =>
      responses.flatMap((_2, response) => (accepts[answer * responses.length + response] === 1 ? [response] : [])),
    ),
  };
}

/** Two answers of the oracle may be met by the same response. */
function firstEqual(responses: readonly Response[], index: number): number {
  return responses.findIndex((other) => isDeepStrictEqual(other, responses[index]));
}
