/**
 * A failure that needs what ran before it in the same process: a static that leaks, an n-th call. The program alone passes in a
 * fresh process, so the counterexample is a sequence of programs, made small by delta debugging (ddmin, Zeller and Hildebrandt
 * 2002) over the programs that the process had run.
 */
import { withoutIllegalCalls } from '../program/lifecycle.ts';
import type { Capability, Program } from '../target.ts';

/**
 * Runs the programs one after the other in a fresh process. Gives the index of the first that fails in the way that is looked for,
 * or nothing where none does.
 */
export type FailsInFreshProcess = (programs: readonly Program[]) => Promise<number | undefined>;

export interface HistoryOptions {
  readonly capabilities: ReadonlySet<Capability>;
  readonly failsInFreshProcess: FailsInFreshProcess;
  /** How many fresh processes may be started, and how many calls made in all of them together. */
  readonly processesMax: number;
  readonly callsMax: number;
}

/**
 * - `alone`: the program fails as the first of a fresh process, so nothing before it matters.
 * - `sequence`: the programs fail in this order in one process; the last one shows it. `count`: what is run before does not matter,
 *   only how much. `leak`: something of an earlier program is left.
 * - `unrepeated`: neither the program nor all that is known to have run before it fails again.
 */
export type History =
  | { readonly kind: 'alone' }
  | {
      readonly kind: 'sequence';
      readonly programs: readonly Program[];
      readonly cause: 'count' | 'leak';
      readonly processes: number;
      readonly calls: number;
      /** Whether no program and no call of it can be left out; else the budget ended first. */
      readonly isMinimal: boolean;
    }
  | { readonly kind: 'unrepeated'; readonly processes: number };

/** The least that can be run: it only counts. */
const FILLER: Program = [{ kind: 'allocate', channel: 0, endpoint: 'server' }];

/** Looks for the shortest sequence that repeats the failure. `before`: the programs that ran in the process, in order. */
export async function searchHistory(
  program: Program,
  before: readonly Program[],
  options: HistoryOptions,
): Promise<History> {
  const search = new HistorySearch(options);
  if ((await search.shortened([program])) !== undefined) return { kind: 'alone' };
  const whole = await search.suffixThatFails(program, before);
  if (whole === undefined) return { kind: 'unrepeated', processes: search.processes };
  const counted = await search.byCount(whole);
  const programs = await search.withoutCalls(counted ?? (await search.withoutPrograms(whole)));
  const { processes, calls, isWithinBudget: isMinimal } = search;
  return { kind: 'sequence', programs, cause: counted === undefined ? 'leak' : 'count', processes, calls, isMinimal };
}

class HistorySearch {
  readonly #options: HistoryOptions;
  processes = 0;
  calls = 0;

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  get isWithinBudget(): boolean {
    return this.processes < this.#options.processesMax && this.calls < this.#options.callsMax;
  }

  /** The sequence up to the program that fails; nothing where none does, or the budget is spent. */
  async shortened(programs: readonly Program[]): Promise<readonly Program[] | undefined> {
    if (!this.isWithinBudget || programs.some(({ length }) => length === 0)) return undefined;
    this.processes += 1;
    this.calls += programs.reduce((calls, { length }) => calls + length, 0);
    const at = await this.#options.failsInFreshProcess(programs);
    return at === undefined ? undefined : programs.slice(0, at + 1);
  }

  /** The last programs that ran, twice as many at each try, since most leaks come from a neighbour. */
  async suffixThatFails(program: Program, before: readonly Program[]): Promise<readonly Program[] | undefined> {
    for (let count = 1; ; count *= 2) {
      const failing = await this.shortened([...before.slice(-count), program]);
      if (failing !== undefined || count >= before.length) return failing;
    }
  }

  /** The same with fillers in the place of what ran before, as few as do it: then only the count matters. */
  async byCount(programs: readonly Program[]): Promise<readonly Program[] | undefined> {
    const last = programs.at(-1)!;
    const filled = (count: number) => this.shortened([...Array.from({ length: count }, () => FILLER), last]);
    const callsBefore = programs.reduce((calls, { length }) => calls + length, 0) - last.length;
    const found = (await filled(callsBefore)) ?? (await filled(programs.length - 1));
    if (found === undefined) return undefined;
    let fails = found;
    let low = 0;
    while (low < fails.length - 1) {
      const middle = (low + fails.length - 1) >> 1;
      const shorter = await filled(middle);
      if (shorter !== undefined && shorter.length < fails.length) fails = shorter;
      else low = middle + 1;
    }
    return fails;
  }

  /** Parts of the sequence left out, halves first, then ever smaller ones. */
  async withoutPrograms(programs: readonly Program[]): Promise<readonly Program[]> {
    let best = programs;
    for (let size = best.length >> 1; size >= 1; size >>= 1) {
      for (let start = 0; start < best.length - 1;) {
        const without = best.toSpliced(start, Math.min(size, best.length - 1 - start));
        const failing = await this.shortened(without);
        if (failing === undefined) start += size;
        else best = failing;
      }
    }
    return best;
  }

  /** Calls left out of each program. A filler has none to spare. */
  async withoutCalls(programs: readonly Program[]): Promise<readonly Program[]> {
    let best = programs;
    for (let index = 0; index < best.length; index += 1) {
      if (best[index] === FILLER) continue;
      for (let at = best[index]!.length - 1; at >= 0; at -= 1) {
        const shorter = withoutIllegalCalls(best[index]!.toSpliced(at, 1), this.#options.capabilities);
        if (shorter.length >= best[index]!.length) continue;
        const failing = await this.shortened(best.with(index, shorter));
        if (failing === undefined) continue;
        best = failing;
        at = Math.min(at, best[index]?.length ?? 0);
        if (index >= best.length) break;
      }
    }
    return best;
  }
}
