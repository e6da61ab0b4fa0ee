/**
 * A strategy of pairs: in batches where the target has them, else program by program. A batch is compared with the oracle's table where the
 * target is; a pair that was not answered by it goes the way of every program. What was answered as due is counted by a program of the same
 * class of pairs, run and judged beside it.
 */
import { argumentClass } from '../../spec/set-mmio-megabytes.ts';
import { answered, execute } from '../execute/execute.ts';
import { tryPairsInProcess } from '../execute/pairs-in-process.ts';
import { wasRefused } from '../execute/trace.ts';
import type { Trace } from '../execute/trace.ts';
import type { PairStrategy, StrategyContext } from '../generate/generate.ts';
import { tabulated } from '../judge/claims.ts';
import { callsFor, pairBits, programFor, programsFor } from '../pair-plan.ts';
import type { PairPlan, PairsTried, Span } from '../pair-plan.ts';
import { TargetFailure } from '../target.ts';
import type { Program, Target, Unrepeated } from '../target.ts';
import { blockEnd } from './blocks.ts';
import type { Shard } from './facts.ts';
import { ownShare, stretchOf } from './share.ts';
import { seenOnce } from './unrepeated.ts';

/** The first span tells little, since processes start and code is loaded with it. Longer and longer ones follow, but none that takes long. */
const SPAN_PAIRS = { first: 256, most: 2 ** 15 };
const LONG_MS = 200;
/** So often a pair may be answered otherwise than the table has it and be permitted all the same, as where Allocate is refused. */
const PERMITTED_OTHERWISE_MAX = 64;
/** So many wrong pairs tell what there is to tell, also where they are known and end no strategy. */
const WRONG_MAX = 4_096;

/** What the campaign does for it. */
export interface PairHost {
  readonly target: Target;
  readonly deadlineMs: number;
  /** Calls a millisecond, of what was run before. */
  readonly callsPerMs: number;
  /** The first program that is not known yet. */
  readonly from: number;
  /** Before programs are tried, from one to the last: whether the strategy ends before them. */
  reaches(index: number, last: number): boolean;
  /** Whether there is something to object to a run, which is not counted. */
  isWrong(trace: Trace): boolean;
  /** Judges and counts a run, as the program of this number; whether there is something to object. */
  enter(trace: Trace, index: number): boolean;
  /** Counts runs that were answered as this one, which make up so many programs and calls. */
  enterAlike(trace: Trace, times: number): void;
  count(programs: number, calls: number): void;
  /** Runs them one by one; whether there was something to object. */
  runAll(programs: Iterable<readonly [index: number, program: Program]>): Promise<boolean>;
  /** An end that a batch came to and its programs did not. */
  noteOnce(ended: Unrepeated): void;
  isOver(): boolean | Promise<boolean>;
}

/** What a pass means, or why the strategy was left out. */
export interface PairsRun {
  readonly guarantee: string;
  readonly isLeftOut?: true;
}

const TOO_SLOW = 'left out: it would take too long on this target; tier deep has it';
const REFUSED = 'left out: the target refuses Allocate or Enable too often';
const WRONG = `left out: more than ${WRONG_MAX} pairs were answered wrongly`;

export async function runPairs(
  pairs: PairStrategy,
  context: StrategyContext,
  shard: Shard | undefined,
  host: PairHost,
): Promise<PairsRun> {
  const { target } = host;
  const hasBatches = target.open !== undefined || target.tryPairs !== undefined;
  const planned = { ...context, capabilities: tabulated(context) };
  const whole = pairs.plan(planned, true);
  const own = pairs.count / (shard?.count ?? 1);
  if (!hasBatches && callsFor(whole, own) > pairs.msMax * host.callsPerMs) return leftOut(TOO_SLOW);
  const plan = (await isEnableRefused(whole, pairs.count, host)) ? pairs.plan(planned, false) : whole;
  const all = { from: 0, to: pairs.count };
  if (!hasBatches) await host.runAll(ownShare(programsFor(plan, all), shard, { from: host.from }));
  const why = hasBatches ? await new Batches(plan, pairs, host).run(shard) : undefined;
  return why === undefined ? { guarantee: pairs.guarantee(plan) } : leftOut(why);
}

function leftOut(guarantee: string): PairsRun {
  return { guarantee, isLeftOut: true };
}

/** Asked, and not counted, with a pair that is set: a target may well refuse to offer a channel for which nothing was. */
async function isEnableRefused(plan: PairPlan, to: number, host: PairHost): Promise<boolean> {
  const trace = await execute(host.target, programFor(plan, { from: to - 1, to }), host);
  return trace.program.some(({ kind }, at) => {
    const response = trace.responses[at];
    return kind === 'enable' && response !== undefined && wasRefused(response);
  });
}

class Batches {
  readonly #plan: PairPlan;
  readonly #count: number;
  readonly #msMax: number;
  readonly #beganAt = performance.now();
  #tried = 0;
  #size = SPAN_PAIRS.first;
  readonly #host: PairHost;
  /** A run of one pair of each class of pairs that the judge tells apart. */
  readonly #samples = new Map<string, Trace>();
  readonly #pair = { mmioMegabytes: 0, mmioMegabytesOptional: 0 };
  #permittedOtherwise = 0;
  #wrong = 0;

  constructor(plan: PairPlan, { count, msMax }: PairStrategy, host: PairHost) {
    this.#plan = plan;
    this.#count = count;
    this.#msMax = msMax;
    this.#host = host;
  }

  /** Block after block, of each the stretch that is this part's own. Why it gave up, if it did. */
  async run(shard: Shard | undefined): Promise<string | undefined> {
    const { programPairs } = this.#plan;
    const programs = Math.ceil(this.#count / programPairs);
    for (let from = this.#host.from; from < programs;) {
      const to = Math.min(programs, blockEnd(from));
      const [first, end] = stretchOf(from, to, shard);
      if (first < end) {
        if (this.#host.reaches(first, end - 1)) return undefined;
        const span = { from: first * programPairs, to: Math.min(this.#count, end * programPairs) };
        const ended = await this.#run(span, (this.#count - span.to) / (shard?.count ?? 1));
        if (ended !== 'done') return ended;
      }
      from = to;
    }
    return undefined;
  }

  /** `behind`: how many pairs are still to come after it. */
  async #run({ from, to }: Span, behind: number): Promise<string | 'done' | undefined> {
    for (let at = from; at < to;) {
      const startedAt = performance.now();
      const end = Math.min(to, at + this.#size);
      await this.#tryAll({ from: at, to: end });
      if (await this.#host.isOver()) return undefined;
      if (this.#permittedOtherwise > PERMITTED_OTHERWISE_MAX) return REFUSED;
      if (this.#wrong > WRONG_MAX) return WRONG;
      const tookMs = performance.now() - startedAt;
      this.#tried += end - at;
      // Only who has had that time and needs as much again is too slow: a machine that is busy for a while is no reason.
      const elapsedMs = performance.now() - this.#beganAt;
      if (elapsedMs > this.#msMax && (elapsedMs / this.#tried) * (to - end + behind) > this.#msMax) return TOO_SLOW;
      if (tookMs < LONG_MS) this.#size = Math.min(SPAN_PAIRS.most, this.#size * 4);
      at = end;
    }
    return 'done';
  }

  async #tryAll({ from, to }: Span): Promise<void> {
    const { programPairs } = this.#plan;
    for (let at = from; at < to;) {
      // Programs begin at the same pairs wherever a span ends, so that as many are counted on a machine that is busy.
      const end = at % programPairs === 0 ? to : Math.min(to, at + programPairs - (at % programPairs));
      const tried = await this.#try({ from: at, to: end });
      if (tried instanceof TargetFailure) {
        const isWrong = await this.#host.runAll(this.#numbered({ from: at, to: end }));
        if (!isWrong && tried.kind !== 'unusable') this.#host.noteOnce(seenOnce(tried.kind, tried.message));
        at = end;
        continue;
      }
      if (tried.kind === 'as-expected') {
        await this.#asExpected({ from: at, to: end });
        at = end;
        continue;
      }
      await this.#mismatch(at, tried);
      if (this.#permittedOtherwise > PERMITTED_OTHERWISE_MAX || this.#wrong > WRONG_MAX) return;
      if (await this.#host.isOver()) return;
      at = tried.pair + 1;
    }
  }

  /** A failure where the target ended. */
  async #try(span: Span): Promise<PairsTried | TargetFailure> {
    const { open, tryPairs } = this.#host.target;
    try {
      return open === undefined ? await tryPairs!(this.#plan, span) : tryPairsInProcess(open, this.#plan, span);
    } catch (error) {
      if (!(error instanceof TargetFailure)) return new TargetFailure('crash', String(error));
      if (error.kind === 'unusable') throw error;
      return error;
    }
  }

  /** The run as it was seen, and the pair by itself, which is the shorter program if it is wrong there too. */
  async #mismatch(from: number, { pair, responses }: PairsTried & { readonly kind: 'mismatch' }): Promise<void> {
    const { target, deadlineMs } = this.#host;
    const { programPairs } = this.#plan;
    const start = from + Math.floor((pair - from) / programPairs) * programPairs;
    await this.#asExpected({ from, to: start });
    const program = programFor(this.#plan, { from: start, to: pair + 1 }).slice(0, responses.length);
    const index = Math.floor(pair / programPairs);
    const isWrong = this.#host.enter(answered(program, responses), index);
    const alone = await execute(target, programFor(this.#plan, { from: pair, to: pair + 1 }), { deadlineMs });
    if (this.#host.enter(alone, index) || isWrong) this.#wrong += 1;
    else this.#permittedOtherwise += 1;
  }

  *#numbered(span: Span): Generator<readonly [number, Program]> {
    let index = Math.floor(span.from / this.#plan.programPairs);
    for (const program of programsFor(this.#plan, span)) yield [index++, program];
  }

  async #asExpected({ from, to }: Span): Promise<void> {
    if (from === to) return;
    const firsts = new Map<string, { readonly first: number; times: number }>();
    for (let number = from; number < to; number += 1) {
      const key = this.#classOf(number);
      const known = firsts.get(key);
      if (known === undefined) firsts.set(key, { first: number, times: 1 });
      else known.times += 1;
    }
    for (const [key, { first, times }] of firsts) {
      const sample = this.#samples.get(key) ?? (await this.#sample(key, first));
      if (sample !== undefined) this.#host.enterAlike(sample, times);
    }
    this.#host.count(Math.ceil((to - from) / this.#plan.programPairs), callsFor(this.#plan, to - from));
  }

  /** What decides which clauses speak of a pair: its class, and where nothing is required no size of a space is too small. */
  #classOf(number: number): string {
    const bits = pairBits(this.#plan.numbering, number);
    this.#pair.mmioMegabytes = Math.floor(bits / 0x1_0000);
    this.#pair.mmioMegabytesOptional = bits % 0x1_0000;
    const shape = argumentClass(this.#pair);
    return shape === 'wide' && this.#pair.mmioMegabytes === 0 ? 'wide, none required' : shape;
  }

  /** Not counted, since it was run already. Nothing where it was answered otherwise by itself, which then is a finding. */
  async #sample(key: string, number: number): Promise<Trace | undefined> {
    const { target, deadlineMs } = this.#host;
    const trace = await execute(target, programFor(this.#plan, { from: number, to: number + 1 }), { deadlineMs });
    if (this.#host.isWrong(trace)) {
      this.#host.enter(trace, Math.floor(number / this.#plan.programPairs));
      return undefined;
    }
    this.#samples.set(key, trace);
    return trace;
  }
}
