/**
 * A failing program shrunk: kind after kind of steps, for as long as one of them finds something simpler that still fails, or
 * until the budget is spent.
 */
import { machineOver } from '../machine/machine.ts';
import { isRunnable, withoutIllegalCalls, withoutMisuse } from '../program/lifecycle.ts';
import { printProgram } from '../program/program.ts';
import type { Capability, Program } from '../target.ts';
import { withoutCalls, withoutRepeats, withoutTwoCalls, withSetsMerged } from './fewer-calls.ts';
import { withFewerChannels, withFewerLives, withoutChannels } from './fewer-channels.ts';
import { wholeAlphabet } from './search-shorter.ts';
import type { FailsAt, SearchOptions } from './search-shorter.ts';
import { cuts, detours, endings, jumps, jumpsToEnd, shorterTurns, withoutIdling } from './shortcuts.ts';
import { withCallsMoved, withCallsSooner, withoutCallInOtherOrder, withSimplerOrder } from './simpler-order.ts';
import { withSimplestAmounts, withSmallerAmounts } from './smaller-amounts.ts';
import { relayed, upToFirst } from './steps.ts';
import type { Steps } from './steps.ts';
import { StatePaths } from '../machine/state-paths.ts';

export interface ShrinkOptions {
  readonly capabilities: ReadonlySet<Capability>;
  /** What shrinking may cost in all, the steps that are tried in vain among it. */
  readonly callsMax: number;
  readonly programsMax: number;
  readonly failsAt: FailsAt;
  /** The search among all shorter programs, where it is wanted. */
  readonly search?: SearchOptions;
}

/** Steps for programs of some lengths; of all where no bound is told. */
interface Kind {
  readonly longerThan?: number;
  readonly upTo?: number;
  readonly steps: (program: Program) => Steps;
}

/** In longer programs even one run costs much of the budget. */
const LONG_PROGRAM_CALLS = 64;
/** So short a program has most likely only its end wrong. */
const SHORT_PROGRAM_CALLS = 12;
/** In programs of so few calls every order that is any simpler is reached by exchanging neighbours. */
const NEIGHBOUR_ORDER_CALLS_MAX = 8;
const REPEATED_CALL_MIN = 3;

export class Shrinking {
  readonly #options: ShrinkOptions;
  /** Programs that were tried already, by their printed form. */
  readonly #tried = new Set<string>();
  #capabilities: ReadonlySet<Capability>;
  #paths: readonly StatePaths[] = [];
  programs = 0;
  calls = 0;
  /** What had been spent when the last step succeeded. */
  found = { programs: 0, calls: 0 };
  isDone = false;

  constructor(options: ShrinkOptions) {
    this.#options = options;
    this.#capabilities = options.capabilities;
  }

  /** Each kind of step until it finds nothing more, and all of them again until none does. */
  async shrink(program: Program): Promise<Program> {
    if (this.programs > 0 && !this.#hasRoomFor(program)) return program;
    this.isDone = true;
    let best = await this.#begun(program);
    for (let before: Program | undefined; before !== best;) {
      before = best;
      for (const { longerThan = 0, upTo = Infinity, steps } of this.#kinds()) {
        for (let last: Program | undefined; last !== best && best.length > longerThan && best.length <= upTo;) {
          last = best;
          best = await this.#take(best, steps(best));
        }
      }
    }
    return best;
  }

  /** The failing part of the program, without misuse if that fails as well; and then no step may bring in any. */
  async #begun(program: Program): Promise<Program> {
    const allowed = withoutMisuse(this.#capabilities);
    const best = (await this.#failingPart(program)) ?? program;
    if (isRunnable(best, allowed)) {
      this.#capabilities = allowed;
      return best;
    }
    const rest = withoutIllegalCalls(best, allowed);
    const simpler = rest.length > 0 && this.#hasRoomFor(rest) ? await this.#failingPart(rest) : undefined;
    if (simpler !== undefined) this.#capabilities = allowed;
    return simpler ?? best;
  }

  /** In the order of what they cost for what they save. */
  #kinds(): readonly Kind[] {
    const capabilities = this.#capabilities;
    const byWays = (steps: (ways: StatePaths, program: Program) => Steps) => (program: Program) =>
      this.#byWays(program, steps);
    const within = (steps: (program: Program, capabilities: ReadonlySet<Capability>) => Steps) => (program: Program) =>
      steps(program, capabilities);
    const oneOf =
      (candidates: (program: Program, capabilities: ReadonlySet<Capability>) => Iterable<Program>) =>
      (program: Program) =>
        upToFirst(candidates(program, capabilities));
    return [
      { steps: within(withoutChannels) },
      { steps: oneOf(withSimplestAmounts) },
      {
        longerThan: LONG_PROGRAM_CALLS,
        steps: byWays((ways, program) => jumpsToEnd(ways, program, LONG_PROGRAM_CALLS)),
      },
      { longerThan: LONG_PROGRAM_CALLS / 2, steps: byWays(withoutIdling) },
      {
        longerThan: SHORT_PROGRAM_CALLS,
        steps: byWays((ways, program) => shorterTurns(ways, program, REPEATED_CALL_MIN)),
      },
      { steps: byWays(jumps) },
      { longerThan: SHORT_PROGRAM_CALLS, steps: byWays(cuts) },
      { upTo: SHORT_PROGRAM_CALLS, steps: byWays(endings) },
      { longerThan: SHORT_PROGRAM_CALLS, steps: within(withoutRepeats) },
      { steps: within(withoutCalls) },
      { steps: byWays(endings) },
      { steps: byWays(detours) },
      { upTo: SHORT_PROGRAM_CALLS, steps: byWays((ways, program) => shorterTurns(ways, program, 1)) },
      { steps: oneOf(withFewerChannels) },
      { steps: oneOf(withFewerLives) },
      { steps: oneOf(withSetsMerged) },
      { steps: oneOf(withSmallerAmounts) },
      { steps: withCallsSooner },
      { steps: oneOf(withSimplerOrder) },
      { steps: oneOf(withoutTwoCalls) },
      { longerThan: NEIGHBOUR_ORDER_CALLS_MAX, steps: oneOf(withCallsMoved) },
      // Whose Enable may fail goes where neither the oracle's ways nor the search follow, and only these targets let one fail.
      {
        upTo: this.#options.capabilities.has('misuse') ? NEIGHBOUR_ORDER_CALLS_MAX : 0,
        steps: oneOf(withoutCallInOtherOrder),
      },
    ];
  }

  *#byWays(program: Program, steps: (ways: StatePaths, program: Program) => Steps): Steps {
    for (const ways of this.#waysFor(program)) if (yield* relayed(steps(ways, program))) return;
  }

  /** By each profile, since one that is not the target's own leads elsewhere than the target goes. */
  #waysFor(program: Program): readonly StatePaths[] {
    const { search, capabilities } = this.#options;
    if (search !== undefined && this.#paths[0]?.knows(program) !== true) {
      const { reading, profiles } = search;
      const alphabet = wholeAlphabet(program, search);
      this.#paths = profiles.map((profile) => new StatePaths(machineOver(alphabet, capabilities, reading, profile)));
    }
    return this.#paths;
  }

  /** One pass over the steps, as far as the budget goes. */
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
    if (this.#options.search?.alphabet !== undefined && this.#paths[0]?.knows(candidate) !== true) return false;
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
