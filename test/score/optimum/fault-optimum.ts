/**
 * The exact length of the shortest counterexample of a planted fault: breadth first over the product of the faulty emulator
 * and of what the judge remembers. For mutants, which are tables, `shortestKill` does the same.
 *
 * A counterexample is a program of calls that KMCL allows at whose last call the judge finds the clause broken. What goes
 * wrong before without ending the judgement, such as a deviation from another clause, is gone on from.
 */
import type { Call, Slot } from '../../../spec/call.ts';
import type { ClauseId } from '../../../spec/clauses.ts';
import { executeInProcess } from '../../../harness/execute/execute.ts';
import { judge } from '../../../harness/judge/judge.ts';
import { printProgram } from '../../../harness/program/program.ts';
import { CAPABILITIES } from '../../../harness/target.ts';
import type { Program, Session } from '../../../harness/target.ts';
import type { Trace } from '../../../harness/execute/trace.ts';
import { reference } from '../../../targets/reference/reference.ts';
import { fingerprint } from './fingerprint.ts';
import { AttributionNeeded, FOUND, isAttributed, JUDGE_STATES_MAX, JudgeMemory, STOPPED } from './judge-memory.ts';

export interface FaultOptimumOptions {
  readonly clause: ClauseId;
  /** Calls on slot 0, which stands for each slot, and on the handles that name no channel. */
  readonly alphabet: readonly Call[];
  /** The slots that a program may use, in the order in which it has to take them. */
  readonly slots: readonly Slot[];
  /** Whether it may take them in any order, for faults that depend on which slot it is. */
  readonly inAnyOrder?: boolean;
  /** What cannot come to its end within so many calls is left out, so a search up to a known length is much cheaper. */
  readonly lengthMax: number;
  readonly statesMax: number;
}

export type FaultOptimum = { readonly states: number } & (
  | { readonly kind: 'found'; readonly program: Program }
  | { readonly kind: 'none'; readonly lengthMax: number }
  /** `length`: all programs of up to so many calls were tried. */
  | { readonly kind: 'gave up'; readonly length: number }
);

export function faultOptimum(fault: string, options: FaultOptimumOptions): FaultOptimum {
  if (isAttributed(options.clause)) return new Search(fault, options, true).run();
  try {
    return new Search(fault, options, false).run();
  } catch (error) {
    if (!(error instanceof AttributionNeeded)) throw error;
    return new Search(fault, options, true).run();
  }
}

class Search {
  readonly #open: () => Session;
  readonly #options: FaultOptimumOptions;
  readonly #memory: JudgeMemory;
  readonly #emulators = new Map<string, number>();
  readonly #seen = new Set<number>();
  /** By the number of a pair of states: the pair before, the call that led from there, and both states. */
  readonly #parents: Int32Array;
  readonly #steps: Int16Array;
  readonly #emulatorOf: Int32Array;
  readonly #judgeOf: Int32Array;
  #states = 0;
  #isSpent = false;

  constructor(fault: string, options: FaultOptimumOptions, attributes: boolean) {
    this.#open = reference({ fault }).open!;
    this.#options = options;
    const { clause, alphabet, slots, inAnyOrder = false, statesMax } = options;
    const channels = slots.length;
    this.#memory = new JudgeMemory({ clause, alphabet, channels, inAnyOrder, attributes });
    this.#parents = new Int32Array(statesMax);
    this.#steps = new Int16Array(statesMax);
    this.#emulatorOf = new Int32Array(statesMax);
    this.#judgeOf = new Int32Array(statesMax);
  }

  run(): FaultOptimum {
    const { lengthMax } = this.#options;
    this.#add(0, -1, 0, this.#emulatorNumber(this.#open()), this.#memory.start);
    let from = 0;
    for (let length = 1; length <= lengthMax; length += 1) {
      const to = this.#states;
      if (from === to) break;
      const found = this.#layer(from, to, length);
      if (found !== undefined) return { kind: 'found', program: this.#proven(found), states: this.#states };
      if (this.#isSpent && length < lengthMax) return { kind: 'gave up', length, states: this.#states };
      from = to;
    }
    return { kind: 'none', lengthMax, states: this.#states };
  }

  /** All calls from the pairs of one layer. Pairs with the same emulator stand together, so that it performs each call once. */
  #layer(from: number, to: number, length: number): Program | undefined {
    const emulatorOf = this.#emulatorOf;
    const isLast = length === this.#options.lengthMax;
    const order = Int32Array.from({ length: to - from }, (_, index) => from + index);
    order.sort((a, b) => emulatorOf[a]! - emulatorOf[b]! || a - b);
    let branch: Branch | undefined;
    for (let index = 0; index < order.length; index += 1) {
      const node = order[index]!;
      if (branch === undefined || branch.emulator !== emulatorOf[node]) {
        branch = new Branch(this.#sessionAt(node), emulatorOf[node]!, isLast || this.#isSpent);
      }
      const found = this.#expand(node, branch, length);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #expand(node: number, branch: Branch, length: number): Program | undefined {
    const { alphabet } = this.#options;
    const judged = this.#judgeOf[node]!;
    let found: Program | undefined;
    this.#memory.forEachLegal(judged, (channel, letter) => {
      if (found !== undefined) return;
      const step = channel * alphabet.length + letter;
      const edge = branch.edge(step, () => this.#perform(branch, step));
      const traceHere = () => this.#traceOf([...this.#programTo(node), this.#callOf(step)]);
      const next = this.#memory.step(judged, channel, letter, edge.response, traceHere);
      if (next === FOUND) found = [...this.#programTo(node), this.#callOf(step)];
      if (next === FOUND || next === STOPPED || branch.isLast) return;
      this.#add(length, node, step, edge.emulator, next);
    });
    return found;
  }

  #perform({ session, isLast }: Branch, step: number): Edge {
    const fork = session.fork!();
    const response = this.#memory.responseNumber(fork.perform(this.#callOf(step)));
    return { response, emulator: isLast ? -1 : this.#emulatorNumber(fork) };
  }

  #add(length: number, parent: number, step: number, emulator: number, judged: number): void {
    if (length + this.#memory.callsToGo(judged) > this.#options.lengthMax) return;
    const pair = emulator * JUDGE_STATES_MAX + judged;
    if (this.#seen.has(pair)) return;
    if (this.#states >= this.#options.statesMax) {
      this.#isSpent = true;
      return;
    }
    this.#seen.add(pair);
    this.#parents[this.#states] = parent;
    this.#steps[this.#states] = step;
    this.#emulatorOf[this.#states] = emulator;
    this.#judgeOf[this.#states] = judged;
    this.#states += 1;
  }

  #emulatorNumber(session: Session): number {
    const key = fingerprint(session);
    const known = this.#emulators.get(key);
    if (known !== undefined) return known;
    this.#emulators.set(key, this.#emulators.size);
    return this.#emulators.size - 1;
  }

  #callOf(step: number): Call {
    const { alphabet, slots } = this.#options;
    const call = alphabet[step % alphabet.length]!;
    if (typeof call.channel !== 'number') return call;
    return { ...call, channel: slots[Math.floor(step / alphabet.length)]! } as Call;
  }

  #programTo(node: number): Program {
    const program: Call[] = [];
    for (let at = node; this.#parents[at]! >= 0; at = this.#parents[at]!) program.push(this.#callOf(this.#steps[at]!));
    return program.toReversed();
  }

  #sessionAt(node: number): Session {
    const session = this.#open();
    for (const call of this.#programTo(node)) session.perform(call);
    return session;
  }

  #traceOf(program: Program): Trace {
    return executeInProcess(this.#open, program);
  }

  /** The program, once the judge has seen it as a whole. */
  #proven(program: Program): Program {
    const { clause } = this.#options;
    const capabilities = new Set(CAPABILITIES);
    const { findings } = judge(this.#traceOf(program), { reading: 'documented', capabilities });
    if (findings.some((finding) => finding.clause === clause && finding.at === program.length - 1)) return program;
    throw new Error(`the judge does not find ${clause} broken at the end of:\n${printProgram(program)}`);
  }
}

interface Edge {
  readonly response: number;
  readonly emulator: number;
}

/** The calls from one state of the emulator, each performed when it is first asked for. */
class Branch {
  readonly session: Session;
  readonly emulator: number;
  /** Whether only the responses matter. */
  readonly isLast: boolean;
  readonly #edges: (Edge | undefined)[] = [];

  constructor(session: Session, emulator: number, isLast: boolean) {
    this.session = session;
    this.emulator = emulator;
    this.isLast = isLast;
  }

  edge(step: number, perform: () => Edge): Edge {
    return (this.#edges[step] ??= perform());
  }
}
