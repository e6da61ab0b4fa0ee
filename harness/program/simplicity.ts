/**
 * The total order on programs by which the simplest one is chosen, so that one fault has one normal form: fewer calls, fewer
 * channels, smaller amounts, required rather than optional, and then the order of the call kinds.
 */
import { CALL_KINDS } from '../../spec/call.ts';
import type { Call } from '../../spec/call.ts';
import type { Program } from '../target.ts';

/** Negative where `a` is simpler than `b`, positive where `b` is; zero only for the same program. */
export function compareSimplicity(a: Program, b: Program): number {
  return (
    a.length - b.length ||
    channelsOf(a) - channelsOf(b) ||
    total(a, amounts) - total(b, amounts) ||
    total(a, optionalAmount) - total(b, optionalAmount) ||
    firstDifference(a, b)
  );
}

function channelsOf(program: Program): number {
  return new Set(program.map(({ channel }) => channel)).size;
}

function total(program: Program, weight: (call: Call) => number): number {
  return program.reduce((sum, call) => sum + weight(call), 0);
}

function amounts(call: Call): number {
  return call.kind === 'setMmioMegabytes' ? call.mmioMegabytes + call.mmioMegabytesOptional : 0;
}

function optionalAmount(call: Call): number {
  return call.kind === 'setMmioMegabytes' ? call.mmioMegabytesOptional : 0;
}

/** Each call as numbers, most telling first; the handles that name no channel come after all slots. */
function keyOf(call: Call): readonly number[] {
  const channel = typeof call.channel === 'number' ? call.channel : call.channel === 'null' ? 100 : 101;
  const variant = call.kind === 'allocate' && call.endpoint === 'client' ? 1 : 0;
  return [CALL_KINDS.indexOf(call.kind), channel, variant, amounts(call), optionalAmount(call)];
}

function firstDifference(a: Program, b: Program): number {
  for (const [index, call] of a.entries()) {
    const [left, right] = [keyOf(call), keyOf(b[index]!)];
    const at = left.findIndex((value, position) => value !== right[position]);
    if (at >= 0) return left[at]! - right[at]!;
  }
  return 0;
}
