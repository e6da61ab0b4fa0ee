/**
 * A campaign: the programs of a tier drawn, executed, judged, their failures made small and summed up.
 * Everything follows from the target, the tier and the seed; the clock is only read for progress.
 */
import type { AbnormalEnd, FailingProgram } from './counterexample.ts';
import { findingSignature } from '../judge/finding-signature.ts';
import type { Source, Strategy, StrategyContext } from '../generate/generate.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import { blame, type Blame } from './blame.ts';
import { withDefaults, type WithDefaults } from './campaign-defaults.ts';
import type { CampaignOptions } from './campaign-options.ts';
import { executeInProcess } from '../execute/execute.ts';
import { runWindow } from '../execute/run-window.ts';
import { isRunnable } from '../program/lifecycle.ts';
import { AnswersSeen } from '../judge/answers-seen.ts';
import { ledgersOf, type Ledger } from '../judge/ledger.ts';
import { clauseFacts, judgedFacts } from './judged-facts.ts';
import { strategiesOf } from '../generate/tier.ts';
import { TargetFailure } from '../target.ts';
import type { Capability, Program, Target, Unrepeated } from '../target.ts';
import type { Trace } from '../execute/trace.ts';
import type { Facts, Snapshot, StrategyResult } from './facts.ts';
import { EndLimits } from './end-limits.ts';
import { FailingAmounts } from './failing-amounts.ts';
import { TimeSlice } from './progress.ts';
import { endSignature, endWaysOf } from './signature.ts';
import { ownShare } from './own-share.ts';
import { RunLog } from './run-log.ts';
import { searchLimits } from './search-limits.ts';
import { SuiteProgress } from './suite-progress.ts';
import { WorkloadEstimate } from './workload.ts';
import { mergeUnrepeated } from './unrepeated.ts';
export type { CampaignOptions } from './campaign-options.ts';
export type { Progress } from './progress.ts';

/** So many calls in failing programs of one strategy tell what there is to tell; the next strategy may tell more. */
const FAILING_CALLS_MAX = 2_000;

/**
 * Runs a campaign and gives what was run and seen; `gate` makes a verdict of it. Rejects with `TargetFailure` of kind `unusable`
 * only where nothing was run at all, and with `RangeError` for an option that there is not. The target is not closed.
 */
export async function runCampaign(target: Target, options: CampaignOptions = {}): Promise<Facts> {
  const campaign = new Campaign(target, withDefaults(options));
  await campaign.run();
  return campaign.facts();
}

class Campaign {
  readonly #target: Target;
  readonly #options: WithDefaults<CampaignOptions>;
  readonly #capabilities: ReadonlySet<Capability>;
  readonly #ledgers: readonly Ledger[];
  readonly #mishaps: AbnormalEnd[] = [];
  readonly #strategies: StrategyResult[] = [];
  readonly #answersSeen = new AnswersSeen();
  readonly #suiteProgress = new SuiteProgress();
  #blamed: Blame = { counterexamples: [], masked: new Map(), unrepeated: [] };
  /** Only kept where there is a fresh process in which it could be run again. */
  readonly #log: RunLog | undefined;
  readonly #failingAmounts = new FailingAmounts();
  #corpusSkipped = 0;
  #workload = new WorkloadEstimate([], 1);
  #programs = 0;
  #calls = 0;
  /** Why the campaign ended before its tier was done, if it did. */
  #cutShort: string | undefined;
  readonly #slice = new TimeSlice();
  readonly #limits: EndLimits;
  /** Calls in programs of the strategy at hand that failed. */
  #failingCalls = 0;

  constructor(target: Target, options: WithDefaults<CampaignOptions>) {
    this.#target = target;
    this.#options = options;
    this.#limits = new EndLimits(options);
    this.#capabilities = new Set(target.info.capabilities);
    this.#log = target.restart === undefined ? undefined : new RunLog();
    this.#ledgers = ledgersOf(this.#capabilities, options.oracle);
  }

  async run(): Promise<void> {
    const drawn = await strategiesOf(this.#options.tier, this.#options.programs);
    const corpus = this.#corpusStrategy();
    const strategies = [...(corpus.total === 0 ? [] : [corpus]), ...drawn];
    this.#workload = new WorkloadEstimate(strategies, this.#options.shard?.count ?? 1);
    for (const strategy of strategies) {
      if (this.#cutShort === undefined) await this.#runStrategy(strategy);
    }
    const ledger = this.#selected();
    this.#blamed = await blame(this.#target, ledger, this.#mishaps, {
      deadlineMs: this.#options.deadlineMs,
      capabilities: this.#capabilities,
      selects: this.#options.selects,
      failingAmounts: this.#failingAmounts,
      ...(this.#log ? { log: this.#log } : {}),
      ...(this.#options.isKnown ? { isKnown: this.#options.isKnown } : {}),
      ...searchLimits(this.#target, this.#programs, this.#options.searchProgramsMax),
      isOver: () => this.#limits.isOver,
    });
    // What was not made small to the end may have been blamed on the wrong clause.
    if (this.#blamed.counterexamples.length > 0 && this.#limits.isOver) this.#cutShort ??= this.#limits.why;
  }

  facts(): Facts {
    const ledger = this.#selected();
    return {
      target: this.#target.info,
      tier: this.#options.tier,
      seed: this.#options.seed,
      reading: ledger.reading,
      readings: this.#ledgers.map(({ reading, isSatisfied }) => ({
        reading,
        satisfied: isSatisfied && this.#mishaps.length === 0,
      })),
      clauses: clauseFacts(ledger, this.#blamed.masked, this.#options.selects),
      deselected: clauseFacts(ledger, this.#blamed.masked, (id) => !this.#options.selects(id)),
      selection: this.#options.selection,
      shard: this.#options.shard,
      programsAsked: this.#options.programs,
      choices: ledger.choices,
      counterexamples: this.#blamed.counterexamples,
      endWays: endWaysOf(this.#mishaps, this.#blamed.counterexamples),
      strategies: this.#strategies,
      programs: this.#programs,
      calls: this.#calls,
      ...judgedFacts(ledger),
      answersSeen: this.#answersSeen.all,
      cutShort: this.#cutShort,
      unrepeated: this.#allUnrepeated(),
      corpusSkipped: this.#corpusSkipped,
    };
  }

  /** The target tries again by itself what it can, and blame does it with the rest. */
  #allUnrepeated(): readonly Unrepeated[] {
    return mergeUnrepeated([this.#target.unrepeated ?? [], this.#blamed.unrepeated]);
  }

  /** The reading to judge under. `any`: the first that is satisfied, else the one that objects to less. */
  #selected(): Ledger {
    const { reading } = this.#options;
    const objections = (ledger: Ledger) => ledger.breaches.length + ledger.conflicts.length;
    if (reading === 'any') return this.#ledgers.toSorted((a, b) => objections(a) - objections(b))[0]!;
    return this.#ledgers.find((ledger) => ledger.reading === reading)!;
  }

  #corpusStrategy(): Strategy {
    const own = [...ownShare(this.#options.corpus, this.#options.shard)];
    const runnable = own.filter((programs) => programs.every((program) => isRunnable(program, this.#capabilities)));
    this.#corpusSkipped = own.flat().length - runnable.flat().length;
    const programs = runnable.flat();
    const guarantee = 'every program that failed before';
    return { name: 'corpus', guarantee, total: programs.length, programs: () => programs };
  }

  #context(): StrategyContext {
    const ledger = this.#selected();
    const { reading } = ledger;
    return { capabilities: this.#capabilities, reading, profile: () => ledger.profile, seed: this.#options.seed };
  }

  async #runStrategy(strategy: Strategy): Promise<void> {
    const before = { programs: this.#programs, calls: this.#calls, at: performance.now() };
    this.#workload.begin(strategy, this.#calls);
    this.#failingCalls = 0;
    // The corpus has its own share already, by file.
    const shard = strategy.name === 'corpus' ? undefined : this.#options.shard;
    this.#suiteProgress.begin(shard === undefined ? strategy.completeAfter?.(this.#context()) : []);
    const programs = ownShare(strategy.programs(this.#context()), shard);
    try {
      if (this.#target.open !== undefined) await this.#runInProcess(strategy, programs);
      else await this.#runRemotely(strategy, programs);
    } catch (error) {
      if (!(error instanceof TargetFailure) || this.#programs === 0) throw error;
      this.#cutShort = error.message;
    }
    const done = {
      programs: this.#programs - before.programs,
      calls: this.#calls - before.calls,
      endedEarly: this.#cutShort !== undefined || this.#failingCalls > FAILING_CALLS_MAX,
      durationMs: performance.now() - before.at,
    };
    const { name, guarantee } = strategy;
    if (done.programs > 0)
      this.#strategies.push({ name, guarantee, ...done, ...this.#suiteProgress.after(done.programs) });
  }

  async #runInProcess(strategy: Strategy, programs: Iterable<Program>): Promise<void> {
    const open = this.#target.open!;
    let index = 0;
    for (const program of programs) {
      this.#enter(executeInProcess(open, program), { strategy: strategy.name, index });
      index += 1;
      if (await this.#isOver(strategy, index)) return;
    }
  }

  async #runRemotely(strategy: Strategy, programs: Iterable<Program>): Promise<void> {
    const { deadlineMs } = this.#options;
    // What would run into its deadline one after the other is not waited for.
    const givesUp = (): boolean => this.#cutShort !== undefined || this.#limits.isOver;
    // One is run in any case, or nothing could be said.
    const unlessOver = <T>(running: Promise<T>) => (this.#programs === 0 ? running : this.#limits.unlessOver(running));
    let index = 0;
    for await (const trace of runWindow(this.#target, programs, { deadlineMs, givesUp, unlessOver })) {
      this.#enter(trace, { strategy: strategy.name, index });
      index += 1;
      if (await this.#isOver(strategy, index)) return;
    }
    this.#cutShort ??= this.#limits.why;
  }

  #enter(trace: Trace, source: Source): void {
    this.#programs += 1;
    const { end, program } = trace;
    this.#calls += program.length;
    this.#suiteProgress.note(trace);
    if (end.kind !== 'complete') {
      this.#log?.noteFailure(end.kind, program);
      this.#log?.note(program);
      this.#mishaps.push({ end, program, source });
      this.#failingAmounts.note(program[end.at ?? program.length - 1], undefined);
      this.#options.onFailure?.({ trace, findings: [], source });
      if (this.#options.isKnown?.(end.kind, endSignature({ end, program }).id) !== true) this.#limits.countEnd(end);
      return;
    }
    for (const ledger of this.#ledgers) {
      if (!this.#isJudged(ledger)) continue;
      const findings = ledger.enter(trace, source);
      if (ledger !== this.#selected()) continue;
      if (findings.length > 0) this.#noteTrouble({ trace, findings, source });
      // How a baseline would sign it is only known once both of its programs are small.
      if (this.#options.isKnown === undefined)
        for (const { clause } of ledger.conflicts) if (this.#counts(clause)) this.#limits.countFailure(clause);
    }
    this.#log?.note(program);
    if (source.strategy === 'boundary') this.#answersSeen.note(trace);
  }

  /** What the gate lets pass is no reason to end a strategy or the run early, or it would hide what the gate would not. */
  #noteTrouble(trouble: FailingProgram): void {
    const { onFailure, isKnown = () => false } = this.#options;
    const { findings, trace } = trouble;
    onFailure?.(trouble);
    for (const { clause, call, before } of findings) {
      this.#log?.noteFailure(clause, trace.program);
      this.#failingAmounts.note(call, before.offered);
    }
    const fresh = findings.filter((one) => this.#counts(one.clause) && !isKnown(one.clause, findingSignature(one).id));
    if (fresh.length > 0) this.#failingCalls += trace.program.length;
    for (const { clause } of fresh) this.#limits.countFailure(clause);
  }

  #counts(clause: ClauseId): boolean {
    return this.#options.selects(clause) && this.#options.counts?.(clause) !== false;
  }

  /** The reading that was not asked for is only judged until it is known whether the target satisfies it. */
  #isJudged(ledger: Ledger): boolean {
    const { reading } = this.#options;
    return reading === 'any' || ledger.reading === reading || ledger.isSatisfied;
  }

  #snapshot(): Snapshot {
    const ledger = this.#selected();
    return {
      reading: ledger.reading,
      programs: this.#programs,
      calls: this.#calls,
      clauses: clauseFacts(ledger, this.#blamed.masked, this.#options.selects),
      choices: ledger.choices,
      ...judgedFacts(ledger),
      unrepeated: this.#allUnrepeated(),
    };
  }

  /** Whether the strategy at hand has told what it can. */
  #hasEnough(): boolean {
    if (this.#limits.hasEnough) this.#cutShort ??= this.#limits.why;
    return this.#cutShort !== undefined || this.#failingCalls > FAILING_CALLS_MAX;
  }

  async #isOver(strategy: Strategy, programs: number): Promise<boolean> {
    if (this.#hasEnough()) return true;
    if (!this.#slice.isOver) return false;
    await this.#slice.next();
    this.#cutShort ??= this.#limits.why;
    this.#options.onProgress?.({
      strategy: strategy.name,
      ...this.#workload.place,
      programs,
      calls: this.#calls,
      failures: this.#selected().breaches.length + this.#mishaps.length,
      workload: () => this.#workload.reckon(this.#context()),
      snapshot: () => this.#snapshot(),
    });
    return this.#cutShort !== undefined;
  }
}
