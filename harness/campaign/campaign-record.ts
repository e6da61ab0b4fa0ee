/** What a campaign has run and seen so far: counted program by program, or added from a block that was run elsewhere or before. */
import type { Trace } from '../execute/trace.ts';
import type { Source } from '../generate/generate.ts';
import { AnswersSeen } from '../judge/answers-seen.ts';
import { claimsOf } from '../judge/claims.ts';
import { ledgersOf } from '../judge/ledger.ts';
import type { Target, Unrepeated } from '../target.ts';
import type { Block } from './block.ts';
import type { WithDefaults } from './campaign-defaults.ts';
import type { CampaignOptions } from './campaign-options.ts';
import { EdgesReached } from './edges-reached.ts';
import type { EndLimits } from './end-limits.ts';
import type { Progress } from './progress.ts';
import { ReadingsJudged } from './readings-judged.ts';
import { RunLog } from './run-log.ts';
import { SuiteProgress } from './suite-progress.ts';
import { Troubles } from './troubles.ts';
import { mergeUnrepeated, unrepeatedSince } from './unrepeated.ts';

interface Counts {
  readonly programs: number;
  readonly calls: number;
  readonly inBatches: number;
  readonly failingCalls: number;
}

interface Taken extends Counts {
  readonly at: number;
  readonly ends: number;
  readonly unrepeated: readonly Unrepeated[];
}

export class CampaignRecord {
  readonly ledgers: ReadingsJudged;
  readonly troubles: Troubles;
  readonly edges: EdgesReached;
  readonly answersSeen = new AnswersSeen();
  readonly suiteProgress = new SuiteProgress();
  /** Only kept where there is a fresh process in which it could be run again. */
  readonly log: RunLog | undefined;
  programs = 0;
  programsInBatches = 0;
  calls = 0;
  readonly #target: Target;
  readonly #endedOnce: Unrepeated[] = [];
  /** What was counted, and when, when a block was last taken. */
  #taken: Taken;

  constructor(target: Target, options: WithDefaults<CampaignOptions>, limits: EndLimits) {
    this.#target = target;
    this.log = target.restart === undefined ? undefined : new RunLog();
    this.troubles = new Troubles(options, limits, this.log);
    this.edges = new EdgesReached(target.edgeCounting);
    this.ledgers = new ReadingsJudged(ledgersOf(claimsOf(target.info), options.oracle), options.reading);
    this.#taken = this.#now;
  }

  /** A strategy begins, the one of this number. */
  begin(order: number, completeAfter: readonly number[] | undefined): void {
    this.troubles.failingCalls = 0;
    this.ledgers.begin(order);
    this.suiteProgress.begin(completeAfter);
    this.#taken = { ...this.#now, unrepeated: this.#taken.unrepeated };
  }

  /** Whether there is something to object. */
  enter(trace: Trace, source: Source): boolean {
    this.programs += 1;
    const { end, program } = trace;
    this.calls += program.length;
    this.suiteProgress.note(trace);
    this.edges.note(trace);
    if (end.kind !== 'complete') {
      this.troubles.noteEnd({ end, program, source }, trace);
      return true;
    }
    let isWrong = false;
    for (const ledger of this.ledgers.judging) {
      const findings = ledger.enter(trace, source);
      if (ledger !== this.ledgers.selected) continue;
      isWrong = findings.length > 0;
      if (isWrong) this.troubles.noteFindings({ trace, findings, source });
      this.troubles.noteConflicts(ledger.conflicts);
    }
    this.log?.note(program);
    if (source.strategy === 'boundary') this.answersSeen.note(trace);
    return isWrong;
  }

  /** `programs`: of the strategy of this name. */
  progress(strategy: string, programs: number): Pick<Progress, 'strategy' | 'programs' | 'calls' | 'failures'> {
    const failures = this.ledgers.selected.breaches.length + this.troubles.mishaps.length;
    return { strategy, programs, calls: this.calls, failures };
  }

  countInBatches(programs: number, calls: number): void {
    this.programs += programs;
    this.programsInBatches += programs;
    this.calls += calls;
  }

  noteOnce(ended: Unrepeated): void {
    this.#endedOnce.push(ended);
  }

  /** The target tries again by itself what it can. */
  get unrepeated(): readonly Unrepeated[] {
    return mergeUnrepeated([this.#target.unrepeated ?? [], this.#endedOnce]);
  }

  /** What came since the last one, of these programs of a strategy. `keepTrack` was called before. */
  take(stretch: Pick<Block, 'strategy' | 'from' | 'to' | 'isLast' | 'guarantee' | 'isLeftOut'>): Block {
    const [before, now] = [this.#taken, this.#now];
    this.#taken = now;
    const since = (count: keyof Counts) => now[count] - before[count];
    return {
      ...stretch,
      programs: since('programs'),
      inBatches: since('inBatches'),
      calls: since('calls'),
      failingCalls: since('failingCalls'),
      durationMs: now.at - before.at,
      isRefused: this.suiteProgress.isRefused,
      evidence: this.ledgers.all.map((ledger) => ledger.take()),
      ends: this.troubles.mishaps.slice(before.ends),
      unrepeated: unrepeatedSince(before.unrepeated, now.unrepeated),
      failingAmounts: this.troubles.failingAmounts.take(),
      answersSeen: this.answersSeen.take(),
    };
  }

  add(block: Block): void {
    this.programs += block.programs;
    this.programsInBatches += block.inBatches;
    this.calls += block.calls;
    this.suiteProgress.isRefused ||= block.isRefused;
    for (const evidence of block.evidence)
      this.ledgers.all.find(({ reading }) => reading === evidence.reading)?.add(evidence);
    this.troubles.add(block, this.ledgers.selected);
    for (const answer of block.answersSeen) this.answersSeen.add(answer);
    this.#endedOnce.push(...block.unrepeated);
    this.#taken = this.#now;
  }

  /** From here on blocks can be taken. */
  keepTrack(): void {
    for (const ledger of this.ledgers.all) ledger.take();
  }

  /** From here on nothing is kept that grows with the programs, and no block can be taken any more. */
  keepsLittle(): void {
    for (const ledger of this.ledgers.all) ledger.takesNoMore();
    this.troubles.keepsLittle();
  }

  get #now(): Taken {
    const { programs, calls, programsInBatches: inBatches, troubles, unrepeated } = this;
    const { failingCalls, mishaps } = troubles;
    return { programs, calls, inBatches, failingCalls, ends: mishaps.length, unrepeated, at: performance.now() };
  }
}
