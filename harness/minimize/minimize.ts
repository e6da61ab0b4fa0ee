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
  withCallsMoved,
  withCallsSooner,
  withFewerChannels,
  withFewerLives,
  withoutCalls,
  withoutChannels,
  withoutRepeats,
  withoutTwoCalls,
  withSetsMerged,
  withSimplerOrder,
  withSmallerAmounts,
} from './reductions.ts';
import type { Steps } from './reductions.ts';
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
    // What is too long to shrink within the budget may still be found from the other end; and from there again.
    for (let before: Program | undefined; before !== best;) {
      before = best;
      const searched = await searchShorter(best, capabilities, failsAt, search);
      searchCalls += searched.calls;
      certificate = searched.certificate ?? certificate;
      if (searched.program !== best) best = await shrinking.shrink(searched.program);
      if (certificate === 'globally shortest') break;
    }
  }
  const { found, calls } = shrinking;
  const certifyingCalls = calls - found.calls + searchCalls;
  return { program: best, certificate, spentPrograms: found.programs, spentCalls: found.calls, certifyingCalls };
}

/** In longer programs even one run costs much of the budget. */
const LONG = 64;
/** So short a program has most likely only its end wrong. */
const SHORT = 12;
const OVER_AND_OVER = 3;
/** In programs of so few calls every order that is any simpler is reached by exchanging neighbours. */
const FEW = 8;

function* noSteps(): Steps {}

/** Candidates that do not listen, up to the first that still fails: those behind it are no simpler than what it left. */
function* upToFirst(candidates: Iterable<Program>): Steps {
  for (const candidate of candidates) if ((yield candidate) !== undefined) return;
}

/** Whether any of the steps succeeded. */
function* relayed(steps: Steps): Generator<Program, boolean, Program | undefined> {
  let succeeded = false;
  for (let step = steps.next(); step.done !== true;) {
    const simpler = yield step.value;
    succeeded ||= simpler !== undefined;
    step = steps.next(simpler);
  }
  return succeeded;
}

class Shrinking {
  readonly #options: MinimizeOptions;
  /** Programs that were tried already, by their printed form. */
  readonly #tried = new Set<string>();
  #ways: readonly Ways[] = [];
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
    this.isDone = true;
    let best = (await this.#failingPart(program)) ?? program;
    for (let before: Program | undefined; before !== best;) {
      before = best;
      for (const steps of this.#kindsOfSteps()) {
        for (let last: Program | undefined; last !== best;) {
          last = best;
          best = await this.#take(best, steps(best));
        }
      }
    }
    return best;
  }

  /** In the order of what they cost for what they save. */
  #kindsOfSteps(): readonly ((program: Program) => Steps)[] {
    const { capabilities } = this.#options;
    const byWays = (steps: (ways: Ways, program: Program) => Steps) => (program: Program) =>
      this.#byWays(program, steps);
    const reducing =
      (steps: (program: Program, capabilities: ReadonlySet<Capability>) => Iterable<Program>) => (program: Program) =>
        upToFirst(steps(program, capabilities));
    const ifLong =
      (steps: (program: Program) => Steps, long = SHORT) =>
      (program: Program) =>
        program.length > long ? steps(program) : noSteps();
    return [
      (program) => withoutChannels(program, capabilities),
      ifLong(
        byWays((ways, program) => ways.jumpsToEnd(program, LONG)),
        LONG,
      ),
      ifLong(
        byWays((ways, program) => ways.withoutIdling(program)),
        32,
      ),
      ifLong(byWays((ways, program) => ways.shorterTurns(program, OVER_AND_OVER))),
      byWays((ways, program) => ways.jumps(program)),
      byWays((ways, program) => (program.length > SHORT ? ways.cuts(program) : ways.endings(program))),
      ifLong((program) => withoutRepeats(program, capabilities)),
      (program) => withoutCalls(program, capabilities),
      byWays((ways, program) => ways.endings(program)),
      byWays((ways, program) => ways.detours(program)),
      byWays((ways, program) => (program.length > SHORT ? noSteps() : ways.shorterTurns(program, 1))),
      reducing(withFewerChannels),
      reducing(withFewerLives),
      reducing(withSetsMerged),
      reducing(withSmallerAmounts),
      withCallsSooner,
      reducing(withSimplerOrder),
      reducing(withoutTwoCalls),
      ifLong(reducing(withCallsMoved), FEW),
    ];
  }

  *#byWays(program: Program, steps: (ways: Ways, program: Program) => Steps): Steps {
    for (const ways of this.#waysFor(program)) if (yield* relayed(steps(ways, program))) return;
  }

  /** By each profile, since one that is not the target's own leads elsewhere than the target goes. */
  #waysFor(program: Program): readonly Ways[] {
    const { search, capabilities } = this.#options;
    if (search !== undefined && this.#ways[0]?.knows(program) !== true) {
      const { reading, profiles } = search;
      const alphabet = wholeAlphabet(program, search);
      this.#ways = profiles.map((profile) => new Ways(machineOver(alphabet, capabilities, reading, profile)));
    }
    return this.#ways;
  }

  /** One pass over the steps. Those that listen go on from what they found; of the others only the first success counts. */
  async #take(program: Program, steps: Steps): Promise<Program> {
    let best = program;
    for (let step = steps.next(); step.done !== true;) {
      const candidate = step.value;
      const isNew = this.#isNew(candidate);
      if (isNew && !this.#hasRoomFor(candidate)) break;
      const simpler = isNew ? await this.#failingPart(candidate) : undefined;
      best = simpler ?? best;
      step = steps.next(simpler);
    }
    return best;
  }

  #isNew(candidate: Program): boolean {
    if (this.#options.search?.alphabet !== undefined && this.#ways[0]?.knows(candidate) !== true) return false;
    const key = printProgram(candidate);
    const isNew = !this.#tried.has(key);
    this.#tried.add(key);
    return isNew;
  }

  #hasRoomFor({ length }: Program): boolean {
    const { callsMax, programsMax } = this.#options;
    const hasRoom = this.programs < programsMax && this.calls + length <= callsMax;
    if (!hasRoom) this.isDone = false;
    return hasRoom;
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
