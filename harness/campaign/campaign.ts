/**
 * A campaign: the programs of a tier drawn, executed, judged, their failures made small and summed up.
 * Everything follows from the target, the tier and the seed; the clock is only read for progress.
 */
import { guaranteeOf, type Strategy, type StrategyContext } from '../generate/generate.ts';
import type { Block } from './block.ts';
import { BlockByBlock } from './block-by-block.ts';
import { withDefaults, type WithDefaults } from './campaign-defaults.ts';
import { campaignFacts } from './campaign-facts.ts';
import type { CampaignOptions } from './campaign-options.ts';
import { CampaignRecord } from './campaign-record.ts';
import { corpusStrategy, type CorpusStrategy } from './corpus-strategy.ts';
import { clauseFacts, snapshotOf } from './judged-facts.ts';
import { strategiesOf } from '../generate/tier.ts';
import { TargetFailure, type Capability, type Program, type Target, type Unrepeated } from '../target.ts';
import type { Profile } from '../machine/automaton.ts';
import type { Facts, Snapshot, StrategyResult } from './facts.ts';
import { EnableAgain } from './enable-again.ts';
import { EndLimits } from './end-limits.ts';
import { blameOf, type Blame, type Investigation } from './investigation.ts';
import { type Progress, TimeSlice } from './progress.ts';
import { profileShown } from './profile-shown.ts';
import { RunPlan } from './run-plan.ts';
import { leftOut, leftOutOfBudget } from './budget.ts';
import { runPairs, type PairsRun } from './run-pairs.ts';
import { runPrograms } from './run-programs.ts';
import { Soak } from './soak.ts';
import { ownShare } from './share.ts';
import { strategyResult } from './strategy-result.ts';
import { mergeUnrepeated } from './unrepeated.ts';
export type { CampaignOptions, Progress };
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
  readonly #record: CampaignRecord;
  readonly #strategies: StrategyResult[] = [];
  /** Of one part of several: what it ran. */
  readonly #ownBlocks: Block[];
  #blamed: Blame = blameOf([]);
  #investigations: readonly Investigation[] = [];
  #corpus!: CorpusStrategy;
  #names: readonly string[] = [];
  /** As the target showed it when it was asked, if it was. */
  #profile: Profile | undefined;
  /** Why the campaign ended before its tier was done, if it did. */
  #cutShort: string | undefined;
  readonly #slice = new TimeSlice();
  readonly #limits: EndLimits;
  readonly #enableAgain = new EnableAgain();
  readonly #soak: Soak | undefined;
  #plan!: RunPlan;
  /** Whether the strategy at hand was ended by the budget. */
  #isBrokenOff = false;
  #blocks!: BlockByBlock;

  constructor(target: Target, options: WithDefaults<CampaignOptions>) {
    this.#target = target;
    this.#options = options;
    this.#ownBlocks = [...(options.ranBefore ?? [])];
    this.#cutShort = options.cutShort;
    this.#limits = new EndLimits(options);
    this.#soak = options.soak && new Soak(options.soak, options);
    this.#capabilities = new Set(target.info.capabilities);
    this.#record = new CampaignRecord(target, options, this.#limits);
    if (this.#handOver !== undefined) this.#record.keepTrack();
  }

  async run(): Promise<void> {
    const strategies = await this.#laidOut();
    this.#plan = new RunPlan(strategies, await strategiesOf('smoke'), this.#target, this.#options);
    // Disable behind an Enable that was refused would be misuse, which is only made where it is claimed.
    await this.#learnEnable(!this.#capabilities.has('misuse'));
    for (const strategy of strategies) {
      const isKnown = this.#options.ranBefore?.some((block) => block.strategy === strategy.name) === true;
      if (this.#cutShort !== undefined && !isKnown) break;
      const why = this.#options.leavesOut?.(strategy.name);
      if (why !== undefined) this.#strategies.push(leftOut(strategy, why));
      else if (this.#plan.begins(strategy, this.#strategies, this.#ran, this.#context()))
        await this.#runStrategy(strategy);
      else this.#strategies.push(leftOutOfBudget(strategy));
      // Its programs show how the target answers the open questions.
      if (strategy.name === 'boundary') await this.#settleProfile(strategy);
    }
    if (this.#cutShort === undefined && this.#soak !== undefined) await this.#goOn(this.#soak);
    if (this.#options.looksIntoFailures !== false) await this.#blame();
  }

  async #goOn(soak: Soak): Promise<void> {
    const [target, record, limits, options] = [this.#target, this.#record, this.#limits, this.#options];
    const within = (programs: Iterable<Program>) => this.#enableAgain.within(programs);
    const more = { context: this.#context(), order: this.#names.length, within, snapshot: () => this.#snapshot() };
    await soak.run({ target, record, limits, options, ...more });
  }

  async #laidOut(): Promise<readonly Strategy[]> {
    const { tier, programs, corpus, shard } = this.#options;
    const drawn = await strategiesOf(tier, programs, this.#target.edgeCounting !== undefined);
    this.#corpus = corpusStrategy(corpus, this.#capabilities, shard);
    const { strategy } = this.#corpus;
    this.#names = [strategy, ...drawn].map(({ name }) => name);
    return [...(strategy.total === 0 ? [] : [strategy]), ...drawn];
  }

  async #blame(): Promise<void> {
    const { selected } = this.#record.ledgers;
    if (selected.breaches.length + selected.conflicts.length + this.#record.troubles.mishaps.length === 0) return;
    // Loaded here, since a target that conforms needs nothing of what makes failures small.
    const { blameRecord } = await import('./blame-record.ts');
    const isOver = () => this.#limits.isOver || this.#plan.whyOver !== undefined;
    const about = { isOver, order: (strategy: string) => this.#names.indexOf(strategy), blocks: this.#ownBlocks };
    [this.#blamed, this.#investigations] = await blameRecord(this.#target, this.#record, this.#options, about);
    // What was not made small to the end may have been blamed on the wrong clause.
    const why = this.#limits.isOver ? this.#limits.why : this.#plan.whyOver;
    if (this.#blamed.counterexamples.length > 0) this.#cutShort ??= why;
  }

  facts(): Facts {
    const { ledgers, troubles, answersSeen, edges } = this.#record;
    const part = { blocks: this.#ownBlocks, investigations: this.#investigations };
    return campaignFacts(this.#options, ledgers, this.#blamed, troubles.mishaps, {
      ...this.#ran,
      target: this.#target.info,
      strategies: this.#strategies,
      answersSeen: answersSeen.all,
      cutShort: this.#cutShort,
      unrepeated: this.#allUnrepeated(),
      corpusSkipped: this.#corpus.skipped,
      edges: edges.facts,
      soak: this.#soak?.facts,
      ...(this.#options.shard === undefined ? {} : { part }),
    });
  }

  /** What blame does again counts too. */
  #allUnrepeated(): readonly Unrepeated[] {
    return mergeUnrepeated([this.#record.unrepeated, this.#blamed.unrepeated]);
  }

  #context(): StrategyContext {
    const ledger = this.#record.ledgers.selected;
    const { roomMegabytes } = this.#target.info;
    const given = { capabilities: this.#capabilities, roomMegabytes, seed: this.#options.seed };
    const profile = () => this.#profile ?? ledger.profile;
    return { ...given, reading: ledger.reading, profile, seeds: () => this.#record.edges.seeds };
  }

  /** One part alone, or a beginning of the strategy, may not have shown all that the whole of it shows. */
  async #settleProfile(strategy: Strategy): Promise<void> {
    const isWhole = this.#options.shard === undefined && !this.#blocks.isEnough;
    if (isWhole || this.#cutShort !== undefined || this.#record.troubles.mishaps.length > 0) return;
    const [programs, { ledgers, log }] = [strategy.programs(this.#context()), this.#record];
    const about = { reading: ledgers.selected.reading, limits: this.#limits, log };
    this.#profile = await profileShown(this.#target, programs, this.#options, about);
  }

  get #handOver(): ((block: Block) => void) | undefined {
    const { shard, onBlock } = this.#options;
    if (shard === undefined) return onBlock;
    return (block) => {
      this.#ownBlocks.push(block);
      onBlock?.(block);
    };
  }

  async #runStrategy(strategy: Strategy): Promise<void> {
    const before = { ...this.#ran, at: performance.now() };
    const isWholeRun = this.#options.shard === undefined;
    const completeAfter = strategy.completeAfter && (isWholeRun ? strategy.completeAfter(this.#context()) : []);
    this.#record.begin(this.#names.indexOf(strategy.name), completeAfter);
    const known = this.#options.ranBefore ?? [];
    const blocks = (this.#blocks = new BlockByBlock(strategy.name, this.#record, known, this.#handOver));
    let pairs: PairsRun | undefined;
    const isWhole = blocks.addKnown();
    const isDone = isWhole || this.#cutShort !== undefined;
    try {
      if (!isDone) pairs = await this.#runRest(strategy);
    } catch (error) {
      if (!(error instanceof TargetFailure) || this.#record.programs === 0) throw error;
      this.#cutShort = error.message;
    }
    const guarantee = guaranteeOf(strategy, this.#capabilities) + this.#enableAgain.words;
    const said: PairsRun = { guarantee, ...pairs, ...(isDone ? blocks.guaranteed : {}) };
    const isCut = this.#cutShort !== undefined && !isWhole;
    if (!isDone) blocks.ends({ ...said, isLast: !isCut && !blocks.isEnough && !this.#isBrokenOff });
    const durationMs = performance.now() - before.at;
    const rows = strategyResult(strategy, this.#record, { ...said, before, isCut, durationMs });
    const told = (row: StrategyResult) => (this.#isBrokenOff ? { ...row, ...leftOutOfBudget(strategy, row) } : row);
    this.#strategies.push(...rows.map(told));
  }

  async #runRest(strategy: Strategy): Promise<PairsRun | undefined> {
    const pairs = await this.#runPairs(strategy);
    if (pairs !== undefined) return pairs;
    await this.#runPrograms(strategy, this.#blocks.from);
    const isRefused = this.#record.ledgers.selected.refusesEnable && this.#cutShort === undefined;
    if ((await this.#learnEnable(isRefused)) && !this.#blocks.isEnough) await this.#runPrograms(strategy, 0);
    return undefined;
  }

  #learnEnable(isToBeAsked: boolean): Promise<boolean> {
    return this.#enableAgain.learn(isToBeAsked, this.#target, this.#options, this.#record.log);
  }

  async #runPrograms(strategy: Strategy, from: number): Promise<void> {
    this.#record.ledgers.begin(this.#names.indexOf(strategy.name));
    const all = strategy.programs(this.#context());
    // The corpus has its own share, by file, and stays as it was saved.
    const isCorpus = strategy === this.#corpus.strategy;
    const programs = isCorpus ? all : this.#enableAgain.within(all);
    if (this.#record.log) this.#record.log.isPaused = strategy.instancesAtOnce !== undefined;
    // What is run on several instances at once is tried on one another, and goes to one part.
    const groupOf = isCorpus ? this.#corpus.fileOf : strategy.instancesAtOnce === undefined ? undefined : () => 0;
    await this.#runAll(strategy, ownShare(programs, this.#options.shard, { from, ...(groupOf ? { groupOf } : {}) }));
  }

  async #runAll(strategy: Strategy, programs: Iterable<readonly [index: number, program: Program]>): Promise<boolean> {
    // What would run into its deadline one after the other is not waited for.
    const givesUp = (): boolean => this.#cutShort !== undefined || this.#limits.isOver;
    // One is run in any case, or nothing could be said.
    const unlessOver = <T>(running: Promise<T>) =>
      this.#record.programs === 0 ? running : this.#limits.unlessOver(running);
    const blocks = this.#blocks;
    let [ran, isWrong] = [0, false];
    const options = { ...this.#options, givesUp, unlessOver };
    await runPrograms(this.#target, programs, strategy.instancesAtOnce, options, (trace, index) => {
      if (blocks.reaches(index)) return true;
      if (this.#record.enter(trace, { strategy: strategy.name, index })) isWrong = true;
      ran += 1;
      return this.#isOver(strategy, ran, index);
    });
    if (this.#target.open === undefined) this.#cutShort ??= this.#limits.why;
    return isWrong;
  }

  async #runPairs(strategy: Strategy): Promise<PairsRun | undefined> {
    if (strategy.pairs === undefined) return undefined;
    const [record, before, blocks] = [this.#record, this.#record.programs, this.#blocks];
    return runPairs(strategy.pairs, this.#context(), this.#options.shard, {
      target: this.#target,
      deadlineMs: this.#options.deadlineMs,
      callsPerMs: record.calls / this.#strategies.reduce((sum, { durationMs }) => sum + durationMs, 0),
      from: blocks.from,
      reaches: (index, last) => blocks.reaches(index, last),
      isWrong: (trace) => trace.end.kind !== 'complete' || record.ledgers.selected.judge(trace).findings.length > 0,
      enter: (trace, index) => record.enter(trace, { strategy: strategy.name, index }),
      enterAlike: (trace, times) => record.ledgers.enterAlike(trace, times),
      count: (programs, calls) => record.countInBatches(programs, calls),
      runAll: (programs) => this.#runAll(strategy, programs),
      noteOnce: (unrepeated) => record.noteOnce(unrepeated),
      isOver: () => this.#isOver(strategy, record.programs - before),
    });
  }

  get #ran() {
    return { programs: this.#record.programs, calls: this.#record.calls };
  }

  #snapshot(): Snapshot {
    const ledger = this.#record.ledgers.selected;
    const clauses = clauseFacts(ledger, this.#blamed.masked, this.#options.selects);
    return { ...snapshotOf(ledger, clauses), ...this.#ran, unrepeated: this.#allUnrepeated() };
  }

  /** Whether no more programs of the strategy at hand are to be run, whatever they would tell. */
  #hasEnough(): boolean {
    if (this.#limits.hasEnough) this.#cutShort ??= this.#limits.why;
    if (this.#plan.isSpent) this.#isBrokenOff = true;
    return this.#isBrokenOff || this.#cutShort !== undefined;
  }

  /** Lets signals and progress get their turn now and then; whether the strategy is to end. */
  #isOver(strategy: Strategy, programs: number, index?: number): boolean | Promise<boolean> {
    return this.#hasEnough() || (this.#slice.isOver && this.#isOverAfterPause(strategy, programs, index));
  }

  async #isOverAfterPause(strategy: Strategy, programs: number, index: number | undefined): Promise<boolean> {
    await this.#slice.next();
    if (index !== undefined) this.#blocks.pauses(index, this.#options.blockMsMax ?? Infinity);
    this.#plan.note(strategy, this.#ran);
    this.#cutShort ??= this.#limits.why;
    this.#options.onProgress?.({
      ...this.#record.progress(strategy.name, programs),
      ...this.#plan.progress(this.#context(), this.#ran),
      snapshot: () => this.#snapshot(),
    });
    return this.#cutShort !== undefined;
  }
}
