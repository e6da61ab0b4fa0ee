/**
 * Steps towards a simpler order of the same calls: of programs that differ in nothing else one is the simplest, so that one
 * fault has one form.
 */
import type { Call, PlainCall } from '../../spec/call.ts';
import { isRunnable } from '../program/lifecycle.ts';
import { slotsOf } from '../program/program.ts';
import type { Capability, Program } from '../target.ts';
import { compareSimplicity } from '../program/simplicity.ts';
import type { Steps } from './steps.ts';

/** Each call in turn as much sooner as is simplest without passing one on its own channel, or half as much. */
export function* withCallsSooner(program: Program): Steps {
  let left = program;
  for (let at = 1; at < left.length; at += 1) {
    const call = left[at]!;
    const soonest = left.slice(0, at).findLastIndex(({ channel }) => channel === call.channel) + 1;
    const sooner = Array.from({ length: at - soonest }, (_, index) =>
      left.toSpliced(at, 1).toSpliced(soonest + index, 0, call),
    )
      .filter((candidate) => compareSimplicity(candidate, left) < 0)
      .toSorted(compareSimplicity);
    for (const candidate of new Set([sooner[0], sooner[sooner.length >> 1]])) {
      const simpler = candidate && (yield candidate);
      if (simpler === undefined) continue;
      left = simpler;
      break;
    }
  }
}

/**
 * Two calls side by side exchanged, in the program and with two of its slots in each other's place; the slots exchanged from
 * some call on; a server's endpoint for a client's, and one read for another. No call is spared: of programs that only differ in their order one is the simplest, so that one fault has one form.
 */
export function* withSimplerOrder(program: Program, capabilities: ReadonlySet<Capability>): Iterable<Program> {
  const isBetter = (candidate: Program) =>
    compareSimplicity(candidate, program) < 0 && isRunnable(candidate, capabilities);
  for (const exchanged of exchangedSlots(program)) {
    for (const candidate of withRunsSorted(exchanged)) if (isBetter(candidate)) yield candidate;
  }
  for (const variant of [program, ...exchangedSlots(program)]) {
    for (let at = 0; at + 1 < variant.length; at += 1) {
      const candidate = variant.with(at, variant[at + 1]!).with(at + 1, variant[at]!);
      if (isBetter(candidate)) yield candidate;
    }
  }
  for (const [at, call] of program.entries()) {
    for (const candidate of exchangedSlots(program, at)) if (isBetter(candidate)) yield candidate;
    if (call.kind === 'allocate' && call.endpoint === 'client') {
      const candidate = program.with(at, { ...call, endpoint: 'server' });
      if (isBetter(candidate)) yield candidate;
    }
    if (!isRead(call)) continue;
    for (const kind of READS) {
      const candidate = program.with(at, { kind, channel: call.channel });
      if (isBetter(candidate)) yield candidate;
    }
  }
}

/** With two slots in each other's place, from some call on. */
function exchangedSlots(program: Program, from = 0): readonly Program[] {
  const slots = slotsOf(program);
  return slots.flatMap((a, index) =>
    slots.slice(index + 1).map((b) =>
      program.map((call, at): Call => {
        const channel = at < from ? call.channel : call.channel === a ? b : call.channel === b ? a : call.channel;
        return { ...call, channel } as Call;
      }),
    ),
  );
}

/** Neighbours of one kind in the order of their channels: everywhere, and everywhere but in one place. */
function withRunsSorted(program: Program): readonly Program[] {
  const runs: Call[][] = [];
  for (const call of program) {
    const run = runs.at(-1);
    if (run !== undefined && run[0]!.kind === call.kind && !run.some(({ channel }) => channel === call.channel))
      run.push(call);
    else runs.push([call]);
  }
  const sorted = runs.map((run) => run.toSorted((a, b) => (a.channel < b.channel ? -1 : 1)));
  const places = runs.flatMap((run, at) => (run.length > 1 ? [at] : []));
  return [sorted, ...places.map((at) => sorted.with(at, runs[at]!))].map((order) => order.flat());
}

const READS = ['readReservation', 'readOffer', 'getMmioSpace'] as const;

/** Whether the call only looks, and changes nothing. */
export function isRead(call: Call): call is PlainCall & { kind: (typeof READS)[number] } {
  return (READS as readonly string[]).includes(call.kind);
}

/** One call made sooner or later than it was, by more than a place. */
export function* withCallsMoved(program: Program, capabilities: ReadonlySet<Capability>): Iterable<Program> {
  for (const [from, call] of program.entries()) {
    const rest = program.toSpliced(from, 1);
    for (let to = 0; to < program.length; to += 1) {
      if (Math.abs(to - from) < 2) continue;
      const candidate = rest.toSpliced(to, 0, call);
      if (compareSimplicity(candidate, program) < 0 && isRunnable(candidate, capabilities)) yield candidate;
    }
  }
}

/** One call left out and two neighbours of the rest exchanged, where neither does by itself. */
export function* withoutCallInOtherOrder(program: Program, capabilities: ReadonlySet<Capability>): Iterable<Program> {
  for (let left = program.length - 1; left >= 0; left -= 1) {
    const rest = program.toSpliced(left, 1);
    for (let at = 0; at + 1 < rest.length; at += 1) {
      const candidate = rest.with(at, rest[at + 1]!).with(at + 1, rest[at]!);
      if (isRunnable(candidate, capabilities)) yield candidate;
    }
  }
}
