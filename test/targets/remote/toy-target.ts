/** A small target of the tests' own: enough behaviour to tell a right answer from a lost or a foreign one. */
import { fromSession, type Session, type Target } from '../../../harness/target.ts';
import { type Call, NO_OFFER, NOTHING, type Reservation, type Response } from '../../../spec/call.ts';

const NONE: Reservation = { mmioMegabytes: 0, mmioMegabytesOptional: 0 };

export function toyTarget(): Target {
  const info = {
    name: 'toy',
    version: '1',
    capabilities: ['reservation', 'offer', 'offer-bytes', 'mmio-space'],
  } as const;
  return fromSession(info, openToy);
}

function openToy(): Session {
  const held = new Map<unknown, Reservation>();
  return { perform: (call) => perform(held, call) };
}

function perform(held: Map<unknown, Reservation>, call: Call): Response {
  const amounts = held.get(call.channel) ?? NONE;
  switch (call.kind) {
    case 'allocate':
      held.set(call.channel, NONE);
      return { kind: 'status', status: 0 };
    case 'setMmioMegabytes':
      if (call.mmioMegabytes + call.mmioMegabytesOptional === 0) return { kind: 'status', status: 0xc000_000d };
      held.set(call.channel, { mmioMegabytes: call.mmioMegabytes, mmioMegabytesOptional: call.mmioMegabytesOptional });
      return { kind: 'status', status: 0 };
    case 'enable':
      return { kind: 'status', status: 0 };
    case 'readReservation':
      return { kind: 'reservation', ...amounts };
    case 'readOffer':
      return amounts === NONE ? NO_OFFER : { kind: 'offer', ...amounts, bytes: Uint8Array.of(1, 2, 255) };
    case 'getMmioSpace':
      return { kind: 'space', address: 0xffff_ffff_0000_0000n, size: BigInt(amounts.mmioMegabytes) << 20n };
    default:
      return NOTHING;
  }
}
