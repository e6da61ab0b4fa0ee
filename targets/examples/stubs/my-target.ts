/**
 * The adapter between kmcl-conformance and your VMBus channels. TODO: call your function here, in each of the six places; all else
 * is done. A status is an NTSTATUS as an unsigned number; a handle is your own: what allocate gives comes back in the other calls.
 */
import { fromSession, NOTHING, TargetFailure } from 'kmcl-conformance';
import type { Call, Capability, Response, Session } from 'kmcl-conformance';

/** What more can be claimed: kmcl-conformance list capabilities */
const capabilities: readonly Capability[] = ['reservation'];

function todo<Result>(..._given: readonly unknown[]): Result {
  throw new TargetFailure('adapter-fault', 'TODO: call your function here');
}

/** VmbChannelAllocate: gives a status and a handle. */
function allocate(isServer: boolean): { status: number; channel: unknown } {
  return todo(isServer);
}

/** VmbServerChannelInitSetMmioMegabytes, the function under test: gives a status. */
function setMmioMegabytes(channel: unknown, mmioMegabytes: number, mmioMegabytesOptional: number): number {
  return todo(channel, mmioMegabytes, mmioMegabytesOptional);
}

/** VmbChannelEnable: gives a status. */
function enable(channel: unknown): number {
  return todo(channel);
}

/** VmbChannelDisable */
function disable(channel: unknown): void {
  return todo(channel);
}

/** VmbChannelCleanup */
function cleanup(channel: unknown): void {
  return todo(channel);
}

/** A test hook: gives the two amounts that the channel holds. Without one, do not claim reservation. */
function readReservation(channel: unknown): { mmioMegabytes: number; mmioMegabytesOptional: number } {
  return todo(channel);
}

/** One run: the handle of each slot. */
class MyChannels implements Session {
  readonly #channels = new Map<Call['channel'], unknown>();

  perform(call: Call): Response {
    const channel = this.#channels.get(call.channel);
    switch (call.kind) {
      case 'allocate': {
        const allocated = allocate(call.endpoint === 'server');
        this.#channels.set(call.channel, allocated.channel);
        return { kind: 'status', status: allocated.status };
      }
      case 'setMmioMegabytes':
        return { kind: 'status', status: setMmioMegabytes(channel, call.mmioMegabytes, call.mmioMegabytesOptional) };
      case 'enable':
        return { kind: 'status', status: enable(channel) };
      case 'disable':
        disable(channel);
        return NOTHING;
      case 'cleanup':
        cleanup(channel);
        return NOTHING;
      case 'readReservation':
        return { kind: 'reservation', ...readReservation(channel) };
      default:
        throw new TargetFailure('adapter-fault', `${call.kind} needs a capability that is not claimed`);
    }
  }
}

export default fromSession({ name: 'my-channel', version: '1.0', capabilities }, () => new MyChannels());
