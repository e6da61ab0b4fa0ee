/**
 * One step towards a simpler program: fewer calls first, then smaller arguments and fewer channels. Every candidate is
 * runnable; the order is the order of preference.
 */
import type { Call, Reservation } from '../../spec/call.ts';
import type { Capability, Program } from '../target.ts';
import { repaired } from './lifecycle.ts';

/** Smaller amounts, simplest first: zero, one, the half, one less. */
function smallerAmounts(amount: number): readonly number[] {
  return [...new Set([0, 1, amount >> 1, amount - 1])].filter((smaller) => smaller >= 0 && smaller < amount);
}

function* smallerPairs({ mmioMegabytes: a, mmioMegabytesOptional: b }: Reservation): Generator<Reservation> {
  for (const smaller of smallerAmounts(a)) yield { mmioMegabytes: smaller, mmioMegabytesOptional: b };
  for (const smaller of smallerAmounts(b)) yield { mmioMegabytes: a, mmioMegabytesOptional: smaller };
  if (a === b)
    for (const smaller of smallerAmounts(a)) yield { mmioMegabytes: smaller, mmioMegabytesOptional: smaller };
}

function* withoutCalls(program: Program, capabilities: ReadonlySet<Capability>): Generator<Program> {
  for (let size = program.length >> 1; size >= 1; size >>= 1) {
    for (let from = program.length - size; from >= 0; from -= size) {
      const rest = repaired([...program.slice(0, from), ...program.slice(from + size)], capabilities);
      if (rest.length > 0) yield rest;
    }
  }
}

function* withSmallerArguments(program: Program): Generator<Program> {
  for (const [index, call] of program.entries()) {
    if (call.kind !== 'setMmioMegabytes') continue;
    for (const pair of smallerPairs(call)) yield program.with(index, { ...call, ...pair });
  }
}

/** The program with its slots numbered in the order in which they appear. */
export function renumbered(program: Program): Program {
  const names = new Map<number, number>();
  return program.map((call): Call => {
    if (typeof call.channel !== 'number') return call;
    if (!names.has(call.channel)) names.set(call.channel, names.size);
    return { ...call, channel: names.get(call.channel)! };
  });
}

export function* reductions(program: Program, capabilities: ReadonlySet<Capability>): Generator<Program> {
  yield* withoutCalls(program, capabilities);
  const numbered = renumbered(program);
  if (numbered.some((call, index) => call.channel !== program[index]!.channel)) yield numbered;
  yield* withSmallerArguments(program);
}
