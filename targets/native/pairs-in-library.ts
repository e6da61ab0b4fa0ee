/**
 * The programs of a plan of pairs on a library, with nothing in between that would cost more than the calls themselves: one array
 * of calls, of which only the amounts are written anew, one array of responses, and a comparison by words.
 */
import { endianness } from 'node:os';
import type { Call } from '../../spec/call.ts';
import { pairBits } from '../../harness/pair-plan.ts';
import type { PairPlan } from '../../harness/pair-plan.ts';
import { TargetFailure } from '../../harness/target.ts';
import { CALL_BYTES, encodeCalls } from '../abi/layout.ts';
import { Answers } from '../isolated/answers.ts';
import type { PairsReply, PairsRequest } from '../isolated/pairs-process.ts';
import { DueRows } from './due-rows.ts';
import type { Memory, NativeLibrary } from './library.ts';
import { ResponseArray } from './response-array.ts';

const CALL_WORDS = CALL_BYTES / 4;

export function tryPairsInLibrary(library: NativeLibrary, memory: Memory, { plan, span }: PairsRequest): PairsReply {
  if (endianness() !== 'LE') {
    throw new TargetFailure(
      'unusable',
      'batches of pairs are read by words, and this machine orders them the other way',
    );
  }
  const batch = new Batch(plan, memory);
  for (let from = span.from; from < span.to; from += plan.programPairs) {
    const to = Math.min(span.to, from + plan.programPairs);
    const wrong = batch.run(library, from, to - from);
    if (wrong < 0) continue;
    return { kind: 'mismatch', pair: batch.pairOf(wrong, from, to), count: wrong + 1, answers: batch.answersTo(wrong) };
  }
  return { kind: 'as-expected' };
}

/** The program of the plan in memory, with room for as many pairs as it has. */
class Batch {
  readonly #plan: PairPlan;
  readonly #calls: Uint32Array;
  readonly #callsAddress: bigint;
  readonly #responses: ResponseArray;
  readonly #before: DueRows;
  readonly #round: DueRows;
  readonly #after: DueRows;
  /** How many rows are poisoned from the first on. */
  #poisoned = 0;
  /** Where in a round the pair is written, in words. */
  readonly #setsAt: readonly number[];

  constructor(plan: PairPlan, memory: Memory) {
    this.#plan = plan;
    const { before, round, after, programPairs } = plan;
    this.#calls = new Uint32Array((before.length + round.length * programPairs + after.length) * CALL_WORDS);
    this.#write(0, before);
    for (let pair = 0; pair < programPairs; pair += 1) this.#write(before.length + pair * round.length, round);
    this.#callsAddress = memory.addressOf(new Uint8Array(this.#calls.buffer));
    this.#responses = new ResponseArray(memory);
    const rows = (planned: PairPlan['round']) =>
      new DueRows(
        planned.map(({ due }) => due),
        plan.offerBytes,
        memory,
      );
    [this.#before, this.#round, this.#after] = [rows(before), rows(round), rows(after)];
    this.#setsAt = round.flatMap(({ call }, at) => (call.kind === 'setMmioMegabytes' ? [at * CALL_WORDS] : []));
  }

  #write(at: number, planned: readonly { readonly call: Call }[]): void {
    encodeCalls(
      planned.map(({ call }) => call),
      new DataView(this.#calls.buffer),
      at * CALL_BYTES,
    );
  }

  /** The index of the first row that is not as due, or -1. Throws where the library broke the contract. */
  run(library: NativeLibrary, first: number, pairs: number): number {
    const { before, round, after } = this.#plan;
    this.#writePairs(first, pairs);
    const end = before.length + pairs * round.length;
    this.#write(end, after);
    const count = end + after.length;
    // Where the last program left every row poisoned, a new one has nothing to prepare.
    if (count !== this.#poisoned) this.#responses.prepare(count);
    this.#poisoned = 0;
    const result = library.run(this.#callsAddress, count, this.#responses.address);
    this.#responses.checkGuard(count);
    // What is behind the last program of a span is written over where there are more pairs again.
    if (pairs < this.#plan.programPairs) this.#write(end, round);
    if (result < 0) throw new TargetFailure('adapter-fault', `kmcl_run returned ${result}`);
    return this.#firstWrong(first, pairs);
  }

  #writePairs(first: number, pairs: number): void {
    const { numbering, before, round } = this.#plan;
    const calls = this.#calls;
    const roundWords = round.length * CALL_WORDS;
    const isAll = numbering === 'all';
    for (const setAt of this.#setsAt) {
      let at = before.length * CALL_WORDS + setAt;
      const head = calls[at]! & 0xffff;
      for (let pair = 0; pair < pairs; pair += 1, at += roundWords) {
        const bits = isAll ? (first + pair) >>> 0 : pairBits(numbering, first + pair) >>> 0;
        calls[at] = head | (bits & 0xffff_0000);
        calls[at + 1] = bits & 0xffff;
      }
    }
  }

  #firstWrong(first: number, pairs: number): number {
    const { numbering, before, round } = this.#plan;
    const { words } = this.#responses;
    const early = this.#before.firstWrong(words, 0, 0);
    if (early >= 0) return early;
    const rows = this.#round;
    if (numbering === 'all' && first > 0 && rows.isSwept) return this.#firstWrongOfSweep(words, first, pairs);
    let at = before.length;
    for (let pair = 0; pair < pairs; pair += 1, at += round.length) {
      const wrong = rows.firstWrong(words, at, pairBits(numbering, first + pair) >>> 0);
      if (wrong >= 0) return at + wrong;
    }
    const late = this.#after.firstWrong(words, at, 0);
    return late < 0 ? -1 : at + late;
  }

  #firstWrongOfSweep(words: Uint32Array, first: number, pairs: number): number {
    const { before, round, after } = this.#plan;
    const wrong = this.#round.firstWrongRound(words, before.length, pairs, first);
    if (wrong < pairs) {
      const at = before.length + wrong * round.length;
      return at + this.#round.firstWrong(words, at, first + wrong);
    }
    const late = this.#after.firstWrong(words, before.length + pairs * round.length, 0);
    if (late >= 0) return before.length + pairs * round.length + late;
    this.#responses.poison(0, before.length);
    this.#responses.poison(before.length + pairs * round.length, after.length);
    this.#poisoned = before.length + pairs * round.length + after.length;
    return -1;
  }

  pairOf(row: number, from: number, to: number): number {
    const { before, round } = this.#plan;
    return Math.max(from, Math.min(to - 1, from + Math.floor((row - before.length) / round.length)));
  }

  answersTo(row: number): string {
    const answers = new Answers();
    answers.begin();
    this.#responses.collect(row + 1, answers);
    return answers.take().toString('base64');
  }
}
