/**
 * All that one reading has to say of a campaign: what was honoured, what failed, which choices the target made.
 */
import type { Source } from '../generate/generate.ts';
import { SUCCESS } from '../../spec/permitted.ts';
import { cellIndex, cellStateOf, columnOf } from './cells.ts';
import { findingSignature } from './finding-signature.ts';
import { ChoicesShown } from './choices-shown.ts';
import type { ChoiceRecord, Conflict } from './choices-shown.ts';
import { Counted, Told } from './evidence.ts';
import type { Evidence } from './evidence.ts';
import { PairSample } from './pair-sample.ts';
import { PassedOver } from './passed-over.ts';
import { SituationsMet } from './situations-met.ts';
import type { SituationCounts } from './situations-met.ts';
import type { Breach } from './breach.ts';
import { clauseIndex, emptyTally } from './tally.ts';
import type { Profile } from '../machine/automaton.ts';
import { CLAUSE_IDS } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import type { Oracle } from '../../spec/oracle.ts';
import { matches } from '../../spec/answer.ts';
import { READINGS } from '../../spec/readings.ts';
import type { Reading } from '../../spec/readings.ts';
import { isWithoutMisuse } from '../program/lifecycle.ts';
import type { Claims } from './claims.ts';
import { judgeAndCompare } from './judge.ts';
import type { ComparedJudgement, Finding, Judgement } from './judge.ts';
import { PROGRAM_CALLS_MAX } from '../program/program.ts';
import type { Program } from '../target.ts';
import type { Trace } from '../execute/trace.ts';

const FIRST_ENABLE = cellIndex('fresh', columnOf({ kind: 'enable', channel: 0 }));

/** What the ledgers of one campaign judged last: most traces are judged alike under every reading, and then only once. */
interface LastJudgement {
  judged: (ComparedJudgement & { readonly trace: Trace }) | undefined;
}

const STRATEGY_PROGRAMS_MAX = 2 ** 32;

/** The place of a program in the order of a whole run. `order`: that of its strategy, from 0. */
export function placeOf(order: number, index: number): number {
  return order * STRATEGY_PROGRAMS_MAX + index;
}

/** A ledger for each reading. */
export function ledgersOf(claims: Claims, oracle?: Oracle): readonly Ledger[] {
  const last: LastJudgement = { judged: undefined };
  return READINGS.map((reading) => new Ledger(reading, claims, oracle, last));
}

/** The one to go by. `any`: the first reading that is satisfied, else the one that objects to less. */
export function ledgerOf(reading: Reading | 'any', ledgers: readonly Ledger[]): Ledger {
  const objections = (ledger: Ledger) => ledger.breaches.length + ledger.conflicts.length;
  if (reading === 'any') return ledgers.toSorted((a, b) => objections(a) - objections(b))[0]!;
  return ledgers.find((ledger) => ledger.reading === reading)!;
}

export class Ledger {
  readonly reading: Reading;
  readonly #claims: Claims;
  readonly #oracle: Oracle | undefined;
  readonly #last: LastJudgement;
  readonly #tally = emptyTally();
  /** Of the random strategy alone: only what is drawn by chance tells how likely the next draw is to be new. */
  readonly #situations = new SituationsMet();
  /** The shortest program that broke each clause, without misuse if there was one, and the same by the way in which it did. */
  readonly #breaches = new Map<ClauseId, Breach>();
  readonly #variants = new Map<ClauseId, Map<string, Breach>>();
  readonly #brokenCells = new Map<number, Set<ClauseId>>();
  readonly #counts = new Map<ClauseId, number>();
  readonly #choices = new ChoicesShown();
  readonly passedOver = new PassedOver();
  /** What came since evidence was last taken, where it ever is. */
  #counted: Counted | undefined;
  readonly #told = new Told();
  /** That of the strategy at hand, from 0. */
  order = 0;
  readonly pairsTried = new PairSample();
  /** Whether the first Enable of a channel was ever refused. */
  refusesEnable = false;

  constructor(reading: Reading, claims: Claims, oracle?: Oracle, last: LastJudgement = { judged: undefined }) {
    this.reading = reading;
    this.#claims = claims;
    this.#oracle = oracle;
    this.#last = last;
  }

  /** Whether nothing was found that this reading objects to. */
  get isSatisfied(): boolean {
    return this.#counts.size === 0 && this.conflicts.length === 0;
  }

  /** Judges a trace and enters what it shows. Gives what there is to object. */
  enter(trace: Trace, source: Source): readonly Finding[] {
    const judgement = this.#judgeOnce(trace);
    const place = placeOf(this.order, source.index);
    this.#count(judgement, trace, place, source.strategy === 'random' ? this.#situations : undefined);
    if (source.strategy !== 'lines') {
      this.pairsTried.note(trace, judgement.states);
      if (this.#counted !== undefined) this.#told.pairs(this.order).note(trace, judgement.states);
    }
    for (const finding of judgement.findings) {
      const { call, before } = finding;
      const [signature, cell] = [findingSignature(finding).id, cellIndex(cellStateOf(before), columnOf(call))];
      this.#object({ finding, trace, source, place }, signature, cell);
      this.#counted?.object({ finding, trace, source, place }, signature, cell, (a, b) => this.isBetter(a, b));
    }
    return judgement.findings;
  }

  /** Enters what so many more runs have shown, each answered as this one was, in which nothing is to object. */
  enterAlike(trace: Trace, times: number): void {
    this.#count(this.#judgeOnce(trace), trace, placeOf(this.order + 1, -1), undefined, times);
  }

  /** What was entered since this was last asked; the first time nothing, and from then on it is kept track of. */
  take(): Evidence {
    const counted = this.#counted ?? new Counted(this.#tally, this.#situations);
    const since = counted.since(this.#tally, this.#situations);
    this.#counted = new Counted(this.#tally, this.#situations);
    const { reading, refusesEnable } = this;
    return {
      reading,
      ...this.#told.fresh(since, this.order, (a, b) => this.isBetter(a, b)),
      ...this.passedOver.take(),
      pairs: this.#told.pairs(this.order).take(),
      refusesEnable,
    };
  }

  /** What is entered from now on is no longer kept track of for `take`, which would hold something of each strategy and round. */
  takesNoMore(): void {
    this.#counted = undefined;
  }

  /** Enters what programs have shown that were run elsewhere or before. */
  add(evidence: Evidence): void {
    const { honoured, decisive, cells, situations, decisiveCalls } = evidence;
    addTo(this.#tally.honoured, honoured);
    addTo(this.#tally.decisive, decisive);
    addTo(this.#tally.cells, cells);
    this.#situations.add(situations);
    this.#tally.decisiveCalls += decisiveCalls;
    this.passedOver.add(evidence);
    this.refusesEnable ||= evidence.refusesEnable;
    for (const { clause, times } of evidence.breached) this.#counts.set(clause, this.breached(clause) + times);
    for (const { breach, signature } of evidence.breaches) this.#keep(breach, signature);
    for (const { cell, clause } of evidence.brokenCells) this.#brokenCells.set(cell, this.#brokenIn(cell).add(clause));
    for (const witness of evidence.witnesses) this.#choices.note(witness);
    this.pairsTried.add(evidence.pairs);
    // What was added has been taken before.
    if (this.#counted !== undefined) this.#counted = new Counted(this.#tally, this.#situations);
  }

  judge(trace: Trace): Judgement {
    return this.#compare(trace).judgement;
  }

  #compare(trace: Trace): ComparedJudgement {
    const options = { reading: this.reading, ...this.#claims };
    return judgeAndCompare(trace, this.#oracle ? { ...options, oracle: this.#oracle } : options);
  }

  #judgeOnce(trace: Trace): Judgement {
    const { judged } = this.#last;
    if (judged?.trace === trace && !judged.dependsOnReading) return judged.judgement;
    const compared = this.#compare(trace);
    this.#last.judged = { trace, ...compared };
    return compared.judgement;
  }

  exercised(clause: ClauseId): number {
    return this.#tally.honoured[clauseIndex(clause)]!;
  }

  decisive(clause: ClauseId): number {
    return this.#tally.decisive[clauseIndex(clause)]!;
  }

  breached(clause: ClauseId): number {
    return this.#counts.get(clause) ?? 0;
  }

  /** Calls that were decisive for at least one clause. */
  get decisiveCalls(): number {
    return this.#tally.decisiveCalls;
  }

  /** Nothing where the random strategy did not run. */
  get situations(): SituationCounts | undefined {
    return this.#situations.counts;
  }

  /** How often a call of this column was judged in this state; see `cells.ts` for both. */
  get cells(): Readonly<Float64Array> {
    return this.#tally.cells;
  }

  get breaches(): readonly Breach[] {
    return CLAUSE_IDS.flatMap((clause) => this.#breaches.get(clause) ?? []);
  }

  /** The breaches of a clause, one for each way in which it was broken, by the id of its signature. */
  variants(clause: ClauseId): ReadonlyMap<string, Breach> {
    return this.#variants.get(clause) ?? new Map();
  }

  /** The clauses that were broken by a call of this column in this state; the index is that of `cells`. */
  get brokenCells(): ReadonlyMap<number, ReadonlySet<ClauseId>> {
    return this.#brokenCells;
  }

  get choices(): readonly ChoiceRecord[] {
    return this.#choices.all;
  }

  /** Two programs between which the target changed its mind, for each question of which it did, in the order in which it did. */
  get conflicts(): readonly Conflict[] {
    return this.#choices.conflicts;
  }

  /** How the target answers the open questions; the usual way where it has not shown it. */
  get profile(): Profile {
    return this.#choices.profile;
  }

  /** Every way of answering the open questions that fits: more than one where the target was seen to answer a question both ways. */
  get profiles(): readonly Profile[] {
    return this.#choices.profiles;
  }

  #object(breach: Breach, signature: string, cell: number): void {
    const { clause } = breach.finding;
    this.#counts.set(clause, this.breached(clause) + 1);
    this.#keep(breach, signature);
    this.#brokenCells.set(cell, this.#brokenIn(cell).add(clause));
  }

  #brokenIn(cell: number): Set<ClauseId> {
    return this.#brokenCells.get(cell) ?? new Set();
  }

  #keep(breach: Breach, signature: string): void {
    const { clause } = breach.finding;
    if (this.isBetter(breach, this.#breaches.get(clause))) this.#breaches.set(clause, breach);
    const variants = this.#variants.get(clause) ?? new Map<string, Breach>();
    this.#variants.set(clause, variants);
    if (this.isBetter(breach, variants.get(signature))) variants.set(signature, breach);
  }

  /** The simpler one; of two that need as much the first, so that it does not matter in which order they come in. */
  isBetter({ trace, place }: Breach, known: Breach | undefined): boolean {
    if (known === undefined) return true;
    const more = this.#needs(trace.program) - this.#needs(known.trace.program);
    return more < 0 || (more === 0 && place < known.place);
  }

  /** What has to be looked at to understand it: its calls, and misuse more than any number of them. */
  #needs(program: Program): number {
    return program.length + (isWithoutMisuse(program, this.#claims.capabilities) ? 0 : PROGRAM_CALLS_MAX);
  }

  /** Counts what a trace showed. */
  #count(judgement: Judgement, trace: Trace, place: number, situations: SituationsMet | undefined, times = 1): void {
    const { program } = trace;
    const { honoured, choices, judgedCalls, decisiveCalls, states } = judgement;
    const tally = this.#tally;
    situations?.begin();
    this.passedOver.note(trace, judgement, times);
    for (let at = 0; at < states.length; at += 1) {
      const state = states[at]!;
      const call = program[at]!;
      if (state === 'absent' && call.kind !== 'allocate') continue;
      const cell = cellIndex(state, columnOf(call));
      if (cell === FIRST_ENABLE && !matches(SUCCESS, trace.responses[at]!)) this.refusesEnable = true;
      tally.cells[cell]! += times;
      situations?.meet(call.channel, cell);
    }
    for (const { index, decisive } of honoured) {
      tally.honoured[index]! += times;
      if (decisive) tally.decisive[index]! += times;
    }
    tally.calls += judgedCalls * times;
    tally.decisiveCalls += decisiveCalls * times;
    for (const { id, answer, at } of choices) {
      if (!this.#choices.has(id, answer)) this.#choices.note({ id, answer, at, trace, place });
      this.#counted?.witness(id, answer, at, trace, place);
    }
  }
}

function addTo(counts: Float64Array, more: readonly number[]): void {
  for (let at = 0; at < more.length; at += 2) counts[more[at]!]! += more[at + 1]!;
}
