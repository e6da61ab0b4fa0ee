/**
 * What some of a run's programs have shown under one reading, as plain data: what several programs showed is the sum of what each did, in
 * whatever order and grouping they are put together. A ledger gives it and takes it.
 */
import type { ClauseId } from '../../spec/clauses.ts';
import type { Choice } from '../../spec/permitted.ts';
import type { Reading } from '../../spec/readings.ts';
import type { Trace } from '../execute/trace.ts';
import type { AnswerSeen } from './answers-seen.ts';
import type { Breach } from './breach.ts';
import { PairSample } from './pair-sample.ts';
import type { SituationsMet } from './situations-met.ts';
import type { Tally } from './tally.ts';

/** Index, count, index, count, ...: what was never counted is left out. */
export type Counts = readonly number[];

/** A run that answered an open question, at which call, and its place in the order of all programs. */
export interface Witness extends Choice {
  readonly at: number;
  readonly trace: Trace;
  readonly place: number;
}

/** A witness for each answer to each question. Every call that answers one asks for it, so no key is put together for that. */
export class WitnessesByAnswer {
  readonly #byQuestion = new Map<Choice['id'], Map<Choice['answer'], Witness>>();

  of(id: Choice['id'], answer: Choice['answer']): Witness | undefined {
    return this.#byQuestion.get(id)?.get(answer);
  }

  set(witness: Witness): void {
    const { id, answer } = witness;
    const own = this.#byQuestion.get(id) ?? new Map<Choice['answer'], Witness>();
    this.#byQuestion.set(id, own.set(answer, witness));
  }

  get all(): readonly Witness[] {
    return [...this.#byQuestion.values()].flatMap((own) => [...own.values()]);
  }
}

export interface Evidence {
  readonly reading: Reading;
  /** By clause, as in a tally; cells and situations by their index. */
  readonly honoured: Counts;
  readonly decisive: Counts;
  readonly cells: Counts;
  readonly situations: Counts;
  readonly calls: number;
  readonly decisiveCalls: number;
  readonly passedOver: number;
  readonly isRefusedAlone: boolean;
  readonly refusesEnable: boolean;
  readonly breached: readonly { readonly clause: ClauseId; readonly times: number }[];
  /** The simplest program for each way in which a clause was broken. */
  readonly breaches: readonly { readonly breach: Breach; readonly signature: string }[];
  readonly brokenCells: readonly { readonly cell: number; readonly clause: ClauseId }[];
  /** The first program for each answer to an open question. */
  readonly witnesses: readonly Witness[];
  /** Of the sample of pairs, what came into it. */
  readonly pairs: readonly AnswerSeen[];
}

/** What was counted when evidence was last taken, and what is told apart of what came since. */
export class Counted {
  readonly #before: Pick<Tally, 'honoured' | 'decisive' | 'cells' | 'calls' | 'decisiveCalls'>;
  readonly #situations: Float64Array | readonly number[];
  readonly #breached = new Map<ClauseId, number>();
  readonly #breaches = new Map<string, { breach: Breach; signature: string }>();
  readonly #brokenCells = new Map<string, { cell: number; clause: ClauseId }>();
  readonly #witnesses = new WitnessesByAnswer();

  constructor({ honoured, decisive, cells, calls, decisiveCalls }: Tally, { met }: SituationsMet) {
    const copies = { honoured: honoured.slice(), decisive: decisive.slice(), cells: cells.slice() };
    this.#before = { ...copies, calls, decisiveCalls };
    this.#situations = met.slice();
  }

  object(
    breach: Breach,
    signature: string,
    cell: number,
    isBetter: (breach: Breach, known: Breach | undefined) => boolean,
  ): void {
    const { clause } = breach.finding;
    this.#breached.set(clause, (this.#breached.get(clause) ?? 0) + 1);
    const way = `${clause} ${signature}`;
    if (isBetter(breach, this.#breaches.get(way)?.breach)) this.#breaches.set(way, { breach, signature });
    this.#brokenCells.set(`${cell} ${clause}`, { cell, clause });
  }

  witness(id: Choice['id'], answer: Choice['answer'], at: number, trace: Trace, place: number): void {
    if (this.#witnesses.of(id, answer) === undefined) this.#witnesses.set({ id, answer, at, trace, place });
  }

  since(
    tally: Tally,
    { met }: SituationsMet,
  ): Omit<Evidence, 'reading' | 'passedOver' | 'isRefusedAlone' | 'refusesEnable' | 'pairs'> {
    const { honoured, decisive, cells, calls, decisiveCalls } = this.#before;
    return {
      honoured: more(honoured, tally.honoured),
      decisive: more(decisive, tally.decisive),
      cells: more(cells, tally.cells),
      situations: more(this.#situations, met),
      calls: tally.calls - calls,
      decisiveCalls: tally.decisiveCalls - decisiveCalls,
      breached: [...this.#breached].map(([clause, times]) => ({ clause, times })),
      breaches: [...this.#breaches.values()],
      brokenCells: [...this.#brokenCells.values()],
      witnesses: this.#witnesses.all,
    };
  }
}

/** What evidence has told by now of each strategy, which is not told again. */
export class Told {
  readonly #breaches = new Map<string, Breach>();
  readonly #answers = new Set<string>();
  readonly #pairs = new Map<number, PairSample>();

  /**
   * The sample of pairs of one strategy by itself: a part of a run goes on where the whole run ends a strategy, and what it meets there
   * must push nothing out that is in the sample of the whole.
   */
  pairs(order: number): PairSample {
    let sample = this.#pairs.get(order);
    if (sample === undefined) this.#pairs.set(order, (sample = new PairSample()));
    return sample;
  }

  /** Each answer once, and a breach where it is simpler than the one that was told. */
  fresh<Since extends Pick<Evidence, 'breaches' | 'witnesses'>>(
    since: Since,
    order: number,
    isBetter: (breach: Breach, known: Breach | undefined) => boolean,
  ): Since {
    const breaches = since.breaches.filter(({ breach, signature }) => {
      const key = `${order} ${breach.finding.clause} ${signature}`;
      if (!isBetter(breach, this.#breaches.get(key))) return false;
      this.#breaches.set(key, breach);
      return true;
    });
    const witnesses = since.witnesses.filter(({ id, answer }) => {
      const key = `${order} ${id} ${answer}`;
      if (this.#answers.has(key)) return false;
      this.#answers.add(key);
      return true;
    });
    return { ...since, breaches, witnesses };
  }
}

function more(before: ArrayLike<number>, now: ArrayLike<number>): Counts {
  const counts: number[] = [];
  for (let index = 0; index < now.length; index += 1) {
    const added = now[index]! - (before[index] ?? 0);
    if (added > 0) counts.push(index, added);
  }
  return counts;
}
