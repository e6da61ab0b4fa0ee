/**
 * Every clause that an implementation is held to, with its level, its source and, where the sources leave a question open, the
 * position taken and why.
 */
import type { Clause } from './clause.ts';

const PAGE = 'VmbServerChannelInitSetMmioMegabytes (learn.microsoft.com)';
const HEADER = 'VmbusKernelModeClientLibApi.h, state model';
const CALLERS = 'drivers that call it between VmbChannelAllocate and VmbChannelEnable';
const PROTOCOL = 'OfferChannel in OpenVMM (vmbus_core/src/protocol.rs) and mu_msvm';
const GUESTS = 'guest drivers that use VmbChannelGetMmioSpace (hyperv_fb, dxgkrnl)';

const CLAUSE_TABLE = {
  'accept.required': {
    level: 'MUST',
    gist: 'a positive MmioMegabytes with no optional amount is accepted in the Init window',
    source: `${PAGE}, return value`,
    position: `Only two conditions refuse, and neither holds. It is also what real callers do: ${CALLERS}.`,
    needs: [],
  },
  'accept.optional': {
    level: 'MUST',
    gist: 'a positive MmioMegabytesOptional alone is accepted in the Init window',
    source: `${PAGE}, return value`,
    position:
      'One of the two has to be greater than zero, and either may be it. The header annotates the first as positive, but an annotation is advice to an analyser and no status.',
    needs: [],
  },
  'accept.both': {
    level: 'MUST',
    gist: 'two positive amounts are accepted in the Init window',
    source: `${PAGE}, return value`,
    position: '"One of" means at least one, not exactly one: the refusal is for both being zero.',
    needs: [],
  },
  'accept.unbounded': {
    level: 'MUST',
    gist: 'no pair is too large: amounts from 32768 and sums above 65535 are accepted in the Init window',
    source: `${PAGE}, parameters and return value`,
    position: 'The page gives no upper bound, so every UINT16 is an amount; the sum is never formed in 16 bits.',
    needs: [],
  },
  'accept.exact-success': {
    level: 'SHOULD',
    gist: 'an accepted call returns exactly STATUS_SUCCESS',
    source: `${PAGE}, return value`,
    position: 'The page lists no other success; callers test NT_SUCCESS, so only the exact code is a SHOULD.',
    needs: [],
  },
  'accept.disabled': {
    level: 'MUST',
    gist: 'a channel that was disabled accepts again',
    source: HEADER,
    position: 'Disabled is the state in which the channel struct is configured, the first time and later.',
    needs: [],
    reading: 'state-model',
  },
  'refuse.both-zero': {
    level: 'MUST',
    gist: 'two zero amounts on a good channel return STATUS_INVALID_PARAMETER',
    source: `${PAGE}, return value`,
    position: 'Stated in so many words.',
    needs: [],
  },
  'refuse.disabled': {
    level: 'MUST',
    gist: 'a channel that was disabled returns STATUS_INVALID_PARAMETER_1',
    source: `${PAGE}, return value`,
    position: 'The page names Disabled as an invalid state; a channel never enabled is in its Init window instead.',
    needs: [],
    reading: 'documented',
  },
  'refuse.enabled': {
    level: 'SHOULD',
    gist: 'an enabled channel returns STATUS_INVALID_PARAMETER_1',
    source: `${PAGE}, name and return value; ${HEADER}`,
    position: 'An Init setter after Enable comes too late: the offer is out.',
    needs: [],
  },
  'refuse.open': {
    level: 'SHOULD',
    gist: 'a channel that the guest has open returns STATUS_INVALID_PARAMETER_1',
    source: `${PAGE}, name and return value; ${HEADER}`,
    position: 'As for an enabled channel.',
    needs: ['guest'],
  },
  'refuse.closed': {
    level: 'SHOULD',
    gist: 'a channel that the guest closed, still offered, returns STATUS_INVALID_PARAMETER_1',
    source: `${PAGE}, name and return value; ${HEADER}`,
    position: 'As for an enabled channel: the guest may open it again.',
    needs: ['guest'],
  },
  'refuse.null': {
    level: 'MUST',
    gist: 'a NULL handle returns STATUS_INVALID_PARAMETER_1',
    source: `${PAGE}, return value`,
    position: 'The Channel value is invalid. Tried only where the target claims to survive it.',
    needs: ['null-handle'],
  },
  'refuse.stale': {
    level: 'MUST',
    gist: 'the handle of a channel that was cleaned up returns STATUS_INVALID_PARAMETER_1',
    source: `${PAGE}, return value`,
    position: 'The Channel value is invalid. Tried only where the target claims to survive it.',
    needs: ['stale-handle'],
  },
  'refuse.forged': {
    level: 'MUST',
    gist: 'a handle that never was a channel returns STATUS_INVALID_PARAMETER_1',
    source: `${PAGE}, return value`,
    position: 'The Channel value is invalid. Tried only where the target claims to survive it.',
    needs: ['forged-handle'],
  },
  'refuse.client': {
    level: 'SHOULD',
    gist: 'a client endpoint does not succeed',
    source: `${PAGE}, remarks: a function of KMCL_SERVER_ONLY_METHODS`,
    position: 'STATUS_INVALID_PARAMETER_1 is the natural code, but no page names one: any failure will do.',
    needs: ['client-endpoint'],
  },
  'refuse.either-code': {
    level: 'choice',
    gist: 'a bad channel with two zero amounts gets one of the two refusals, the same one each time',
    source: `${PAGE}, return value`,
    position: 'Both conditions hold and the page ranks neither: `channel-first` and `amounts-first` conform.',
    needs: [],
  },
  'held.initial': {
    level: 'SHOULD',
    gist: 'a channel for which nothing was set holds 0/0',
    source: 'devices that never call it offer 0/0 (vpci and the rest)',
    position: 'No call, no reservation.',
    needs: ['reservation'],
  },
  'held.set': {
    level: 'MUST',
    gist: 'an accepted call specifies the pair that is reserved',
    source: `${PAGE}, description and parameters`,
    position: 'Both amounts are held as given, in megabytes, each in a field of its own.',
    needs: ['reservation'],
  },
  'held.last-wins': {
    level: 'SHOULD',
    gist: 'of several accepted calls the last one counts, for both amounts',
    source: `${PAGE}, description: a setter`,
    position: 'A setter replaces; it neither adds nor keeps the larger or the older amount.',
    needs: ['reservation'],
  },
  'held.refused': {
    level: 'SHOULD',
    gist: 'a refused call leaves the held pair as it was',
    source: `${PAGE}, return value`,
    position: 'A call that reports an invalid parameter has done nothing.',
    needs: ['reservation'],
  },
  'held.start-pause': {
    level: 'SHOULD',
    gist: 'VmbChannelStart and VmbChannelPause leave the held pair as it was',
    source: HEADER,
    position: 'Paused and active are an axis of their own.',
    needs: ['reservation', 'start-pause'],
  },
  'held.lifecycle': {
    level: 'SHOULD',
    gist: 'Enable and the guest opening or closing leave the held pair as it was',
    source: HEADER,
    position: 'These calls say what happens to the offer and to the guest, not to what was configured.',
    needs: ['reservation'],
  },
  'held.after-disable': {
    level: 'choice',
    gist: 'after Disable the held pair is kept or reset to 0/0, the same each time',
    source: 'no page',
    position: 'Nothing decides: `kept` and `reset` conform.',
    needs: ['reservation'],
  },
  'held.reused': {
    level: 'SHOULD',
    gist: 'a new channel in a slot that was used before holds 0/0',
    source: HEADER,
    position: 'A new channel knows nothing of the one that had its place.',
    needs: ['reservation'],
  },
  'held.independent': {
    level: 'SHOULD',
    gist: 'a call on another channel leaves the held pair as it was',
    source: `${PAGE}, parameters: a handle for a channel`,
    position: 'Channels are independent of one another.',
    needs: ['reservation'],
  },
  'offer.absent': {
    level: 'SHOULD',
    gist: 'a channel that was never enabled has no live offer',
    source: 'VmbChannelEnable: it offers the channel',
    position: 'The offer goes out at Enable.',
    needs: ['offer'],
  },
  'offer.at-enable': {
    level: 'SHOULD',
    gist: 'the offer carries both amounts as they stood at Enable',
    source: PROTOCOL,
    position: 'Two fields, the optional amount beside the first and never folded into it.',
    needs: ['offer'],
  },
  'offer.refused': {
    level: 'SHOULD',
    gist: 'a refused call leaves the offer as it was',
    source: `${PAGE}, return value`,
    position: 'A call that reports an invalid parameter has done nothing, and the offer was latched at Enable.',
    needs: ['offer'],
  },
  'offer.start-pause': {
    level: 'SHOULD',
    gist: 'VmbChannelStart and VmbChannelPause leave the offer as it was',
    source: HEADER,
    position: 'Paused and active are an axis of their own.',
    needs: ['offer', 'start-pause'],
  },
  'offer.independent': {
    level: 'SHOULD',
    gist: 'a call on another channel leaves the offer as it was',
    source: `${PAGE}, parameters: a handle for a channel`,
    position: 'Channels are independent of one another.',
    needs: ['offer'],
  },
  'offer.withdrawn': {
    level: 'SHOULD',
    gist: 'after Disable there is no live offer',
    source: 'VmbChannelDisable: it revokes the offer',
    position: 'Disable blocks until the offer is torn down.',
    needs: ['offer'],
  },
  'offer.after-disable': {
    level: 'SHOULD',
    gist: 'the offer of a channel enabled again agrees with what Disable left: the pair kept, or 0/0',
    source: PROTOCOL,
    position: 'The choice at Disable is free; the next offer has to tell the same story.',
    needs: ['offer'],
  },
  'offer.bytes': {
    level: 'SHOULD',
    gist: 'the OfferChannel message carries the pair in its two fields, little-endian, at bytes 58 and 182',
    source: PROTOCOL,
    position:
      'Counted with the 8-byte message header; 196 bytes, 200 where the struct is padded, at least 184 for the second field to be there.',
    needs: ['offer', 'offer-bytes'],
  },
  'space.required': {
    level: 'SHOULD',
    gist: 'an open channel was given at least MmioMegabytes * 2^20 bytes',
    source: GUESTS,
    position: 'Guests refuse to start with less than they expect.',
    needs: ['mmio-space', 'guest'],
  },
  'space.ceiling': {
    level: 'SHOULD',
    gist: 'an open channel was given at most (MmioMegabytes + MmioMegabytesOptional) * 2^20 bytes',
    source: `${PAGE}, parameters: extra optional space`,
    position: 'The optional amount is added as far as there is room, and nothing beyond it.',
    needs: ['mmio-space', 'guest'],
  },
  'space.address': {
    level: 'SHOULD',
    gist: 'space that is not empty has an address that is not zero',
    source: GUESTS,
    position: 'Guests take address zero for no space.',
    needs: ['mmio-space', 'guest'],
  },
  'space.disjoint': {
    level: 'SHOULD',
    gist: 'channels that are open at once have disjoint ranges',
    source: `${PAGE}, description: space reserved for the device`,
    position: 'A reservation that another device shares is none.',
    needs: ['mmio-space', 'guest'],
  },
} as const satisfies Record<string, Clause>;

export type ClauseId = keyof typeof CLAUSE_TABLE;

export const CLAUSES: Readonly<Record<ClauseId, Clause>> = CLAUSE_TABLE;
export const CLAUSE_IDS = Object.keys(CLAUSE_TABLE) as readonly ClauseId[];
