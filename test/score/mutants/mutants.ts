/**
 * Machines with something wrong: every single output fault, every single transfer fault, and seeded samples of machines with
 * one and two hidden states. Those that conform all the same are left out, found exactly by a product search.
 */
import { Random } from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { printCall } from '../../../harness/program/program.ts';
import { stateCover } from '../../../harness/machine/identification.ts';
import type { MutantClass } from '../../../harness/verdict/strength.ts';
import { shortestKill } from './machine.ts';
import type { Bench, Machine } from './machine.ts';

export interface Mutant {
  readonly kind: MutantClass;
  /** What is wrong, in the automaton's words; unique within a bench. */
  readonly name: string;
  readonly machine: Machine;
  /** The least number of calls on which it goes wrong. */
  readonly optimum: number;
}

export const SAMPLE_SEED = 1;
export const SAMPLE_SIZE = 500;

/** All mutants of a class that do not conform. Samples are the same for the same seed. */
export function mutantsOf(
  bench: Bench,
  kind: MutantClass,
  sampleSize = SAMPLE_SIZE,
  seed = SAMPLE_SEED,
): readonly Mutant[] {
  if (kind === 'output')
    return [...killable(bench, kind, outputFaults(bench, bench.faultless, 0, bench.automaton.states.length))];
  if (kind === 'transfer')
    return [...killable(bench, kind, transferFaults(bench, bench.faultless, 0, bench.automaton.states.length))];
  const mutants = new Map<string, Mutant>();
  const random = new Random(xoroshiro128plus(seed));
  for (const mutant of killable(bench, kind, hiddenFaults(bench, kind === 'one extra state' ? 1 : 2, random))) {
    mutants.set(mutant.name, mutant);
    if (mutants.size === sampleSize) break;
  }
  return [...mutants.values()];
}

type Candidate = Pick<Mutant, 'name' | 'machine'>;

function* killable(bench: Bench, kind: MutantClass, candidates: Iterable<Candidate>): Generator<Mutant> {
  for (const { name, machine } of candidates) {
    const kill = shortestKill(bench, machine);
    if (kill !== undefined) yield { kind, name, machine, optimum: kill.length };
  }
}

/** Which other responses a cell could give: those of the same shape. Whether Enable succeeds is nobody's promise. */
function otherOutputs({ automaton, responses }: Bench, machine: Machine, cell: number): readonly number[] {
  const { kind } = automaton.inputs[cell % automaton.inputs.length]!;
  if (kind === 'allocate' || kind === 'enable') return [];
  const given = machine.output[cell]!;
  const shape = (index: number) => responses[index]!.kind.replace('no-offer', 'offer');
  if (shape(given) === 'nothing') return [];
  return responses.flatMap((_, index) => (index !== given && shape(index) === shape(given) ? [index] : []));
}

function* outputFaults(bench: Bench, machine: Machine, from: number, to: number): Generator<Candidate> {
  for (const cell of legalCells(bench, machine, from, to)) {
    for (const output of otherOutputs(bench, machine, cell)) {
      yield { name: `${cellName(bench, cell)} answers ${output}`, machine: withOutput(machine, cell, output) };
    }
  }
}

function* transferFaults(bench: Bench, machine: Machine, from: number, to: number): Generator<Candidate> {
  const states = machine.next.length / bench.automaton.inputs.length;
  for (const cell of legalCells(bench, machine, from, to)) {
    for (let state = 0; state < states; state += 1) {
      if (state === machine.next[cell]) continue;
      yield { name: `${cellName(bench, cell)} leads to ${state}`, machine: withNext(machine, cell, state) };
    }
  }
}

/** The cells of the states `from` up to `to` that the oracle speaks of, hidden states standing for the one they copy. */
function legalCells({ automaton }: Bench, machine: Machine, from: number, to: number): readonly number[] {
  const width = automaton.inputs.length;
  const original = (cell: number) =>
    cell < automaton.next.length ? automaton.next[cell]! >= 0 : machine.output[cell]! >= 0;
  return Array.from({ length: (to - from) * width }, (_, index) => from * width + index).filter(original);
}

/**
 * Copies of states that something leads to instead of the original, and in the last copy one fault. With two, the second is
 * only reached out of the first.
 */
function* hiddenFaults(bench: Bench, count: 1 | 2, random: Random): Generator<Candidate> {
  const { automaton } = bench;
  const width = automaton.inputs.length;
  const pick = <T>(values: readonly T[]): T => values[random.nextInt(0, values.length - 1)]!;
  for (;;) {
    let machine = bench.faultless;
    let cell = pick(legalCells(bench, machine, 0, automaton.states.length));
    const names = [];
    const copies: number[] = [];
    for (let hidden = 0; hidden < count; hidden += 1) {
      const successor = machine.next[cell]!;
      // Where the call stays in the first copy, the second is another copy of the same state.
      const copied = successor < automaton.states.length ? successor : copies[successor - automaton.states.length]!;
      copies.push(copied);
      const copy = machine.next.length / width;
      names.push(`${cellName(bench, cell)} leads to copy ${copy} of ${copied}`);
      machine = withNext(withCopyOf(machine, copied, width), cell, copy);
      const legal = automaton.inputs.flatMap((_, input) =>
        automaton.next[copied * width + input]! >= 0 ? [input] : [],
      );
      cell = copy * width + pick(legal);
    }
    const outputs = otherOutputs(bench, machine, cell);
    const states = automaton.states.map((_, state) => state).filter((state) => state !== machine.next[cell]);
    if (outputs.length > 0 && random.nextInt(0, 1) === 0) {
      const output = pick(outputs);
      names.push(`there ${cellName(bench, cell)} answers ${output}`);
      yield { name: names.join(', '), machine: withOutput(machine, cell, output) };
    } else {
      const state = pick(states);
      names.push(`there ${cellName(bench, cell)} leads to ${state}`);
      yield { name: names.join(', '), machine: withNext(machine, cell, state) };
    }
  }
}

function withOutput(machine: Machine, cell: number, output: number): Machine {
  return { next: machine.next, output: machine.output.with(cell, output) };
}

function withNext(machine: Machine, cell: number, state: number): Machine {
  return { next: machine.next.with(cell, state), output: machine.output };
}

/** The copy stays in itself where the original does: a hidden state is left only by a call that leads elsewhere. */
function withCopyOf({ next, output }: Machine, state: number, width: number): Machine {
  const copy = next.length / width;
  const row = [state * width, (state + 1) * width] as const;
  const copied = next.slice(...row).map((successor) => (successor === state ? copy : successor));
  return { next: Int16Array.from([...next, ...copied]), output: Int16Array.from([...output, ...output.slice(...row)]) };
}

function cellName({ automaton }: Bench, cell: number): string {
  const width = automaton.inputs.length;
  return `${Math.floor(cell / width)}: ${printCall(automaton.inputs[cell % width]!)}`;
}

/**
 * Whether every state of the mutant is reached within `k` calls of the states that the state cover reaches: then complete-k
 * promises to kill it.
 */
export function isInFaultDomain({ automaton }: Bench, { next }: Machine, k: number): boolean {
  const width = automaton.inputs.length;
  /** A state of the automaton and one of the mutant, as one number. */
  const pair = (state: number, other: number) => state * next.length + other;
  const stateOf = (key: number) => Math.floor(key / next.length);
  const otherOf = (key: number) => key % next.length;
  const reached = new Set(
    stateCover(automaton).map((word) => {
      let [state, other] = [0, 0];
      for (const input of word) [state, other] = [automaton.next[state * width + input]!, next[other * width + input]!];
      return pair(state, other);
    }),
  );
  const follow = (from: Iterable<number>): number[] => {
    const added: number[] = [];
    for (const key of from) {
      for (let input = 0; input < width; input += 1) {
        const following = automaton.next[stateOf(key) * width + input]!;
        if (following < 0) continue;
        const successor = pair(following, next[otherOf(key) * width + input]!);
        if (reached.has(successor)) continue;
        reached.add(successor);
        added.push(successor);
      }
    }
    return added;
  };
  let front: number[] = [...reached];
  for (let step = 0; step < k; step += 1) front = follow(front);
  const near = new Set([...reached].map(otherOf));
  while (front.length > 0) front = follow(front);
  return [...reached].every((key) => near.has(otherOf(key)));
}
