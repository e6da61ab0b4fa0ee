/**
 * A soak: once the tier is done, rounds of fresh programs until a time is over or little is new. They are judged and entered like all
 * others, and what they find is blamed and made small with the rest; but the tier was whole before, whatever ends the soak. Nothing in it
 * grows with its length.
 */
import type { StrategyContext } from '../generate/generate.ts';
import { TargetFailure, type Program, type Target } from '../target.ts';
import { callsPerNew, type SituationCounts } from '../judge/situations-met.ts';
import type { WithDefaults } from './campaign-defaults.ts';
import type { CampaignOptions } from './campaign-options.ts';
import type { CampaignRecord } from './campaign-record.ts';
import type { EndLimits } from './end-limits.ts';
import { TimeSlice, type Progress } from './progress.ts';
import { roundPrograms, roundStrategies } from './round-programs.ts';
import { runPrograms } from './run-programs.ts';
import type { SoakAsked, SoakEnd, SoakFacts, SoakOptions } from './soak-facts.ts';
import { type Round, roundOf, type RoundSource } from './soak-round.ts';

/** The campaign that goes on. */
export interface Soaked {
  readonly target: Target;
  readonly record: CampaignRecord;
  readonly limits: EndLimits;
  readonly options: WithDefaults<CampaignOptions>;
  readonly context: StrategyContext;
  readonly within: (programs: Iterable<Program>) => Iterable<Program>;
  /** How many strategies ran before. */
  readonly order: number;
  readonly snapshot: Progress['snapshot'];
}

type Strategies = Awaited<ReturnType<typeof roundStrategies>>;

export class Soak {
  readonly #asked: SoakAsked;
  readonly #now: () => number;
  readonly #endsAtMs: number;
  readonly #slice = new TimeSlice();
  #came: Omit<SoakFacts, keyof SoakAsked | 'end' | 'durationMs'> = {
    rounds: 0,
    programsBehind: 0,
    programs: 0,
    calls: 0,
    passedOver: 0,
    isRefusedAlone: false,
  };
  #end: SoakEnd | undefined;
  #durationMs = 0;
  /** Of the tier. */
  #programsBefore = 0;

  /** The time runs from here. Throws `RangeError` for what cannot be soaked, and for no end at all. */
  constructor({ now = () => performance.now(), ms, quietCalls }: SoakOptions, options: CampaignOptions) {
    if (ms === undefined && quietCalls === undefined)
      throw new RangeError('soak: neither ms nor quietCalls says when it ends');
    if (ms !== undefined && !(ms > 0)) throw new RangeError(`soak.ms is a number of milliseconds above 0, not ${ms}`);
    if (quietCalls !== undefined && !(quietCalls > 1))
      throw new RangeError(`soak.quietCalls is above 1, not ${quietCalls}`);
    for (const other of ['shard', 'budget', 'ranBefore', 'recorded'] as const)
      if (options[other] !== undefined) throw new RangeError(`soak and ${other}: a soak follows a whole tier`);
    this.#asked = { ...(ms === undefined ? {} : { ms }), ...(quietCalls === undefined ? {} : { quietCalls }) };
    this.#now = now;
    this.#endsAtMs = now() + (ms ?? Infinity);
  }

  /** Nothing where the tier was not done, and there was none. */
  get facts(): SoakFacts | undefined {
    const end = this.#end;
    return end && { ...this.#asked, ...this.#came, end, durationMs: this.#durationMs };
  }

  async run(soaked: Soaked): Promise<void> {
    const { record, order, options } = soaked;
    const beganMs = this.#now();
    this.#programsBefore = record.programs;
    record.begin(order, undefined);
    record.keepsLittle();
    const strategies = await roundStrategies();
    for (let number = 1; this.#end === undefined; number += 1) {
      if (this.#isTimeOver) this.#end = { kind: 'time' };
      else await this.#round(soaked, strategies, roundOf(options.seed, number));
    }
    this.#durationMs = this.#now() - beganMs;
  }

  get #isTimeOver(): boolean {
    return this.#now() >= this.#endsAtMs;
  }

  async #round(soaked: Soaked, strategies: Strategies, round: Round): Promise<void> {
    const { target, record, limits, options, order } = soaked;
    const { selected } = record.ledgers;
    const before = { programs: record.programs, calls: record.calls, judged: selected.situations?.calls };
    record.ledgers.begin(order + round.number);
    const sources: RoundSource[] = [];
    const givesUp = () => this.#end?.kind === 'cut' || limits.isOver;
    const unlessOver = <T>(running: Promise<T>) => limits.unlessOver(running);
    try {
      const programs = this.#drawn(soaked, strategies, round, sources);
      await runPrograms(target, programs, undefined, { ...options, givesUp, unlessOver }, (trace, index) => {
        record.enter(trace, sources[index]!);
        return this.#isEnough(soaked) || (this.#slice.isOver && this.#pause(soaked, round));
      });
    } catch (error) {
      if (!(error instanceof TargetFailure)) throw error;
      this.#end = { kind: 'cut', why: error.message };
    }
    if (limits.why !== undefined) this.#end ??= { kind: 'cut', why: limits.why };
    this.#count(soaked, round, before);
    this.#end ??= this.#endAfter(record.ledgers.selected.situations, before.judged);
  }

  /** As many as there is time for. */
  *#drawn(
    { context, within }: Soaked,
    strategies: Strategies,
    round: Round,
    sources: RoundSource[],
  ): Generator<readonly [index: number, program: Program]> {
    for (const [source, program] of roundPrograms(strategies, round, context, within)) {
      if (this.#isTimeOver) {
        this.#end = { kind: 'time' };
        return;
      }
      yield [sources.push(source) - 1, program];
    }
  }

  #count({ record }: Soaked, round: Round, before: { readonly programs: number; readonly calls: number }): void {
    const { passedOver, isRefusedAlone } = record.ledgers.selected.passedOver.take();
    const came = this.#came;
    const programs = record.programs - before.programs;
    const isWhole = this.#end === undefined;
    this.#came = {
      rounds: came.rounds + Number(isWhole),
      programsBehind: isWhole ? 0 : programs,
      lastSeed: programs > 0 ? round.seed : came.lastSeed,
      programs: came.programs + programs,
      calls: came.calls + record.calls - before.calls,
      passedOver: came.passedOver + passedOver,
      isRefusedAlone: came.isRefusedAlone || isRefusedAlone,
    };
  }

  /** Behind a round that was whole. */
  #endAfter(met: SituationCounts | undefined, judgedBefore = 0): SoakEnd | undefined {
    const { quietCalls } = this.#asked;
    if (met === undefined || met.calls === judgedBefore)
      return { kind: 'cut', why: 'no call of its last round was judged' };
    return quietCalls !== undefined && callsPerNew(met) >= quietCalls ? { kind: 'quiet' } : undefined;
  }

  /** Whether no more programs are to be run, whatever they would tell. */
  #isEnough({ limits, record }: Soaked): boolean {
    if (limits.hasEnough) this.#end ??= { kind: 'cut', why: limits.why! };
    if (record.troubles.areEnough) this.#end ??= { kind: 'failed' };
    return this.#end !== undefined && this.#end.kind !== 'time';
  }

  async #pause({ limits, record, options, order, snapshot }: Soaked, { number }: Round): Promise<boolean> {
    await this.#slice.next();
    if (limits.why !== undefined) this.#end ??= { kind: 'cut', why: limits.why };
    const { ledgers, programs, calls } = record;
    options.onProgress?.({
      ...record.progress('soak', programs - this.#programsBefore),
      number: order,
      of: order,
      workload: () => ({ programsTotal: 0, callsTotal: calls }),
      estimate: () => undefined,
      snapshot,
      soak: {
        round: number,
        msLeft: Number.isFinite(this.#endsAtMs) ? Math.max(0, this.#endsAtMs - this.#now()) : undefined,
        quietCalls: this.#asked.quietCalls,
        situations: () => ledgers.selected.situations,
      },
    });
    return this.#end?.kind === 'cut';
  }
}
