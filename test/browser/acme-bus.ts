/**
 * An implementation with three honest mistakes at once, for reports that have something to show: the sum is formed in 16
 * bits, a refused call is stored all the same while the guest has the channel open, and the offer folds the optional amount
 * into the first.
 */
import { CAPABILITIES, fromSession } from '../../harness/target.ts';
import type { Session, Target } from '../../harness/target.ts';
import { AMOUNT_MAX, isRead } from '../../spec/call.ts';
import type { Call, Reservation, Response, Slot } from '../../spec/call.ts';
import { STATUS_INVALID_PARAMETER } from '../../spec/status.ts';
import { Emulator } from '../../targets/reference/emulator/emulator.ts';
import { DEFAULT_SETUP } from '../../targets/reference/emulator/setup.ts';

const CLAIMED = CAPABILITIES.filter((capability) => capability !== 'offer-bytes' && capability !== 'client-endpoint');

class AcmeBus implements Session {
  readonly #inner = new Emulator({ ...DEFAULT_SETUP, afterDisable: 'reset' });
  readonly #fresh = new Set<Slot>();
  readonly #open = new Set<Slot>();
  readonly #slips = new Map<Slot, Response>();

  perform(call: Call): Response {
    if (call.kind === 'setMmioMegabytes') return this.#set(call);
    this.#follow(call);
    const response = this.#inner.perform(call);
    if (response.kind === 'offer') return folded(response);
    if (call.kind === 'readReservation') return this.#slips.get(call.channel) ?? response;
    return response;
  }

  #set(call: Call & { kind: 'setMmioMegabytes' }): Response {
    const { channel, mmioMegabytes, mmioMegabytesOptional } = call;
    if (typeof channel === 'string') return this.#inner.perform(call);
    const wraps = mmioMegabytes > 0 && ((mmioMegabytes + mmioMegabytesOptional) & 0xffff) === 0;
    if (this.#fresh.has(channel) && wraps) return { kind: 'status', status: STATUS_INVALID_PARAMETER };
    const response = this.#inner.perform(call);
    if (this.#open.has(channel))
      this.#slips.set(channel, { kind: 'reservation', mmioMegabytes, mmioMegabytesOptional });
    return response;
  }

  #follow(call: Exclude<Call, { kind: 'setMmioMegabytes' }>): void {
    const { kind, channel } = call;
    if (kind === 'allocate') this.#fresh.add(channel);
    if (kind === 'enable' || kind === 'cleanup') this.#fresh.delete(channel);
    if (kind === 'guestOpen') this.#open.add(channel);
    else if (!isRead(call)) this.#open.delete(channel);
    if (kind === 'disable' || kind === 'cleanup' || kind === 'allocate') this.#slips.delete(channel);
  }
}

function folded({ mmioMegabytes, mmioMegabytesOptional }: Reservation): Response {
  const sum = Math.min(AMOUNT_MAX, mmioMegabytes + mmioMegabytesOptional);
  return { kind: 'offer', mmioMegabytes: sum, mmioMegabytesOptional };
}

/** Bears the names that it is given, so that a report can be made of names that are no names. */
export function acmeBus(name = 'acme-vmbus', version = '2.4.1'): Target {
  return fromSession({ name, version, capabilities: CLAIMED }, () => new AcmeBus());
}
