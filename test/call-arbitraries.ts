/** Calls and responses as fast-check arbitraries, every one that the contract can carry. */
import fc from 'fast-check';
import type { Call, PlainKind, Response } from '../spec/call.ts';
import { CALL_KINDS, NO_OFFER, NOTHING } from '../spec/call.ts';

const u16 = fc.integer({ min: 0, max: 0xffff });
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const slot = fc.integer({ min: 0, max: 15 });
const amounts = { mmioMegabytes: u16, mmioMegabytesOptional: u16 };
const PLAIN_KINDS = CALL_KINDS.filter((kind): kind is PlainKind => kind !== 'allocate' && kind !== 'setMmioMegabytes');

export const anyCall: fc.Arbitrary<Call> = fc.oneof(
  fc.record({
    kind: fc.constant('allocate' as const),
    channel: slot,
    endpoint: fc.constantFrom('server' as const, 'client' as const),
  }),
  fc.record({
    kind: fc.constant('setMmioMegabytes' as const),
    channel: fc.oneof(slot, fc.constantFrom('null' as const, 'forged' as const)),
    ...amounts,
  }),
  fc.record({ kind: fc.constantFrom(...PLAIN_KINDS), channel: slot }),
);

const status: fc.Arbitrary<Response> = fc.record({
  kind: fc.constant('status' as const),
  status: fc.integer({ min: 0, max: 0xffff_ffff }),
});
const reservation: fc.Arbitrary<Response> = fc.record({ kind: fc.constant('reservation' as const), ...amounts });
const offer: fc.Arbitrary<Response> = fc.oneof(
  fc.constant(NO_OFFER),
  fc.record(
    { kind: fc.constant('offer' as const), ...amounts, bytes: fc.uint8Array() },
    { requiredKeys: ['kind', 'mmioMegabytes', 'mmioMegabytesOptional'] },
  ),
);
const space: fc.Arbitrary<Response> = fc.record({ kind: fc.constant('space' as const), address: u64, size: u64 });
const nothing: fc.Arbitrary<Response> = fc.constant(NOTHING);

export const anyResponse: fc.Arbitrary<Response> = fc.oneof(status, reservation, offer, space, nothing);

/** A response of the kind that this call is answered with. */
export function responseTo(call: Call): fc.Arbitrary<Response> {
  switch (call.kind) {
    case 'allocate':
    case 'setMmioMegabytes':
    case 'enable':
      return status;
    case 'readReservation':
      return reservation;
    case 'readOffer':
      return offer;
    case 'getMmioSpace':
      return space;
    default:
      return nothing;
  }
}
