/**
 * What is left of a long program where all but a few calls are taken out at once. A minimizer takes out a half, then a quarter, as it
 * hears the answers (ddmin); in a file that is answered as a whole, every such path is a round, and this is one.
 */
import { isRead } from '../../spec/call.ts';
import type { Call } from '../../spec/call.ts';
import { combinations } from '../program/combinations.ts';
import { isRunnable } from '../program/lifecycle.ts';
import { slotsOf } from '../program/program.ts';
import type { Capability, Program } from '../target.ts';

/** In parts of more calls other steps come first. */
const CALLS_MAX = 7;

/** The calls on the channel that failed, and on one other: most of what crosses over does so between two. */
export function onFewChannels(program: Program): readonly Program[] {
  const own = program.at(-1)!.channel;
  const slots = slotsOf(program);
  return [own, ...slots].flatMap((other) => {
    const rest = program.filter(({ channel }) => channel === own || channel === other);
    return rest.length < program.length ? [rest] : [];
  });
}

/**
 * Of the program and of its calls on few channels, each choice of a few calls with the last one, the fewest first: no look in between,
 * no slot without its Allocate or with that alone, and none that is allocated while it is live: a channel would be left behind.
 */
export function* partsOf(program: Program, capabilities: ReadonlySet<Capability>): Generator<Program> {
  const last = program.at(-1)!;
  const wholes = [...onFewChannels(program), program].map((whole) =>
    whole.slice(0, -1).filter((call) => !isRead(call)),
  );
  const longest = Math.max(...wholes.map(({ length }) => length));
  for (let count = 0; count < Math.min(longest + 1, CALLS_MAX); count += 1)
    for (const whole of wholes)
      for (const chosen of combinations(whole, count)) {
        const part = [...chosen, last];
        if (isOfUse(part) && isRunnable(part, capabilities)) yield part;
      }
}

function isOfUse(program: Program): boolean {
  const slots = new Map<Call['channel'], number>();
  for (const { kind, channel } of program) {
    if (typeof channel !== 'number') continue;
    const calls = slots.get(channel) ?? 0;
    if (calls === 0 && kind !== 'allocate') return false;
    slots.set(channel, calls + 1);
  }
  return [...slots.values()].every((calls) => calls > 1);
}
