import type { Program } from '../../../harness/target.ts';
import type { Endpoint, PlainKind, Slot } from '../../../spec/call.ts';

interface Seen {
  readonly endpoint: Endpoint;
  life: 'fresh' | 'enabled' | 'open' | 'closed' | 'disabled' | 'freed';
}

type Life = Seen['life'];
const LIVE: readonly Life[] = ['fresh', 'enabled', 'open', 'closed', 'disabled'];
const OFFERED: readonly Life[] = ['enabled', 'open', 'closed'];

/** The states in which KMCL allows a call, and the state that it leads to where it leads to another. */
const ALLOWED: Readonly<Record<PlainKind, { readonly from: readonly Life[]; readonly to?: Life }>> = {
  enable: { from: ['fresh', 'disabled'], to: 'enabled' },
  disable: { from: OFFERED, to: 'disabled' },
  cleanup: { from: ['fresh', 'disabled'], to: 'freed' },
  start: { from: OFFERED },
  pause: { from: LIVE },
  guestOpen: { from: ['enabled', 'closed'], to: 'open' },
  guestClose: { from: ['open'], to: 'closed' },
  readReservation: { from: LIVE },
  readOffer: { from: LIVE },
  getMmioSpace: { from: ['open'] },
};
const CLIENT_KINDS: ReadonlySet<PlainKind> = new Set(['readReservation', 'readOffer', 'cleanup']);

/**
 * The first call of a program that KMCL does not allow, told in words; undefined where the program is legal.
 * Where an Enable fails, a second Enable is the legal next step, so an enabled channel may be enabled if `enableMayFail`.
 */
export function breach(program: Program, enableMayFail: boolean): string | undefined {
  const channels = new Map<Slot, Seen>();
  for (const [index, call] of program.entries()) {
    const at = `call ${index}, ${call.kind}`;
    if (call.kind === 'allocate') {
      const before = channels.get(call.channel);
      if (before !== undefined && before.life !== 'freed') return `${at}: slot ${call.channel} is taken`;
      channels.set(call.channel, { endpoint: call.endpoint, life: 'fresh' });
      continue;
    }
    if (typeof call.channel === 'string') continue;
    const channel = channels.get(call.channel);
    if (channel === undefined) return `${at}: slot ${call.channel} was never allocated`;
    if (call.kind === 'setMmioMegabytes') continue;
    if (channel.endpoint === 'client' && !CLIENT_KINDS.has(call.kind)) return `${at}: on a client endpoint`;
    const { from, to } = ALLOWED[call.kind];
    const again = enableMayFail && call.kind === 'enable' && channel.life === 'enabled';
    if (!again && !from.includes(channel.life)) return `${at}: the channel is ${channel.life}`;
    channel.life = to ?? channel.life;
  }
  return undefined;
}
