/**
 * A campaign: the programs of a tier drawn, executed, judged, their failures made small and summed up.
 * Everything follows from the target, the tier and the seed; the clock is only read for progress.
 */
import { guaranteeOf, type Source, type Strategy, type StrategyContext } from '../generate/generate.ts';
import type { Blame } from './blame.ts';
import { withDefaults, type WithDefaults } from './campaign-defaults.ts';
import { campaignFacts } from './campaign-facts.ts';
import type { CampaignOptions } from './campaign-options.ts';
import { claimsOf } from '../judge/claims.ts';
import { AnswersSeen } from '../judge/answers-seen.ts';
import { ledgersOf } from '../judge/ledger.ts';
import { clauseFacts, snapshotOf } from './judged-facts.ts';
import { strategiesOf } from '../generate/tier.ts';
import { TargetFailure, type Capability, type Program, type Target, type Unrepeated } from '../target.ts';
import type { Trace } from '../execute/trace.ts';
import type { Facts, Snapshot, StrategyResult } from './facts.ts';
import { corpusStrategy } from './corpus-strategy.ts';
import { EnableAgain } from './enable-again.ts';
import { EdgesReached } from './edges-reached.ts';
import { EndLimits } from './end-limits.ts';
import { TimeSlice } from './progress.ts';
import { ownShare } from './own-share.ts';
import { ReadingsJudged } from './readings-judged.ts';
import { RunLog } from './run-log.ts';
import { RunPlan } from './run-plan.ts';
import { leftOut, leftOutOfBudget } from './budget.ts';
import { runPairs, type PairsRun } from './run-pairs.ts';
import { runPrograms } from './run-programs.ts';
import { searchLimits } from './search-limits.ts';
import { SuiteProgress } from './suite-progress.ts';
import { Troubles } from './troubles.ts';
import { mergeUnrepeated } from './unrepeated.ts';
export type { CampaignOptions } from './campaign-options.ts';
export type { Progress } from './progress.ts';

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
  readonly #ledgers: ReadingsJudged;
  readonly #troubles: Troubles;
  readonly #strategies: StrategyResult[] = [];
  readonly #endedOnce: Unrepeated[] = [];
  readonly #edges: EdgesReached;
  readonly #answersSeen = new AnswersSeen();
  readonly #suiteProgress = new SuiteProgress();
  #blamed: Blame = { counterexamples: [], masked: new Map(), unrepeated: [] };
  /** Only kept where there is a fresh process in which it could be run again. */
  readonly #log: RunLog | undefined;
  #corpusSkipped = 0;
  #programs = 0;
  #programsInBatches = 0;
  #calls = 0;
  /** Why the campaign ended before its tier was done, if it did. */
  #cutShort: string | undefined;
  readonly #slice = new TimeSlice();
  readonly #limits: EndLimits;
  readonly #enableAgain = new EnableAgain();
  #plan!: RunPlan;
  /** Whether the strategy at hand was ended by the budget. */
  #isBrokenOff = false;

  constructor(target: Target, options: WithDefaults<CampaignOptions>) {
    this.#target = target;
    this.#options = options;
    this.#limits = new EndLimits(options);
    this.#capabilities = new Set(target.info.capabilities);
    this.#edges = new EdgesReached(target.edgeCounting);
    this.#log = target.restart === undefined ? undefined : new RunLog();
    this.#troubles = new Troubles(options, this.#limits, this.#log);
    this.#ledgers = new ReadingsJudged(ledgersOf(claimsOf(target.info), options.oracle), options.reading);
  }

  async run(): Promise<void> {
    const notesEdges = this.#target.edgeCounting !== undefined;
    const drawn = await strategiesOf(this.#options.tier, this.#options.programs, notesEdges);
    const { strategy: corpus, skipped } = corpusStrategy(
      ownShare(this.#options.corpus, this.#options.shard),
      this.#capabilities,
    );
    this.#corpusSkipped = skipped;
    const strategies = [...(corpus.total === 0 ? [] : [corpus]), ...drawn];
    this.#plan = new RunPlan(strategies, await strategiesOf('smoke'), this.#target, this.#options);
    // Disable behind an Enable that was refused would be misuse, which is only made where it is claimed.
    await this.#enableAgain.learn(!this.#capabilities.has('misuse'), this.#target, this.#options, this.#log);
    for (const strategy of strategies) {
      if (this.#cutShort !== undefined) break;
      const why = this.#options.leavesOut?.(strategy.name);
      const begins = this.#plan.begins(strategy, this.#strategies, this.#ran, this.#context());
      if (why !== undefined) this.#strategies.push(leftOut(strategy, why));
      else if (begins) await this.#runStrategy(strategy);
      else this.#strategies.push(leftOutOfBudget(strategy));
    }
    const ledger = this.#ledgers.selected;
    if (ledger.breaches.length + ledger.conflicts.length + this.#troubles.mishaps.length === 0) return;
    // Loaded here, since a target that conforms needs nothing of what makes failures small.
    const { blame } = await import('./blame.ts');
    this.#blamed = await blame(this.#target, ledger, this.#troubles.mishaps, {
      deadlineMs: this.#options.deadlineMs,
      capabilities: this.#capabilities,
      selects: this.#options.selects,
      failingAmounts: this.#troubles.failingAmounts,
      ...(this.#log ? { log: this.#log } : {}),
      ...(this.#options.isKnown ? { isKnown: this.#options.isKnown } : {}),
      ...searchLimits(this.#target, this.#programs - this.#programsInBatches, this.#options.searchProgramsMax),
      isOver: () => this.#limits.isOver || this.#plan.whyOver !== undefined,
    });
    // What was not made small to the end may have been blamed on the wrong clause.
    const why = this.#limits.isOver ? this.#limits.why : this.#plan.whyOver;
    if (this.#blamed.counterexamples.length > 0) this.#cutShort ??= why;
  }

  facts(): Facts {
    return campaignFacts(this.#options, this.#ledgers, this.#blamed, this.#troubles.mishaps, {
      ...this.#ran,
      target: this.#target.info,
      strategies: this.#strategies,
      answersSeen: this.#answersSeen.all,
      cutShort: this.#cutShort,
      unrepeated: this.#allUnrepeated(),
      corpusSkipped: this.#corpusSkipped,
      edges: this.#edges.facts,
    });
  }

  /** The target tries again by itself what it can, and blame does it with the rest. */
  #allUnrepeated(): readonly Unrepeated[] {
    return mergeUnrepeated([this.#target.unrepeated ?? [], this.#blamed.unrepeated, this.#endedOnce]);
  }

  #context(): StrategyContext {
    const ledger = this.#ledgers.selected;
    const { roomMegabytes } = this.#target.info;
    const given = { capabilities: this.#capabilities, roomMegabytes, seed: this.#options.seed };
    return { ...given, reading: ledger.reading, profile: () => ledger.profile, seeds: () => this.#edges.seeds };
  }

  async #runStrategy(strategy: Strategy): Promise<void> {
    const before = { ...this.#ran, at: performance.now() };
    this.#troubles.failingCalls = 0;
    this.#ledgers.begin();
    this.#suiteProgress.begin(this.#options.shard === undefined ? strategy.completeAfter?.(this.#context()) : []);
    let pairs: PairsRun | undefined;
    try {
      pairs = await this.#runPairs(strategy);
      if (pairs === undefined) await this.#runPrograms(strategy);
      const isRefused = this.#ledgers.selected.refusesEnable && this.#cutShort === undefined && pairs === undefined;
      if (await this.#enableAgain.learn(isRefused, this.#target, this.#options, this.#log))
        await this.#runPrograms(strategy);
    } catch (error) {
      if (!(error instanceof TargetFailure) || this.#programs === 0) throw error;
      this.#cutShort = error.message;
    }
    const { passedOver } = this.#ledgers.selected;
    const done = {
      name: strategy.name,
      guarantee: guaranteeOf(strategy, this.#capabilities) + this.#enableAgain.words + passedOver.words,
      programs: this.#programs - before.programs,
      calls: this.#calls - before.calls,
      endedEarly: this.#cutShort !== undefined || this.#troubles.areEnough,
      durationMs: performance.now() - before.at,
    };
    if (done.programs === 0 && pairs?.isLeftOut !== true) return;
    const more = { ...this.#suiteProgress.after(done.programs), ...passedOver.told(strategy), ...pairs };
    this.#strategies.push({ ...done, ...more, ...(this.#isBrokenOff ? leftOutOfBudget(strategy, done) : {}) });
  }

  async #runPrograms(strategy: Strategy): Promise<void> {
    this.#ledgers.begin();
    // The corpus has its own share already, by file, and stays as it was saved.
    const all = strategy.programs(this.#context());
    const programs = strategy.name === 'corpus' ? all : this.#enableAgain.within(ownShare(all, this.#options.shard));
    if (this.#log) this.#log.isPaused = strategy.instancesAtOnce !== undefined;
    await this.#runAll(strategy, programs);
  }

  async #runAll(strategy: Strategy, programs: Iterable<Program>): Promise<boolean> {
    // What would run into its deadline one after the other is not waited for.
    const givesUp = (): boolean => this.#cutShort !== undefined || this.#limits.isOver;
    // One is run in any case, or nothing could be said.
    const unlessOver = <T>(running: Promise<T>) => (this.#programs === 0 ? running : this.#limits.unlessOver(running));
    let [index, isWrong] = [0, false];
    await runPrograms(
      this.#target,
      programs,
      strategy.instancesAtOnce,
      { ...this.#options, givesUp, unlessOver },
      (trace) => {
        if (this.#enter(trace, { strategy: strategy.name, index })) isWrong = true;
        index += 1;
        return this.#isOver(strategy, index);
      },
    );
    if (this.#target.open === undefined) this.#cutShort ??= this.#limits.why;
    return isWrong;
  }

  /** Nothing of a strategy that has other programs. */
  async #runPairs(strategy: Strategy): Promise<PairsRun | undefined> {
    if (strategy.pairs === undefined) return undefined;
    const before = this.#programs;
    return runPairs(strategy.pairs, this.#context(), this.#options.shard, {
      target: this.#target,
      deadlineMs: this.#options.deadlineMs,
      callsPerMs: this.#calls / this.#strategies.reduce((sum, { durationMs }) => sum + durationMs, 0),
      enter: (trace) => this.#enter(trace, { strategy: strategy.name, index: this.#programs - before }),
      enterAlike: (trace, times) => this.#ledgers.enterAlike(trace, times),
      count: (programs, calls) => {
        this.#programs += programs;
        this.#programsInBatches += programs;
        this.#calls += calls;
      },
      runAll: (programs) => this.#runAll(strategy, programs),
      noteOnce: (unrepeated) => this.#endedOnce.push(unrepeated),
      isOver: () => this.#isOver(strategy, this.#programs - before),
    });
  }

  /** Whether there is something to object. */
  #enter(trace: Trace, source: Source): boolean {
    this.#programs += 1;
    const { end, program } = trace;
    this.#calls += program.length;
    this.#suiteProgress.note(trace);
    this.#edges.note(trace);
    if (end.kind !== 'complete') {
      this.#troubles.noteEnd({ end, program, source }, trace);
      return true;
    }
    let isWrong = false;
    for (const ledger of this.#ledgers.judging) {
      const findings = ledger.enter(trace, source);
      if (ledger !== this.#ledgers.selected) continue;
      isWrong = findings.length > 0;
      if (isWrong) this.#troubles.noteFindings({ trace, findings, source });
      this.#troubles.noteConflicts(ledger.conflicts);
    }
    this.#log?.note(program);
    if (source.strategy === 'boundary') this.#answersSeen.note(trace);
    return isWrong;
  }

  get #ran() {
    return { programs: this.#programs, calls: this.#calls };
  }

  #snapshot(): Snapshot {
    const clauses = clauseFacts(this.#ledgers.selected, this.#blamed.masked, this.#options.selects);
    return { ...snapshotOf(this.#ledgers.selected, clauses), ...this.#ran, unrepeated: this.#allUnrepeated() };
  }

  /** Whether the strategy at hand has told what it can. */
  #hasEnough(): boolean {
    if (this.#limits.hasEnough) this.#cutShort ??= this.#limits.why;
    if (this.#plan.isSpent) this.#isBrokenOff = true;
    return this.#isBrokenOff || this.#cutShort !== undefined || this.#troubles.areEnough;
  }

  /** Lets signals and progress get their turn now and then; whether the strategy is to end. */
  #isOver(strategy: Strategy, programs: number): boolean | Promise<boolean> {
    return this.#hasEnough() || (this.#slice.isOver && this.#isOverAfterPause(strategy, programs));
  }

  async #isOverAfterPause(strategy: Strategy, programs: number): Promise<boolean> {
    await this.#slice.next();
    this.#plan.note(strategy, this.#ran);
    this.#cutShort ??= this.#limits.why;
    this.#options.onProgress?.({
      strategy: strategy.name,
      ...this.#plan.progress(this.#context(), this.#ran),
      programs,
      calls: this.#calls,
      failures: this.#ledgers.selected.breaches.length + this.#troubles.mishaps.length,
      snapshot: () => this.#snapshot(),
    });
    return this.#cutShort !== undefined;
  }
}
