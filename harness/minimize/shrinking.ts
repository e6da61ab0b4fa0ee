/**
 * A failing program shrunk: step after step, for as long as one of them finds something simpler that still fails, or until the
 * budget is spent. What is left is 1-minimal (Zeller and Hildebrandt 2002) with regard to all steps.
 */
import { machineOver } from '../machine/machine.ts';
import { StatePaths } from '../machine/state-paths.ts';
import { isRunnable, withoutIllegalCalls, withoutMisuse } from '../program/lifecycle.ts';
import { printProgram } from '../program/program.ts';
import type { Capability, Program } from '../target.ts';
import { wholeAlphabet } from './search-shorter.ts';
import type { FailsAt, SearchOptions } from './search-shorter.ts';
import { simplerCandidate } from './step.ts';
import type { Step, StepContext } from './step.ts';
import { STEPS } from './steps.ts';

export interface ShrinkOptions {
  readonly capabilities: ReadonlySet<Capability>;
  /** What shrinking may cost in all, the steps that are tried in vain among it. */
  readonly callsMax: number;
  readonly programsMax: number;
  readonly failsAt: FailsAt;
  /** The search among all shorter programs, where it is wanted. */
  readonly search?: SearchOptions;
  /** All steps where absent. */
  readonly steps?: readonly Step[];
  /** Told of each candidate that was run. */
  readonly onTry?: (step: Step, candidate: Program, simpler: Program | undefined) => void;
}

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

  /** Each step until it finds nothing more, and all of them again until none does. */
  async shrink(program: Program): Promise<Program> {
    if (this.programs > 0 && !this.#hasRoomFor(program)) return program;
    this.isDone = true;
    let best = await this.#begun(program);
    for (let before: Program | undefined; before !== best;) {
      before = best;
      for (const step of this.#options.steps ?? STEPS) {
        for (let last: Program | undefined; last !== best;) {
          last = best;
          best = await this.#take(best, step);
        }
      }
    }
    return best;
  }

  /** Cut after the failing call. If it also fails with misuse removed, keep it so and forbid misuse from here on. */
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

  /** One pass over the candidates of a step, as far as the budget goes. */
  async #take(program: Program, step: Step): Promise<Program> {
    let best = program;
    const context = this.#contextOf(program);
    const candidates = step.candidates(program, context);
    for (let next = candidates.next(); next.done !== true;) {
      const candidate = simplerCandidate(next.value, best, context);
      let simpler: Program | undefined;
      if (candidate !== undefined && this.#isNew(candidate)) {
        if (!this.#hasRoomFor(candidate)) break;
        simpler = await this.#failingPart(candidate);
        this.#options.onTry?.(step, candidate, simpler);
      }
      best = simpler ?? best;
      next = candidates.next(simpler);
    }
    return best;
  }

  #contextOf(program: Program): StepContext {
    const { search, capabilities } = this.#options;
    if (search !== undefined && this.#paths[0]?.knows(program) !== true) {
      const { reading, profiles } = search;
      const alphabet = wholeAlphabet(program, search);
      this.#paths = profiles.map((profile) => new StatePaths(machineOver(alphabet, capabilities, reading, profile)));
    }
    return { capabilities: this.#capabilities, claimsMisuse: capabilities.has('misuse'), paths: this.#paths };
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
