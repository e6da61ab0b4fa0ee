/**
 * A failing program made as small as it gets, and how sure that is.
 *
 * First it is shrunk: calls taken out, channels merged, amounts made smaller, for as long as it still fails in the same way.
 * Then all shorter programs are tried, and those of the same length that are simpler.
 */
import { printProgram } from '../program.ts';
import type { Capability, Program } from '../target.ts';
import { machineOver } from '../generate/abstract-machine.ts';
import {
  withFewerChannels,
  withoutCalls,
  withoutChannels,
  withoutTwoCalls,
  withSimplerOrder,
  withSmallerAmounts,
} from './reductions.ts';
import { searchShorter, wholeAlphabet } from './search-shorter.ts';
import type { Certificate, FailsAt, SearchOptions } from './search-shorter.ts';
import { Ways } from './ways.ts';

export interface Minimized {
  readonly program: Program;
  readonly certificate: Certificate;
  /** What it took until the program was found. */
  readonly spentPrograms: number;
  readonly spentCalls: number;
  /** What it took to be sure: every further step tried in vain, and the search among all shorter programs. */
  readonly certifyingCalls: number;
}

export interface MinimizeOptions {
  readonly capabilities: ReadonlySet<Capability>;
  /** What shrinking may cost in calls, and as much again to try in vain every further step. */
  readonly callsMax: number;
  readonly programsMax: number;
  readonly failsAt: FailsAt;
  /** The search among all shorter programs, where it is wanted. */
  readonly search?: SearchOptions;
  /** Whether what shrinking left is worth the search; it is where absent. */
  readonly isWorthSearching?: (program: Program) => Promise<boolean>;
}

/** Shrinks `program`, which has to fail, and certifies what came out. */
export async function minimize(program: Program, options: MinimizeOptions): Promise<Minimized> {
  const shrinking = new Shrinking(options);
  let best = await shrinking.shrink(program);
  let certificate: Certificate = shrinking.isDone ? '1-minimal' : 'out of budget';
  let searchCalls = 0;
  const { capabilities, failsAt, search, isWorthSearching = async () => true } = options;
  if (search !== undefined && (await isWorthSearching(best))) {
    // What is too long to shrink within the budget may still be found from the other end.
    const searched = await searchShorter(best, capabilities, failsAt, search);
    searchCalls = searched.calls;
    certificate = searched.certificate ?? certificate;
    best = searched.program === best ? best : await shrinking.shrink(searched.program);
  }
  const { found, calls } = shrinking;
  const certifyingCalls = calls - found.calls + searchCalls;
  return { program: best, certificate, spentPrograms: found.programs, spentCalls: found.calls, certifyingCalls };
}

/** So short a program has most likely only its end wrong. */
const SHORT = 12;

class Shrinking {
  readonly #options: MinimizeOptions;
  /** Programs that were tried already, by their printed form. */
  readonly #tried = new Set<string>();
  #ways: Ways | undefined;
  programs = 0;
  calls = 0;
  /** What had been spent when the last step succeeded. */
  found = { programs: 0, calls: 0 };
  isDone = false;

  constructor(options: MinimizeOptions) {
    this.#options = options;
  }

  /** Each kind of step until it finds nothing more, and all of them again until none does. */
  async shrink(program: Program): Promise<Program> {
    this.isDone = false;
    let best = (await this.#failingPart(program)) ?? program;
    for (let before: Program | undefined; before !== best;) {
      before = best;
      for (const steps of this.#kindsOfSteps()) {
        for (;;) {
          const simpler = await this.#step(best, steps);
          if (simpler === undefined) break;
          best = simpler;
        }
      }
    }
    this.isDone = !this.#isSpent();
    return best;
  }

  #kindsOfSteps(): readonly ((program: Program) => Iterable<Program>)[] {
    const { capabilities } = this.#options;
    return [
      (program) => this.#shorter(program),
      withSmallerAmounts,
      (program) => withSimplerOrder(program, capabilities),
      (program) => withoutTwoCalls(program, capabilities),
    ];
  }

  /** In the order of what they cost for what they save. */
  *#shorter(program: Program): Generator<Program> {
    const { capabilities } = this.#options;
    const ways = this.#waysFor(program);
    yield* withoutChannels(program, capabilities);
    if (ways !== undefined) yield* ways.jumps(program);
    if (ways !== undefined && program.length <= SHORT) yield* ways.endings(program);
    yield* withoutCalls(program, capabilities);
    if (ways !== undefined) {
      yield* ways.endings(program);
      yield* ways.detours(program);
    }
    yield* withFewerChannels(program, capabilities);
  }

  #waysFor(program: Program): Ways | undefined {
    const { search, capabilities } = this.#options;
    if (search !== undefined && this.#ways?.knows(program) !== true) {
      this.#ways = new Ways(machineOver(wholeAlphabet(program, search), capabilities, search.reading, search.profile));
    }
    return this.#ways;
  }

  async #step(best: Program, steps: (program: Program) => Iterable<Program>): Promise<Program | undefined> {
    for (const candidate of steps(best)) {
      if (this.#isSpent()) return undefined;
      if (this.#options.search?.alphabet !== undefined && this.#ways?.knows(candidate) !== true) continue;
      const key = printProgram(candidate);
      if (this.#tried.has(key)) continue;
      this.#tried.add(key);
      const simpler = await this.#failingPart(candidate);
      if (simpler !== undefined) return simpler;
    }
    return undefined;
  }

  #isSpent(): boolean {
    const { callsMax, programsMax } = this.#options;
    return this.programs >= programsMax || this.found.calls >= callsMax || this.calls - this.found.calls >= callsMax;
  }

  async #failingPart(candidate: Program): Promise<Program | undefined> {
    this.programs += 1;
    this.calls += candidate.length;
    const at = await this.#options.failsAt(candidate);
    if (at === undefined) return undefined;
    this.found = { programs: this.programs, calls: this.calls };
    return candidate.slice(0, at + 1);
  }
}
