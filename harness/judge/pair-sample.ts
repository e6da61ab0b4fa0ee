/**
 * A sample of the pairs that the function under test was given, for a picture of where they lie: of each state the pairs with the
 * smallest hashes (bottom-k sampling; Cohen and Kaplan, "Summarizing data using bottom-k sketches", 2007). Which pairs these are
 * depends on the set of pairs alone, so that parts of a run merge to the sample of the whole, and each is kept with all its answers.
 */
import type { Reservation } from '../../spec/call.ts';
import type { Status } from '../../spec/status.ts';
import type { Trace } from '../execute/trace.ts';
import type { AnswerSeen } from './answers-seen.ts';
import { CELL_STATES } from './cells.ts';
import type { CellState } from './cells.ts';

/** Pairs of one state: some hundreds over all states. */
export const SAMPLE_PAIRS_MAX = 32;

/** The last rounds of MurmurHash3: a bijection on 32 bits, so that no two pairs have one hash. */
export function pairHash({ mmioMegabytes, mmioMegabytesOptional }: Reservation): number {
  let hash = (mmioMegabytes << 16) | mmioMegabytesOptional;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

interface Kept {
  readonly pair: Reservation;
  readonly statuses: Set<Status>;
}

/** Of one state, by hash. */
class Smallest {
  readonly #kept = new Map<number, Kept>();
  /** No pair with this hash or a larger one is among the smallest any more. */
  #bound = 2 ** 32;

  note({ mmioMegabytes, mmioMegabytesOptional }: Reservation, hash: number, status: Status): void {
    if (hash >= this.#bound) return;
    const kept = this.#kept.get(hash);
    if (kept !== undefined) {
      kept.statuses.add(status);
      return;
    }
    this.#kept.set(hash, { pair: { mmioMegabytes, mmioMegabytesOptional }, statuses: new Set([status]) });
    if (this.#kept.size < 2 * SAMPLE_PAIRS_MAX) return;
    for (const large of this.#hashes.slice(SAMPLE_PAIRS_MAX)) this.#kept.delete(large);
    this.#bound = this.#hashes.at(-1)! + 1;
  }

  get all(): readonly Kept[] {
    return this.#hashes.slice(0, SAMPLE_PAIRS_MAX).map((hash) => this.#kept.get(hash)!);
  }

  get #hashes(): readonly number[] {
    return [...this.#kept.keys()].toSorted((a, b) => a - b);
  }
}

export class PairSample {
  readonly #byState = new Map<CellState, Smallest>();
  readonly #told = new Set<string>();

  /** `states`: those of the channels before each call that was judged. */
  note({ program, responses }: Trace, states: readonly CellState[]): void {
    for (let at = 0; at < states.length; at += 1) {
      const call = program[at]!;
      const response = responses[at]!;
      if (call.kind === 'setMmioMegabytes' && response.kind === 'status') {
        this.#of(states[at]!).note(call, pairHash(call), response.status);
      }
    }
  }

  /** What samples of other parts of the run have kept. */
  add(rows: readonly AnswerSeen[]): this {
    for (const { state, pair, statuses } of rows) {
      for (const status of statuses) this.#of(state).note(pair, pairHash(pair), status);
    }
    return this;
  }

  /** What came into it since this was last asked. */
  take(): readonly AnswerSeen[] {
    return this.all.flatMap(({ state, pair, statuses }) => {
      const fresh = statuses.filter((status) => {
        const key = `${state} ${pairHash(pair)} ${status}`;
        return !this.#told.has(key) && this.#told.add(key);
      });
      return fresh.length === 0 ? [] : [{ state, pair, statuses: fresh }];
    });
  }

  get all(): readonly AnswerSeen[] {
    return CELL_STATES.flatMap((state) =>
      (this.#byState.get(state)?.all ?? []).map(({ pair, statuses }) => ({
        state,
        pair,
        statuses: [...statuses].toSorted((a, b) => a - b),
      })),
    );
  }

  #of(state: CellState): Smallest {
    let smallest = this.#byState.get(state);
    if (smallest === undefined) this.#byState.set(state, (smallest = new Smallest()));
    return smallest;
  }
}
