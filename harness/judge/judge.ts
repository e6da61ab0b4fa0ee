/**
 * A trace judged by the oracle, call by call. The judge keeps the set of states in which each channel may be, so that an
 * answer which the page leaves open rules states out instead of being guessed. Pure.
 */
import { matches } from '../../spec/answer.ts';
import type { Call, Response } from '../../spec/call.ts';
import { CLAUSE_IDS } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import type { ChannelModel } from '../../spec/model.ts';
import { permitted as theOracle } from '../../spec/oracle.ts';
import type { Oracle, Part } from '../../spec/oracle.ts';
import { readingsPart } from '../../spec/set-mmio-megabytes.ts';
import type { Choice, ChoiceId, Permitted } from '../../spec/permitted.ts';
import type { Reading } from '../../spec/readings.ts';
import type { Trace } from '../execute/trace.ts';
import { cellStateOf } from './cells.ts';
import type { CellState } from './cells.ts';
import { Channels } from './channels.ts';
import type { Claims } from './claims.ts';

/** One call that was not answered as permitted. */
export interface Finding {
  readonly outcome: 'fail' | 'deviation';
  readonly clause: ClauseId;
  /** The index of the call in the program, from 0. */
  readonly at: number;
  readonly call: Call;
  readonly saw: Response;
  /** The answers that conform, in the oracle's order. */
  readonly permitted: readonly Permitted[];
  /** The state of the channel before the call; one of those possible where there were several. */
  readonly before: ChannelModel;
}

/** A clause that a call honoured. `index`: its place in `CLAUSE_IDS`. */
export interface Honoured {
  readonly clause: ClauseId;
  readonly decisive: boolean;
  readonly index: number;
}

/** What the oracle has to say of one trace. */
export interface Judgement {
  readonly outcome: 'pass' | 'deviation' | 'fail';
  /** In program order. A failure is the last: nothing is judged beyond it. */
  readonly findings: readonly Finding[];
  /** The clauses honoured, once a call that honoured them. */
  readonly honoured: readonly Honoured[];
  /** How many calls were decisive, each once however many clauses it was decisive for. */
  readonly decisiveCalls: number;
  /** Answers to open questions, each with the call that gave it. */
  readonly choices: readonly (Choice & { readonly at: number })[];
  /** How many calls were judged: fewer than there are after a failure, an early end, or a refused allocate or enable. */
  readonly judgedCalls: number;
  /** The state of the channel before each call up to the last that was judged; `absent` before one that was passed over. */
  readonly states: readonly CellState[];
}

/** What the model says around one call: the states in which the channel may be before it, and after it. */
export interface JudgedStep {
  readonly at: number;
  readonly before: readonly ChannelModel[];
  readonly after: readonly ChannelModel[];
}

/** Under which reading a trace is judged, and what its target claimed. */
export interface JudgeOptions extends Claims {
  readonly reading: Reading;
  readonly oracle?: Oracle;
  /** Hears of every call that was judged and led on. */
  readonly onStep?: (step: JudgedStep) => void;
}

/**
 * Judges a trace under one reading: the power-set run of a nondeterministic model, which is ioco (Tretmans 1996) for calls that
 * are answered one by one. Pure, and total: a trace that ended early is judged as far as it goes.
 */
export function judge(trace: Trace, options: JudgeOptions): Judgement {
  return judgeAndCompare(trace, options).judgement;
}

/** A judgement, and whether the same oracle may come to another one under the other reading. */
export interface ComparedJudgement {
  readonly judgement: Judgement;
  readonly dependsOnReading: boolean;
}

export function judgeAndCompare(trace: Trace, options: JudgeOptions): ComparedJudgement {
  const judging = new Judging(trace, options);
  const judgement = judging.run();
  return { judgement, dependsOnReading: judging.dependsOnReading };
}

/** Nearly every call honours a clause, so these are made once. */
const HONOURED = new Map(
  CLAUSE_IDS.map((clause, index) => [
    clause,
    { decisive: { clause, decisive: true, index }, other: { clause, decisive: false, index } },
  ]),
);

/** One trace being judged. */
class Judging {
  /** Only of our own oracle is it known where the readings part. */
  dependsOnReading: boolean;
  readonly #trace: Trace;
  readonly #options: JudgeOptions;
  readonly #oracle: Oracle;
  readonly #channels: Channels;
  readonly #findings: Finding[] = [];
  readonly #honoured: Honoured[] = [];
  readonly #choices: (Choice & { at: number })[] = [];
  readonly #states: CellState[] = [];
  #judgedCalls = 0;
  #decisiveCalls = 0;

  constructor(trace: Trace, options: JudgeOptions) {
    this.#trace = trace;
    this.#options = options;
    this.#oracle = options.oracle ?? theOracle;
    this.dependsOnReading = this.#oracle !== theOracle;
    this.#channels = new Channels(options);
  }

  run(): Judgement {
    const count = Math.min(this.#trace.program.length, this.#trace.responses.length);
    let at = 0;
    while (at < count && this.#step(at)) at += 1;
    const findings = this.#findings;
    return {
      outcome: findings.at(-1)?.outcome ?? 'pass',
      findings,
      honoured: this.#honoured,
      decisiveCalls: this.#decisiveCalls,
      choices: this.#choices,
      judgedCalls: this.#judgedCalls,
      states: this.#states,
    };
  }

  /** Judges one call. False where nothing can be said of those that follow. */
  #step(at: number): boolean {
    const call = this.#trace.program[at]!;
    const saw = this.#trace.responses[at]!;
    const before = this.#channels.possible(call);
    const answers = before.length === 0 ? NONE_FITS : this.#answers(before, call, 'conforming');
    if (answers.length === 0) return this.#isSkipped(call);
    this.#judgedCalls += 1;
    this.#states.push(cellStateOf(before[0]!));
    let fitting = fittingAnswers(answers, saw);
    if (fitting.length > 0) {
      this.#noteHonoured(fitting[0]!);
      const choice = choiceMade(fitting, answers);
      if (choice) this.#noteChoice(choice, at, answers, before[0]!);
    } else {
      const deviations = this.#answers(before, call, 'deviating');
      const deviation = deviations.find(({ answer }) => matches(answer, saw))?.conformance;
      if (deviation?.kind !== 'deviates') {
        const clause = answers.filter(conforms).flatMap(({ clauses }) => clauses)[0];
        if (clause !== undefined) this.#find('fail', clause, at, answers, before[0]!);
        return false;
      }
      const { from } = deviation;
      if (!this.#findings.some(({ clause }) => clause === from)) {
        this.#find('deviation', from, at, answers, before[0]!);
      }
      fitting = fittingAnswers(deviations, saw, from);
    }
    this.#channels.move(call, saw, fitting);
    this.#options.onStep?.({ at, before, after: this.#channels.all(call) });
    return true;
  }

  /** What is called on a slot whose Allocate was refused is not judged, and what is called on others is. */
  #isSkipped(call: Call): boolean {
    if (!this.#channels.isUnbound(call)) return false;
    this.#states.push('absent');
    return true;
  }

  #answers(possible: readonly ChannelModel[], call: Call, part: Part): readonly Permitted[] {
    const { reading } = this.#options;
    const around = this.#channels.surroundings(call);
    for (const model of possible) this.dependsOnReading ||= readingsPart(model, call);
    let answers = this.#oracle(possible[0]!, call, reading, around, part);
    for (let other = 1; other < possible.length; other += 1)
      answers = [...answers, ...this.#oracle(possible[other]!, call, reading, around, part)];
    return answers;
  }

  #noteHonoured({ clauses, decisive }: Permitted): void {
    if (decisive.length > 0) this.#decisiveCalls += 1;
    for (const clause of clauses) {
      const honoured = HONOURED.get(clause)!;
      const isDecisive = decisive === clauses || decisive.includes(clause);
      this.#honoured.push(isDecisive ? honoured.decisive : honoured.other);
    }
  }

  #noteChoice(choice: Choice, at: number, answers: readonly Permitted[], before: ChannelModel): void {
    const { id, answer } = choice;
    for (const made of this.#choices) {
      if (made.id !== id || made.answer === answer) continue;
      this.#find('deviation', inconsistent(id, this.#trace.program[at]!), at, answers, before);
      break;
    }
    this.#choices.push({ id, answer, at });
  }

  #find(
    outcome: Finding['outcome'],
    clause: ClauseId,
    at: number,
    answers: readonly Permitted[],
    before: ChannelModel,
  ): void {
    const call = this.#trace.program[at]!;
    const saw = this.#trace.responses[at]!;
    this.#findings.push({ outcome, clause, at, call, saw, permitted: answers.filter(conforms), before });
  }
}

function conforms({ conformance }: Permitted): boolean {
  return conformance.kind === 'conforms';
}

const NONE_FITS: readonly Permitted[] = [];

/** The answers that a response fits: those that conform, or those that deviate from one clause. */
function fittingAnswers(answers: readonly Permitted[], saw: Response, from?: ClauseId): readonly Permitted[] {
  let fitting: readonly Permitted[] = NONE_FITS;
  for (const permit of answers) {
    const { conformance } = permit;
    const broken = conformance.kind === 'deviates' ? conformance.from : undefined;
    if (broken !== from || !matches(permit.answer, saw)) continue;
    if (answers.length === 1) return answers;
    fitting = fitting === NONE_FITS ? [permit] : [...fitting, permit];
  }
  return fitting;
}

/** A choice counts only where the answer tells it: one of several that were open, or one made before. */
function choiceMade(fitting: readonly Permitted[], answers: readonly Permitted[]): Choice | undefined {
  const choice = fitting[0]?.choice;
  if (choice === undefined || fitting.some((other) => other.choice?.answer !== choice.answer)) return undefined;
  const isOpen = answers.some((other) => conforms(other) && other.choice?.answer !== choice.answer);
  return isOpen ? choice : undefined;
}

/** The clause that an open question answered one way and then the other deviates from. */
export function inconsistent(id: ChoiceId, { kind }: Call): ClauseId {
  if (id !== 'after-disable') return 'refuse.either-code';
  return kind === 'readReservation' ? 'held.after-disable' : 'offer.after-disable';
}
