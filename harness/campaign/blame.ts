/**
 * From the programs that failed to the counterexamples: each made small, its trace taken again, and its blame laid where it
 * belongs. A clause whose smallest program fails without the very event that the clause is about is only the victim of
 * another fault: it is masked, and says nothing about the clause.
 */
import type { AbnormalEnd, Counterexample } from './counterexample.ts';
import type { Source } from '../generate/generate.ts';
import { findingSignature } from '../judge/finding-signature.ts';
import { SLOTS_MAX } from '../../spec/call.ts';
import type { Call } from '../../spec/call.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import type { Choice, ChoiceId } from '../../spec/permitted.ts';
import { execute } from '../execute/execute.ts';
import { withoutIllegalCalls, withoutMisuse } from '../program/lifecycle.ts';
import type { Finding, Judgement } from '../judge/judge.ts';
import type { Breach, Conflict, Ledger } from '../judge/ledger.ts';
import { minimize } from '../minimize/minimize.ts';
import type { Minimized, MinimizeOptions } from '../minimize/minimize.ts';
import { exploreByForks } from '../minimize/explore-by-forks.ts';
import { exploreByRuns } from '../minimize/explore-by-runs.ts';
import type { Explore } from '../minimize/program-tree.ts';
import type { FailsAt, SearchOptions } from '../minimize/search-shorter.ts';
import { TargetFailure } from '../target.ts';
import type { Capability, Program, Target } from '../target.ts';
import type { Trace } from '../execute/trace.ts';

export interface Blame {
  readonly counterexamples: readonly Counterexample[];
  /** Clauses that failed only because another clause's fault got in the way. */
  readonly masked: ReadonlyMap<ClauseId, ClauseId>;
}

export interface BlameOptions {
  readonly deadlineMs: number;
  readonly capabilities: ReadonlySet<Capability>;
  readonly selects: (clause: ClauseId) => boolean;
  /** Whether a baseline knows this way of failing, so that another one behind it has to be looked for. */
  readonly isKnown?: (clause: ClauseId, signature: string) => boolean;
  /** How many programs the search among all shorter ones may try for each. */
  readonly searchProgramsMax: number;
  /** And for all of them together, where they are run one by one. */
  readonly searchProgramsTotal: number;
  readonly signal?: AbortSignal;
}

type IsWorthSearching = NonNullable<MinimizeOptions['isWorthSearching']>;

interface Budget {
  readonly callsMax: number;
  readonly programsMax: number;
}

const BUDGET: Budget = { callsMax: 2_000, programsMax: 2_000 };
/** Only half of what shows a change of mind. */
const CHOOSING_BUDGET: Budget = { callsMax: 1_000, programsMax: 1_000 };
/** Little where each program may cost a new process, and less where it may cost a deadline. */
const MISHAP_BUDGETS: Readonly<Record<AbnormalEnd['end']['kind'], Budget>> = {
  crash: { callsMax: 1_000, programsMax: 60 },
  'adapter-fault': { callsMax: 1_000, programsMax: 60 },
  timeout: { callsMax: 200, programsMax: 12 },
};

export async function blame(
  target: Target,
  ledger: Ledger,
  mishaps: readonly AbnormalEnd[],
  options: BlameOptions,
): Promise<Blame> {
  const investigation = new Investigation(target, ledger, options);
  for (const breach of ledger.breaches) await investigation.breach(breach);
  for (const { clause } of ledger.breaches) await investigation.behindKnown(clause);
  for (const conflict of ledger.conflicts) await investigation.conflict(conflict);
  const seen = new Set<string>();
  for (const mishap of mishaps) {
    if (seen.has(mishap.end.kind)) continue;
    seen.add(mishap.end.kind);
    await investigation.mishap(mishap);
  }
  return investigation.blame();
}

class Investigation {
  readonly #target: Target;
  readonly #ledger: Ledger;
  readonly #options: BlameOptions;
  readonly #found = new Map<string, Counterexample>();
  readonly #masked = new Map<ClauseId, ClauseId>();
  #searchProgramsLeft: number;

  constructor(target: Target, ledger: Ledger, options: BlameOptions) {
    this.#target = target;
    this.#ledger = ledger;
    this.#options = options;
    this.#searchProgramsLeft = options.searchProgramsTotal;
  }

  blame(): Blame {
    const counterexamples = [...this.#found.values()].toSorted(
      (a, b) => a.minimized.program.length - b.minimized.program.length,
    );
    return { counterexamples, masked: this.#masked };
  }

  async breach({ clause, program, source }: Breach): Promise<void> {
    if (this.#found.has(clause) || !this.#options.selects(clause)) return;
    const findingOf = (trace: Trace) => this.#judge(trace).find((finding) => finding.clause === clause);
    const minimized = await this.#minimize(
      program,
      BUDGET,
      async (candidate) => findingOf(await this.#run(candidate))?.at,
      // The victim of another fault is nobody's counterexample.
      async (candidate) => {
        const finding = findingOf(await this.#run(candidate));
        return finding !== undefined && (await this.#culprit(candidate, finding)) === undefined;
      },
    );
    const trace = await this.#run(minimized.program);
    const finding = findingOf(trace);
    if (finding === undefined) {
      this.#found.set(clause, {
        kind: 'inconsistent',
        clause,
        earlier: program,
        original: program,
        source,
        minimized,
        trace,
        repeats: false,
      });
      return;
    }
    const culprit = await this.#culprit(minimized.program, finding);
    if (culprit === undefined) {
      this.#found.set(clause, {
        kind: finding.outcome,
        finding,
        original: program,
        source,
        minimized,
        trace,
        repeats: true,
      });
      return;
    }
    this.#masked.set(clause, culprit.finding.clause);
    await this.breach({
      clause: culprit.finding.clause,
      outcome: culprit.finding.outcome,
      program: culprit.program,
      source,
    });
  }

  /**
   * Where the smallest program fails in a way that is known, the clause may be broken in a new way too: each other way in which
   * it was seen to fail is made small by itself, so that a known failure hides none.
   */
  async behindKnown(clause: ClauseId): Promise<void> {
    const { isKnown = () => false } = this.#options;
    const found = this.#found.get(clause);
    if (found === undefined || !('finding' in found)) return;
    const smallest = findingSignature(found.finding).id;
    if (!isKnown(clause, smallest)) return;
    for (const [signature, { program, source }] of this.#ledger.variants(clause)) {
      if (signature === smallest) continue;
      const matching = async (candidate: Program) =>
        this.#judge(await this.#run(candidate)).find(
          (finding) => finding.clause === clause && findingSignature(finding).id === signature,
        );
      const minimized = await this.#minimize(program, BUDGET, async (candidate) => (await matching(candidate))?.at);
      const finding = await matching(minimized.program);
      if (finding === undefined || (await this.#culprit(minimized.program, finding)) !== undefined) continue;
      const trace = await this.#run(minimized.program);
      const shared = { original: program, source, minimized, trace, repeats: true };
      this.#found.set(`${clause} ${signature}`, { kind: finding.outcome, finding, ...shared });
    }
  }

  /** Both programs, each made small by itself, show the change of mind in a single run, if anything does; else they stay two. */
  async conflict({ id, clause, first, second }: Conflict): Promise<void> {
    if (this.#found.has(clause) || !this.#options.selects(clause)) return;
    const source: Source = { strategy: 'conflict', index: 0 };
    const answer = (await this.#choices(first, id))[0]?.answer;
    const earlier = await this.#choosing(first, id, (choice) => choice.answer === answer);
    const later = await this.#choosing(second, id, (choice) => choice.answer !== answer);
    for (const program of inOne(earlier.program, later.program, this.#options.capabilities)) {
      const broken = this.#judge(await this.#run(program)).find((finding) => finding.clause === clause);
      if (broken !== undefined) return this.breach({ clause, outcome: 'deviation', program, source });
    }
    const trace = await this.#run(later.program);
    const found = { original: second, source, minimized: later, trace, repeats: true };
    this.#found.set(clause, { kind: 'inconsistent', clause, earlier: earlier.program, ...found });
  }

  /** The smallest program that answers the question so. */
  #choosing(program: Program, id: ChoiceId, isSo: (choice: Choice) => boolean): Promise<Minimized> {
    return this.#minimize(
      program,
      CHOOSING_BUDGET,
      async (candidate) => (await this.#choices(candidate, id)).find(isSo)?.at,
    );
  }

  async #choices(program: Program, id: ChoiceId): Promise<Judgement['choices']> {
    const trace = await this.#run(program);
    if (trace.end.kind !== 'complete') return [];
    return this.#ledger.judge(trace).choices.filter((choice) => choice.id === id);
  }

  async mishap({ end, program, source }: AbnormalEnd): Promise<void> {
    let repeats = false;
    const failsAt = async (candidate: Program) => {
      const trace = await this.#run(candidate);
      if (trace.end.kind !== end.kind) return undefined;
      repeats = true;
      return trace.end.at ?? candidate.length - 1;
    };
    // Each program that hangs costs its deadline, so none are sought.
    const minimized = await this.#minimize(
      program,
      MISHAP_BUDGETS[end.kind],
      failsAt,
      async () => end.kind !== 'timeout',
    );
    const trace = repeats ? await this.#run(minimized.program) : { program, responses: [], end };
    const again = trace.end.kind === 'complete' ? end : trace.end;
    this.#found.set(end.kind, { kind: end.kind, end: again, original: program, source, minimized, trace, repeats });
  }

  /** Another clause that is broken without misuse, without the event that the clause is about, or by a closer look; and where. */
  async #culprit(program: Program, finding: Finding): Promise<{ program: Program; finding: Finding } | undefined> {
    const { capabilities } = this.#options;
    const variants = [
      withoutIllegalCalls(program, withoutMisuse(capabilities)),
      withoutLastEvent(program, finding),
      withLooksAtDisable(program, finding),
    ];
    for (const variant of variants) {
      const runnable = withoutIllegalCalls(variant, capabilities);
      if (runnable.length === 0 || runnable.length === program.length) continue;
      const [other] = this.#judge(await this.#run(runnable));
      if (other !== undefined && other.clause !== finding.clause) return { program: runnable, finding: other };
    }
    return undefined;
  }

  #minimize(program: Program, budget: Budget, failsAt: FailsAt, isWorthSearching?: IsWorthSearching) {
    const { capabilities, signal } = this.#options;
    if (signal?.aborted) return minimize(program, { capabilities, callsMax: 0, programsMax: 0, failsAt });
    const optional = isWorthSearching === undefined ? {} : { isWorthSearching };
    return minimize(program, { capabilities, ...budget, failsAt, search: this.#search(), ...optional });
  }

  #search(): SearchOptions {
    const { reading, profiles } = this.#ledger;
    const programsMax = Math.min(this.#options.searchProgramsMax, this.#searchProgramsLeft);
    return { explore: this.#explore(), reading, profiles, programsMax };
  }

  /** By forks where sessions of this process have them, which is what makes the search cheap. */
  #explore(): Explore {
    const { open, runsMax = 1 } = this.#target;
    if (open?.().fork !== undefined) return (exploration) => exploreByForks(open, exploration);
    const { signal } = this.#options;
    const byRuns = { execute: (program: Program) => this.#run(program), runsMax, signal };
    return async (exploration) => {
      const programsMax = Math.min(exploration.programsMax, this.#searchProgramsLeft);
      const explored = await exploreByRuns(byRuns, { ...exploration, programsMax });
      this.#searchProgramsLeft -= explored.programs;
      return explored;
    };
  }

  async #run(program: Program): Promise<Trace> {
    try {
      return await execute(this.#target, program, this.#options);
    } catch (error) {
      if (!(error instanceof TargetFailure)) throw error;
      return { program, responses: [], end: { kind: 'crash', message: error.message, at: undefined } };
    }
  }

  #judge(trace: Trace): readonly Finding[] {
    return trace.end.kind === 'complete' ? this.#ledger.judge(trace).findings : [];
  }
}

const SLOTS_HALF = SLOTS_MAX / 2;

/** The ways in which two programs can be one: each on slots of its own, or the second where the first left off. */
function inOne(first: Program, second: Program, capabilities: ReadonlySet<Capability>): readonly Program[] {
  const shift = (program: Program, by: number): Program =>
    program.map((call): Call =>
      typeof call.channel === 'number' ? { ...call, channel: (call.channel % SLOTS_HALF) + by } : call,
    );
  const apart = [
    [...shift(first, 0), ...shift(second, SLOTS_HALF)],
    [...shift(second, 0), ...shift(first, SLOTS_HALF)],
  ];
  return [...apart, [...first, ...second], [...second, ...first]].map((program) =>
    withoutIllegalCalls(program, capabilities),
  );
}

/** The clauses about what an event must leave alone, by the first word of their ids. */
const ABOUT_EVENTS = /^(held|offer)\./;

/**
 * The program with a look at what each Disable finds and leaves: what was lost before only seems to be reset, and what is lost
 * later only seems to have been. The program itself where the clause is not about what is held or offered.
 */
function withLooksAtDisable(program: Program, { clause }: Finding): Program {
  if (!ABOUT_EVENTS.test(clause)) return program;
  return program.flatMap((call): Program => {
    if (call.kind !== 'disable') return [call];
    const look: Call = { kind: 'readReservation', channel: call.channel };
    return [look, call, look];
  });
}

/**
 * The program without the last call that could have changed what was read; for a slot used again, without the life before.
 * The program itself where the clause is not about an event.
 */
function withoutLastEvent(program: Program, { clause, at, call, before }: Finding): Program {
  if (!ABOUT_EVENTS.test(clause)) return program;
  const isEvent = (index: number) => {
    const { kind, channel } = program[index]!;
    if (kind.startsWith('read') || kind === 'getMmioSpace') return false;
    return clause.endsWith('.independent') ? channel !== call.channel : channel === call.channel;
  };
  let event = at - 1;
  while (event >= 0 && !isEvent(event)) event -= 1;
  if (event < 0) return program;
  return before.origin === 'reused' ? program.slice(event) : program.toSpliced(event, 1);
}
