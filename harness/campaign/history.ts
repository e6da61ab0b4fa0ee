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
  /** What had to run before other failures of a leak, without the program that shows it: the same may be at work here. */
  readonly leaks?: readonly (readonly Program[])[];
  /** Whether no more time may be spent. */
  readonly isOver?: () => boolean;
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
  const isAlone = (await search.shortened([program])) !== undefined;
  const fillers = isAlone ? await search.fillersThatFail(program.length) : undefined;
  if (isAlone && fillers === undefined) return { kind: 'alone' };
  const leaked = fillers ?? (await search.afterOneOf(options.leaks ?? [], program));
  const whole =
    leaked ??
    (await search.suffixThatFails(program, before.slice(-NEIGHBOURS_MAX))) ??
    (await search.overAndOver(program)) ??
    (before.length > NEIGHBOURS_MAX ? await search.suffixThatFails(program, before, NEIGHBOURS_MAX) : undefined);
  if (whole === undefined) return { kind: 'unrepeated', processes: search.processes };
  const isKnownLeak = leaked !== undefined && fillers === undefined;
  const counted = isKnownLeak ? undefined : (fillers ?? (await search.byCount(await search.cutAfterFailure(whole))));
  const programs = counted ?? (await search.withoutCalls(await search.withoutPrograms(whole)));
  const { processes, calls, isWithinBudget: isMinimal } = search;
  return { kind: 'sequence', programs, cause: counted === undefined ? 'leak' : 'count', processes, calls, isMinimal };
}

/** Most leaks come from one of the last programs; further back is looked once it is no mere count. */
const NEIGHBOURS_MAX = 64;
/** So many calls of one program are made to see whether it is only their number. */
const PROBE_CALLS = 4_000;

function callsOf(programs: readonly Program[]): number {
  return programs.reduce((calls, { length }) => calls + length, 0);
}

class HistorySearch {
  readonly #options: HistoryOptions;
  processes = 0;
  calls = 0;

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  get isWithinBudget(): boolean {
    const { processesMax, callsMax, isOver = () => false } = this.#options;
    return this.processes < processesMax && this.calls < callsMax && !isOver();
  }

  /** The sequence up to the program that fails; nothing where none does, or the budget is spent. */
  async shortened(programs: readonly Program[]): Promise<readonly Program[] | undefined> {
    if (!this.isWithinBudget || programs.some(({ length }) => length === 0)) return undefined;
    this.processes += 1;
    this.calls += callsOf(programs);
    const at = await this.#options.failsInFreshProcess(programs);
    return at === undefined ? undefined : programs.slice(0, at + 1);
  }

  async afterOneOf(leaks: readonly (readonly Program[])[], program: Program): Promise<readonly Program[] | undefined> {
    for (const before of leaks) {
      const failing = await this.shortened([...before, program]);
      if (failing?.length === before.length + 1) return failing;
    }
    return undefined;
  }

  /** The last programs that ran, twice as many at each try, since most leaks come from a neighbour. */
  async suffixThatFails(
    program: Program,
    before: readonly Program[],
    first = 1,
  ): Promise<readonly Program[] | undefined> {
    for (let count = first; ; count *= 2) {
      const failing = await this.shortened([...before.slice(-count), program]);
      if (failing !== undefined || count >= before.length) return failing;
    }
  }

  /** What was run again meanwhile, to find out which program failed, is not known; a count shows without it. */
  overAndOver(program: Program): Promise<readonly Program[] | undefined> {
    return this.shortened(Array.from({ length: Math.ceil(PROBE_CALLS / program.length) }, () => program));
  }

  /** A program that fails alone may do so only since it makes so many calls. */
  async fillersThatFail(callsMax: number): Promise<readonly Program[] | undefined> {
    const failing = await this.shortened(Array.from({ length: callsMax }, () => FILLER));
    return failing === undefined || failing.length < 2 ? undefined : failing;
  }

  /** The last program up to the call that fails, so that it is known which call of the process that is. */
  async cutAfterFailure(programs: readonly Program[]): Promise<readonly Program[]> {
    const last = programs.at(-1)!;
    let best = programs;
    let passing = 0;
    while (best.at(-1)!.length - passing > 1) {
      const length = (passing + best.at(-1)!.length) >> 1;
      const failing = await this.shortened([...programs.slice(0, -1), last.slice(0, length)]);
      if (failing?.length === programs.length) best = failing;
      else passing = length;
    }
    return best;
  }

  /** The same with fillers in the place of what ran before, as few as do it: then only the count matters. */
  async byCount(programs: readonly Program[]): Promise<readonly Program[] | undefined> {
    const last = programs.at(-1)!;
    const filled = (count: number) => this.shortened([...Array.from({ length: count }, () => FILLER), last]);
    const calls = callsOf(programs);
    const found = (await filled(calls - last.length)) ?? (await filled(programs.length - 1));
    if (found === undefined) return this.#bySameProgram(last, calls);
    if (found.at(-1) === FILLER) return found;
    return this.#withSimplerLast(await this.#fewestFillers(found, filled));
  }

  async #fewestFillers(
    found: readonly Program[],
    filled: (count: number) => Promise<readonly Program[] | undefined>,
  ): Promise<readonly Program[]> {
    const { length } = found.at(-1)!;
    // What fails each so many calls fails at every multiple of them.
    const number = callsOf(found);
    for (let period = length + 1; period <= number / 2; period += 1) {
      const earlier = number % period === 0 ? await filled(period - length) : undefined;
      if (earlier !== undefined) return earlier;
    }
    return this.#fewest(found, filled);
  }

  /** A count of what only this program does shows where it is run over and over. Twice is more likely a leak. */
  async #bySameProgram(program: Program, callsMax: number): Promise<readonly Program[] | undefined> {
    const count = Math.ceil(callsMax / program.length);
    const failing = await this.shortened(Array.from({ length: count }, () => program));
    if (failing === undefined || failing.length <= 2) return undefined;
    return this.#simplified(failing, (shorter) => failing.map(() => shorter));
  }

  /** Each call that the last program can spare is made up for by a filler. */
  #withSimplerLast(programs: readonly Program[]): Promise<readonly Program[]> {
    const calls = callsOf(programs);
    return this.#simplified(programs, (shorter) => [
      ...Array.from({ length: calls - shorter.length }, () => FILLER),
      shorter,
    ]);
  }

  /** Calls left out of the last program, one after the other, the rest made to fit it. */
  async #simplified(
    programs: readonly Program[],
    fit: (last: Program) => readonly Program[],
  ): Promise<readonly Program[]> {
    let best = programs;
    for (let at = best.at(-1)!.length - 2; at >= 0; at -= 1) {
      const last = best.at(-1)!;
      const shorter = withoutIllegalCalls(last.toSpliced(at, 1), this.#options.capabilities);
      if (shorter.length >= last.length || shorter.length === 0) continue;
      const fitted = fit(shorter);
      if ((await this.shortened(fitted))?.length !== fitted.length) continue;
      best = fitted;
      at = Math.min(at, shorter.length - 1);
    }
    return best;
  }

  async #fewest(
    found: readonly Program[],
    filled: (count: number) => Promise<readonly Program[] | undefined>,
  ): Promise<readonly Program[]> {
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
