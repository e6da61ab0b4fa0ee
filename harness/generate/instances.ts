/** Programs for instances that live at once in one process: what belongs to one of them must not show in another. */
import type { Call, PlainKind } from '../../spec/call.ts';
import { withoutIllegalCalls, withoutMisuse } from '../program/lifecycle.ts';
import type { Capability, Program } from '../target.ts';
import type { Strategy } from './generate.ts';
import { randomPrograms } from './random.ts';

/** How many instances live at once, and how many programs there are in all. */
const INSTANCES = 8;
const PROGRAMS = 24;

const LOOKS: readonly PlainKind[] = ['readReservation', 'readOffer', 'getMmioSpace'];

/**
 * One life of a channel, with a look at everything after each call; alike but for the amounts of each instance. KMCL's functions know
 * no instances, so that all may share one guest and its window: space is only looked at where there is room for all of them.
 */
export function lifeInInstance(
  instance: number,
  capabilities: ReadonlySet<Capability>,
  roomMegabytes: number | undefined,
): Program {
  const plain = (kind: PlainKind): Call => ({ kind, channel: 0 });
  const amounts = { mmioMegabytes: 3 + 2 * instance, mmioMegabytesOptional: 7 + instance };
  const kinds: readonly PlainKind[] = ['enable', 'guestOpen', 'pause', 'guestClose', 'disable'];
  const calls: readonly Call[] = [
    { kind: 'allocate', channel: 0, endpoint: 'server' },
    { kind: 'setMmioMegabytes', channel: 0, ...amounts },
    ...LOOKS.map(plain),
    ...kinds.flatMap((kind) => [plain(kind), ...LOOKS.map(plain)]),
    plain('cleanup'),
  ];
  const allowed = withoutMisuse(capabilities);
  return withoutIllegalCalls(calls, roomMegabytes === undefined ? allowed : withoutSpace(allowed));
}

function withoutSpace(capabilities: ReadonlySet<Capability>): ReadonlySet<Capability> {
  return new Set([...capabilities].filter((capability) => capability !== 'mmio-space'));
}

export const instancesStrategy: Strategy = {
  name: 'instances',
  guarantee: `${PROGRAMS} programs on ${INSTANCES} instances at a time in one process, their calls in turn`,
  total: PROGRAMS,
  instancesAtOnce: INSTANCES,
  *programs({ capabilities, roomMegabytes, seed }) {
    for (let instance = 0; instance < INSTANCES; instance += 1)
      yield lifeInInstance(instance, capabilities, roomMegabytes);
    let left = PROGRAMS - INSTANCES;
    for (const program of randomPrograms(seed, withoutSpace(capabilities))) {
      if (left-- <= 0) return;
      yield program;
    }
  },
};
