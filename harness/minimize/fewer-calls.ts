/**
 * Steps towards fewer calls: some left out, wherever they stand.
 */
import { isWithinRun } from './equal-calls.ts';
import type { Step } from './step.ts';

/**
 * Delta debugging (ddmin, Zeller and Hildebrandt 2002) by complements: halves are left out first, then less and less, then
 * single calls. Each pass goes from the end to the beginning, so that what is left out leaves the calls before it where they stand.
 */
export const withoutCalls: Step = {
  name: 'calls left out',
  *candidates(program) {
    let left = program;
    for (let size = program.length >> 1; size >= 1; size >>= 1) {
      for (let from = left.length - size; from >= 0; from -= size) {
        left = (yield left.toSpliced(from, size)) ?? left;
      }
    }
  },
};

/** One setting of amounts left out, and another one made with its amounts. */
export const withSetsMerged: Step = {
  name: 'settings merged',
  *candidates(program) {
    for (const [from, source] of program.entries()) {
      if (source.kind !== 'setMmioMegabytes' || isWithinRun(program, from)) continue;
      for (const [to, destination] of program.entries()) {
        if (to === from || destination.kind !== 'setMmioMegabytes' || isWithinRun(program, to)) continue;
        yield program.with(to, { ...source, channel: destination.channel }).toSpliced(from, 1);
      }
    }
  },
};
