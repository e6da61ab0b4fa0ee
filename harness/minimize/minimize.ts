/**
 * A failing program made as small as it gets, and how sure that is.
 *
 * First it is shrunk: calls taken out, channels merged, amounts made smaller, for as long as it still fails in the same way.
 * Then, where the target can be forked, all shorter programs are tried, and those of the same length that are simpler.
 */
import { CALL_KINDS } from '../../spec/call.ts';
import type { Call, Handle } from '../../spec/call.ts';
import { abstractInputs } from '../../spec/automaton.ts';
import type { Profile } from '../../spec/automaton.ts';
import type { Reading } from '../../spec/readings.ts';
import { machineOver } from '../generate/abstract-machine.ts';
import { explore } from '../generate/exhaustive.ts';
import { printCall, printProgram } from '../program.ts';
import type { Capability, Program, Session } from '../target.ts';
import { reductions } from './reductions.ts';
import { compareSimplicity } from './simplicity.ts';

/**
 * What is known of the smallest program, best first.
 * - `globally shortest`: every shorter program over the whole alphabet was tried, and none fails so.
 * - `shortest over its own calls`: every shorter program made of the calls that it uses was tried.
 * - `1-minimal`: no single step of `reductions.ts` leads to a simpler program that still fails.
 * - `out of budget`: the search ended before that was sure.
 */
export type Certificate = 'globally shortest' | 'shortest over its own calls' | '1-minimal' | 'out of budget';

export interface Minimized {
  readonly program: Program;
  readonly certificate: Certificate;
  /** What shrinking cost, and what the search among all shorter programs cost. */
  readonly spentPrograms: number;
  readonly spentCalls: number;
  readonly certifyingCalls: number;
}

export interface MinimizeOptions {
  readonly capabilities: ReadonlySet<Capability>;
  /** What shrinking may cost, in calls and in programs. */
  readonly callsMax: number;
  readonly programsMax: number;
  /** Where the program goes wrong, as an index of a call, or nothing where it does not fail in the way that is looked for. */
  readonly failsAt: (program: Program) => Promise<number | undefined>;
  /** The search among all shorter programs, where it can be made in this process. */
  readonly search?: SearchOptions;
}

export interface SearchOptions {
  readonly open: () => Session;
  readonly reading: Reading;
  readonly profile: Profile;
  readonly callsMax: number;
  /** The alphabet of single calls on slot 0 and on no channel; the abstract one where absent. */
  readonly alphabet?: readonly Call[];
}

/** Shrinks `program`, which has to fail, and certifies what came out. */
export async function minimize(program: Program, options: MinimizeOptions): Promise<Minimized> {
  const shrinking = new Shrinking(options);
  let best = await shrinking.shrink(program);
  let certificate: Certificate = shrinking.isDone ? '1-minimal' : 'out of budget';
  let certifyingCalls = 0;
  if (options.search !== undefined) {
    // What is too long to shrink within the budget may still be found from the other end.
    const found = await searchShorter(best, options, options.search);
    certifyingCalls = found.calls;
    certificate = found.certificate ?? certificate;
    best = found.program === best ? best : await shrinking.shrink(found.program);
  }
  const { programs, calls } = shrinking;
  return { program: best, certificate, spentPrograms: programs, spentCalls: calls, certifyingCalls };
}

class Shrinking {
  readonly #options: MinimizeOptions;
  /** Programs that were tried already, by their printed form. */
  readonly #tried = new Set<string>();
  programs = 0;
  calls = 0;
  isDone = false;

  constructor(options: MinimizeOptions) {
    this.#options = options;
  }

  async shrink(program: Program): Promise<Program> {
    this.isDone = false;
    let best = (await this.#failingPart(program)) ?? program;
    for (;;) {
      const simpler = await this.#step(best);
      if (simpler === undefined) return best;
      best = simpler;
    }
  }

  async #step(best: Program): Promise<Program | undefined> {
    for (const candidate of reductions(best, this.#options.capabilities)) {
      if (this.calls >= this.#options.callsMax || this.programs >= this.#options.programsMax) return undefined;
      const key = printProgram(candidate);
      if (this.#tried.has(key)) continue;
      this.#tried.add(key);
      const simpler = await this.#failingPart(candidate);
      if (simpler !== undefined) return simpler;
    }
    this.isDone = true;
    return undefined;
  }

  async #failingPart(candidate: Program): Promise<Program | undefined> {
    this.programs += 1;
    this.calls += candidate.length;
    const at = await this.#options.failsAt(candidate);
    return at === undefined ? undefined : candidate.slice(0, at + 1);
  }
}

interface Searched {
  readonly program: Program;
  readonly certificate: Certificate | undefined;
  readonly calls: number;
}

/** Deeper and deeper, over the whole alphabet first; where that is too much, over the calls of the program alone. */
async function searchShorter(program: Program, options: MinimizeOptions, limits: SearchOptions): Promise<Searched> {
  const whole = await deepen(program, options, limits, wholeAlphabet(program, limits));
  if (whole.certificate !== undefined) return whole;
  const own = await deepen(whole.program, options, limits, ownAlphabet(whole.program));
  const certificate = own.certificate && ('shortest over its own calls' as const);
  return { program: own.program, certificate, calls: whole.calls + own.calls };
}

async function deepen(
  program: Program,
  options: MinimizeOptions,
  { open, reading, profile, callsMax }: SearchOptions,
  alphabet: readonly Call[],
): Promise<Searched> {
  const automaton = machineOver(alphabet, options.capabilities, reading, profile);
  const slots = new Set(program.flatMap(({ channel }) => (typeof channel === 'number' ? [channel] : []))).size;
  let calls = 0;
  let proven = 0;
  for (let depth = 1; depth <= program.length; depth += 1) {
    // The surprises of this depth, simplest first; those of lesser depth were looked at before.
    const surprises: Program[] = [];
    const explored = explore(open, {
      automaton,
      slots: Math.max(1, slots),
      depth,
      callsMax: callsMax - calls,
      onSurprise: (surprise) => {
        if (surprise.length === depth) surprises.push(surprise);
        return surprises.length >= SURPRISES_MAX ? 'stop' : 'go on';
      },
    });
    calls += explored.calls;
    for (const surprise of surprises.toSorted(compareSimplicity)) {
      if (compareSimplicity(surprise, program) >= 0) break;
      if ((await options.failsAt(surprise)) === depth - 1)
        return { program: surprise, certificate: 'globally shortest', calls };
    }
    if (!explored.complete && surprises.length < SURPRISES_MAX) break;
    proven = depth;
  }
  return { program, certificate: proven >= program.length - 1 ? 'globally shortest' : undefined, calls };
}

/** A target that fails everywhere has no need of more. */
const SURPRISES_MAX = 2_000;

/** The abstract alphabet, and the pairs that the program needs. */
function wholeAlphabet(program: Program, { alphabet = abstractInputs() }: SearchOptions): readonly Call[] {
  return inOrder([...alphabet, ...onOneChannel(program)]);
}

function ownAlphabet(program: Program): readonly Call[] {
  return inOrder(onOneChannel(program));
}

function onOneChannel(program: Program): readonly Call[] {
  const channel = (handle: Handle) => (typeof handle === 'number' ? 0 : handle);
  return program.map((call): Call => ({ ...call, channel: channel(call.channel) }) as Call);
}

/** Each call once, simplest first. */
function inOrder(calls: readonly Call[]): readonly Call[] {
  const once = [...new Map(calls.map((call) => [printCall(call), call])).values()];
  return once.toSorted(
    (a, b) => CALL_KINDS.indexOf(a.kind) - CALL_KINDS.indexOf(b.kind) || compareSimplicity([a], [b]),
  );
}
