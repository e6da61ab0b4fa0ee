/**
 * Steps towards a simpler order of the same calls: of programs that differ in nothing else one is the simplest, so that one
 * fault has one form.
 */
import { isRead } from '../../spec/call.ts';
import type { Call } from '../../spec/call.ts';
import { slotsOf } from '../program/program.ts';
import { compareSimplicity } from '../program/simplicity.ts';
import type { Program } from '../target.ts';
import { isWithinRun } from './equal-calls.ts';
import type { Step } from './step.ts';

/** Each call in turn as much sooner as is simplest without passing one on its own channel, or half as much. */
export const withCallsSooner: Step = {
  name: 'calls sooner',
  *candidates(program) {
    let left = program;
    for (let at = 1; at < left.length; at += 1) {
      const call = left[at]!;
      const soonest = left.slice(0, at).findLastIndex(({ channel }) => channel === call.channel) + 1;
      const sooner = Array.from({ length: at - soonest }, (_, index) =>
        left.toSpliced(at, 1).toSpliced(soonest + index, 0, call),
      )
        .filter((candidate) => compareSimplicity(candidate, left) < 0)
        .toSorted(compareSimplicity);
      const simplest = sooner[0] && (yield sooner[0]);
      const middle = sooner[sooner.length >> 1];
      left = simplest ?? (middle && (yield middle)) ?? left;
    }
  },
};

/**
 * Two calls side by side exchanged, in the program and with two of its slots in each other's place; the slots exchanged from
 * some call on; a server's endpoint for a client's, and one read for another.
 */
export const withSimplerOrder: Step = {
  name: 'simpler order',
  *candidates(program) {
    for (const exchanged of exchangedSlots(program)) yield* withRunsSorted(exchanged);
    for (const variant of [program, ...exchangedSlots(program)]) yield* withNeighboursExchanged(variant);
    for (const [at, call] of program.entries()) {
      if (isWithinRun(program, at)) continue;
      yield* exchangedSlots(program, at);
      if (call.kind === 'allocate') yield program.with(at, { ...call, endpoint: 'server' });
      if (isRead(call)) for (const kind of READS) yield program.with(at, { kind, channel: call.channel });
    }
  },
};

/** One call left out and two neighbours of the rest exchanged, where neither does by itself. */
export const withoutCallInOtherOrder: Step = {
  name: 'a call left out and two exchanged',
  *candidates(program, { claimsMisuse }) {
    // What follows a failed Enable is not in the automaton, so only this step helps there; and only misuse makes it likely.
    if (!claimsMisuse || program.length > CALLS_MAX) return;
    for (let left = program.length - 1; left >= 0; left -= 1) {
      yield* withNeighboursExchanged(program.toSpliced(left, 1));
    }
  },
};

/** The candidates grow with the square of the calls. */
const CALLS_MAX = 8;

function withNeighboursExchanged(program: Program): readonly Program[] {
  return program.slice(1).map((call, at) => program.with(at, call).with(at + 1, program[at]!));
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
