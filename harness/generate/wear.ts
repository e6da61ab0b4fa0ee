/**
 * Wear: what goes wrong only the n-th time, such as a counter of a few bits, a table that fills up, a slot with a higher number. Short
 * programs repeat nothing, and walks meet a repetition by chance; here each is laid out, with a look at all that the target lets be
 * seen after every call, and a set. Nothing is drawn by chance.
 *
 * A program is as long as what it counts: up to some thousand calls in tier deep, so that a target which takes more than about a
 * millisecond a call needs a longer deadline there.
 */
import type { Capability } from '../target.ts';
import { channelPrograms } from './wear-channels.ts';
import { repetitionPrograms } from './wear-repetitions.ts';
import type { Strategy } from './generate.ts';

/** How often each thing is done: once more than 6 bits can count, and more than 8 bits can. */
export const WEAR_TIMES = { ci: 65, deep: 300 } as const;

/** What is done so often, each with what has to be claimed for it. */
const WORN: readonly (readonly [words: string, ...needed: Capability[]])[] = [
  ['sets accepted and refused'],
  ['sets on a stale handle', 'stale-handle'],
  ['sets on NULL', 'null-handle'],
  ['sets on a forged handle', 'forged-handle'],
  ['Enable'],
  ['Disable'],
  ['Start and Pause', 'start-pause'],
  ['open and close', 'guest'],
  ['reads of the reservation', 'reservation'],
  ['reads of the offer', 'offer'],
  ['reads of the space', 'mmio-space', 'guest'],
  ['lives of a slot'],
  ['instances'],
];

function guaranteeFor(times: number, capabilities: ReadonlySet<Capability>): string {
  const worn = WORN.filter(([, ...needed]) => needed.every((one) => capabilities.has(one))).map(([words]) => words);
  return `goes wrong none of ${times} times: ${worn.join(', ')}; nor in any of 16 slots, among 1 to 16 live channels, or as up to four come and go in any order`;
}

/** `times`: how often everything is done. */
export function wearStrategy(times: number): Strategy {
  return {
    name: 'wear',
    guarantee: (capabilities) => guaranteeFor(times, capabilities),
    *programs({ capabilities }) {
      yield* repetitionPrograms(times, capabilities);
      yield* channelPrograms(times, capabilities);
    },
  };
}
