/**
 * All that one reading has to say of a campaign: what was honoured, what failed, which choices the target made.
 */
import type { Source } from '../generate/generate.ts';
import { CHOICE_ANSWERS, CHOICE_IDS, SUCCESS } from '../../spec/permitted.ts';
import { cellIndex, cellStateOf, columnOf } from './cells.ts';
import { findingSignature } from './finding-signature.ts';
import { PairSample } from './pair-sample.ts';
import { PassedOver } from './passed-over.ts';
import { SituationsMet } from './situations-met.ts';
import type { SituationCounts } from './situations-met.ts';
import { clauseIndex, emptyTally } from './tally.ts';
import { DEFAULT_PROFILE } from '../machine/automaton.ts';
import type { Profile } from '../machine/automaton.ts';
import { CLAUSE_IDS } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import type { Oracle } from '../../spec/oracle.ts';
import { matches } from '../../spec/answer.ts';
import type { ChoiceId } from '../../spec/permitted.ts';
import { READINGS } from '../../spec/readings.ts';
import type { Reading } from '../../spec/readings.ts';
import { isWithoutMisuse } from '../program/lifecycle.ts';
import type { Claims } from './claims.ts';
import { inconsistent, judgeAndCompare } from './judge.ts';
import type { ComparedJudgement, Finding, Judgement } from './judge.ts';
import { PROGRAM_CALLS_MAX } from '../program/program.ts';
import type { Program } from '../target.ts';
import type { Trace } from '../execute/trace.ts';

/** A run that broke a clause, its program not yet made small. */
export interface Breach {
  readonly finding: Finding;
  readonly trace: Trace;
  readonly source: Source;
}

/** Two programs that answer an open question in two ways. */
export interface Conflict {
  readonly id: ChoiceId;
  readonly clause: ClauseId;
  readonly first: Program;
  /** The run of the second. */
  readonly trace: Trace;
}

/** How the target answers a question that nothing decides. */
export interface ChoiceRecord {
  readonly id: ChoiceId;
  readonly answer: (typeof CHOICE_ANSWERS)[number];
}

/** Each open question has two answers. */
const OTHER_ANSWERS: Readonly<Record<ChoiceRecord['answer'], ChoiceRecord['answer']>> = {
  'channel-first': 'amounts-first',
  'amounts-first': 'channel-first',
  kept: 'reset',
  reset: 'kept',
};

const FIRST_ENABLE = cellIndex('fresh', columnOf({ kind: 'enable', channel: 0 }));

/** What the ledgers of one campaign judged last: most traces are judged alike under every reading, and then only once. */
interface LastJudgement {
  judged: (ComparedJudgement & { readonly trace: Trace }) | undefined;
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
  /** The first program that showed each choice. */
  readonly #witnesses = new Map<number, Program>();
  readonly #wavering = new Set<ChoiceId>();
  readonly passedOver = new PassedOver();
  readonly pairsTried = new PairSample();
  /** Whether the first Enable of a channel was ever refused. */
  refusesEnable = false;
  /** Two programs between which the target changed its mind, for each question of which it did. */
  readonly conflicts: Conflict[] = [];

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
    this.#count(judgement, trace, source.strategy === 'random' ? this.#situations : undefined);
    if (source.strategy !== 'lines') this.pairsTried.note(trace, judgement.states);
    for (const finding of judgement.findings) {
      const { clause, call, before } = finding;
      this.#counts.set(clause, (this.#counts.get(clause) ?? 0) + 1);
      this.#keep({ finding, trace, source }, findingSignature(finding).id);
      const cell = cellIndex(cellStateOf(before), columnOf(call));
      this.#brokenCells.set(cell, (this.#brokenCells.get(cell) ?? new Set()).add(clause));
    }
    return judgement.findings;
  }

  /** Enters what so many more runs have shown, each answered as this one was, in which nothing is to object. */
  enterAlike(trace: Trace, times: number): void {
    this.#count(this.#judgeOnce(trace), trace, undefined, times);
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
    return CHOICE_IDS.flatMap((id, index) => {
      const answer = this.#tally.choices[index]!;
      return answer < 0 ? [] : [{ id, answer: CHOICE_ANSWERS[answer]! }];
    });
  }

  /** How the target answers the open questions; the usual way where it has not shown it. */
  get profile(): Profile {
    return { ...DEFAULT_PROFILE, ...Object.fromEntries(this.choices.map(({ id, answer }) => [id, answer])) };
  }

  /** Every way of answering the open questions that fits: more than one where the target was seen to answer a question both ways. */
  get profiles(): readonly Profile[] {
    return [...this.#wavering]
      .toSorted()
      .reduce<readonly Profile[]>(
        (profiles, id) => profiles.flatMap((profile) => [profile, { ...profile, [id]: OTHER_ANSWERS[profile[id]] }]),
        [this.profile],
      );
  }

  #keep(breach: Breach, signature: string): void {
    const { clause } = breach.finding;
    const { program } = breach.trace;
    const isBetter = (known: Breach | undefined) =>
      known === undefined || this.#needs(program) - this.#needs(known.trace.program) < 0;
    if (isBetter(this.#breaches.get(clause))) this.#breaches.set(clause, breach);
    const variants = this.#variants.get(clause) ?? new Map<string, Breach>();
    this.#variants.set(clause, variants);
    if (isBetter(variants.get(signature))) variants.set(signature, breach);
  }

  /** What has to be looked at to understand it: its calls, and misuse more than any number of them. */
  #needs(program: Program): number {
    return program.length + (isWithoutMisuse(program, this.#claims.capabilities) ? 0 : PROGRAM_CALLS_MAX);
  }

  /** Counts what a trace showed. */
  #count(judgement: Judgement, trace: Trace, situations: SituationsMet | undefined, times = 1): void {
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
      const index = CHOICE_IDS.indexOf(id);
      const known = tally.choices[index]!;
      if (known < 0) {
        tally.choices[index] = CHOICE_ANSWERS.indexOf(answer);
        this.#witnesses.set(index, program);
      } else if (CHOICE_ANSWERS[known] !== answer) {
        this.#wavering.add(id);
        if (this.conflicts.some((conflict) => conflict.id === id)) continue;
        const clause = inconsistent(id, program[at]!);
        this.conflicts.push({ id, clause, first: this.#witnesses.get(index) ?? program, trace });
      }
    }
  }
}
