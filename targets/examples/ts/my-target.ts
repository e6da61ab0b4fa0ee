/** VmbServerChannelInitSetMmioMegabytes in TypeScript, called by the suite in its own process. */
import { fromSession, STATUS_INVALID_PARAMETER, STATUS_INVALID_PARAMETER_1, STATUS_SUCCESS } from 'kmcl-conformance';
import type { Call, Response, Session } from 'kmcl-conformance';

type Channel = { state: 'fresh' | 'enabled' | 'disabled'; required: number; optional: number };

const status = (code: number): Response => ({ kind: 'status', status: code });

class MyBus implements Session {
  readonly channels = new Map<Call['channel'], Channel>();

  perform(call: Call): Response {
    if (call.kind === 'allocate') {
      this.channels.set(call.channel, { state: 'fresh', required: 0, optional: 0 });
      return status(STATUS_SUCCESS);
    }
    const channel = this.channels.get(call.channel);
    switch (call.kind) {
      case 'setMmioMegabytes':
        if (channel?.state !== 'fresh') return status(STATUS_INVALID_PARAMETER_1);
        if (call.mmioMegabytes === 0 && call.mmioMegabytesOptional === 0) return status(STATUS_INVALID_PARAMETER);
        channel.required = call.mmioMegabytes;
        channel.optional = call.mmioMegabytesOptional;
        return status(STATUS_SUCCESS);
      case 'enable':
        channel!.state = 'enabled';
        return status(STATUS_SUCCESS);
      case 'disable':
        channel!.state = 'disabled';
        return { kind: 'nothing' };
      case 'cleanup':
        this.channels.delete(call.channel);
        return { kind: 'nothing' };
      case 'readReservation':
        return { kind: 'reservation', mmioMegabytes: channel!.required, mmioMegabytesOptional: channel!.optional };
      default:
        return { kind: 'nothing' };
    }
  }
}

export default fromSession(
  { name: 'my-bus', version: '1', capabilities: ['reservation', 'null-handle', 'stale-handle', 'forged-handle'] },
  () => new MyBus(),
);
