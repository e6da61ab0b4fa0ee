/**
 * Steps towards fewer calls: some left out, wherever they stand.
 */
import type { Call } from '../../spec/call.ts';
import { withoutIllegalCalls } from '../program/lifecycle.ts';
import type { Capability, Program } from '../target.ts';
import type { Steps } from './steps.ts';

/**
 * Halves first, then less and less, then single calls, each from the end to the beginning: what is left out leaves the calls
 * before it where they stand, so that one pass goes over all of them.
 */
export function* withoutCalls(program: Program, capabilities: ReadonlySet<Capability>): Steps {
  let left = program;
  for (let size = program.length >> 1; size >= 1; size >>= 1) {
    for (let from = left.length - size; from >= 0; from -= size) {
      if (from >= left.length) continue;
      const rest = withoutIllegalCalls(left.toSpliced(from, size), capabilities);
      if (rest.length > 0) left = (yield rest) ?? left;
    }
  }
}

/** Of all calls of one kind on one channel only the last, for what a long program does over and over. */
export function* withoutRepeats(program: Program, capabilities: ReadonlySet<Capability>): Steps {
  let left = program;
  const keyOf = ({ kind, channel }: Call) => `${kind} ${channel}`;
  for (const key of new Set(program.map(keyOf))) {
    const last = left.findLastIndex((call) => keyOf(call) === key);
    const rest = withoutIllegalCalls(
      left.filter((call, at) => at === last || keyOf(call) !== key),
      capabilities,
    );
    if (rest.length < left.length - 1) left = (yield rest) ?? left;
  }
}

/** Every two calls that do not stand side by side. */
export function* withoutTwoCalls(program: Program, capabilities: ReadonlySet<Capability>): Iterable<Program> {
  for (let first = 0; first < program.length; first += 1) {
    for (let second = first + 2; second < program.length; second += 1) {
      const rest = withoutIllegalCalls(program.toSpliced(second, 1).toSpliced(first, 1), capabilities);
      if (rest.length > 0) yield rest;
    }
  }
}

/** One setting of amounts left out, and another one made with its amounts. */
export function* withSetsMerged(program: Program, capabilities: ReadonlySet<Capability>): Iterable<Program> {
  for (const [from, source] of program.entries()) {
    if (source.kind !== 'setMmioMegabytes') continue;
    for (const [to, destination] of program.entries()) {
      if (to === from || destination.kind !== 'setMmioMegabytes') continue;
      const merged = program.with(to, { ...source, channel: destination.channel }).toSpliced(from, 1);
      const rest = withoutIllegalCalls(merged, capabilities);
      if (rest.length > 0) yield rest;
    }
  }
}
