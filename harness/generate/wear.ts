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

/** What is done so often, in words: of those that stand together only what is claimed. */
function wornBy(capabilities: ReadonlySet<Capability>): readonly string[] {
  const claimed = (words: Readonly<Partial<Record<Capability, string>>>) =>
    Object.entries(words).flatMap(([capability, word]) => (capabilities.has(capability as Capability) ? [word] : []));
  const handles = claimed({ 'stale-handle': 'stale', 'null-handle': 'NULL', 'forged-handle': 'forged' });
  const hasGuest = capabilities.has('guest');
  const reads = claimed({ reservation: 'reservation', offer: 'offer', ...(hasGuest && { 'mmio-space': 'space' }) });
  return [
    `sets${handles.length > 0 ? ` (${handles.join(', ')} handles too)` : ''}`,
    'Enable, Disable',
    ...claimed({ guest: 'open, close', 'start-pause': 'Start, Pause' }),
    ...(reads.length > 0 ? [`reads of ${reads.join(', ')}`] : []),
    'lives of a slot',
    'instances',
  ];
}

function guaranteeFor(times: number, capabilities: ReadonlySet<Capability>): string {
  return `goes wrong none of ${times} times: ${wornBy(capabilities).join(', ')}; nor in any of 16 slots, among 1 to 16 channels, or as up to 4 come and go`;
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
