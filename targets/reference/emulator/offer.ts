import type { Reservation, Response } from '../../../spec/call.ts';

/** The amounts as they stood at Enable, and whose they are. Never changes. */
export class Offer implements Reservation {
  readonly channelId: number;
  readonly mmioMegabytes: number;
  readonly mmioMegabytesOptional: number;
  /** The response that shows it, made when it is first asked for: most offers are never read. */
  response: Response | undefined = undefined;

  constructor(channelId: number, mmioMegabytes: number, mmioMegabytesOptional: number) {
    this.channelId = channelId;
    this.mmioMegabytes = mmioMegabytes;
    this.mmioMegabytesOptional = mmioMegabytesOptional;
  }
}

/**
 * Where the OfferChannel message keeps its fields, counted from its 8-byte header.
 * Source: OpenVMM, vmbus_core/src/protocol.rs; Linux, include/linux/hyperv.h, which calls the optional amount reserved.
 */
export const OFFER_FIELDS = Object.freeze({
  messageType: 0,
  interfaceId: 8,
  instanceId: 24,
  flags: 56,
  mmioMegabytes: 58,
  userDefined: 60,
  subChannelIndex: 180,
  mmioMegabytesOptional: 182,
  channelId: 184,
  monitorId: 188,
  isDedicatedInterrupt: 190,
  connectionId: 192,
});
const OFFER_BYTES = 196;

const OFFER_CHANNEL = 1;
/** The synthetic video device, the best known of those that ask for MMIO space: {DA0A7802-E377-4AAC-8E77-0558EB1073F8}. */
const VIDEO_INTERFACE = [
  0x02, 0x78, 0x0a, 0xda, 0x77, 0xe3, 0xac, 0x4a, 0x8e, 0x77, 0x05, 0x58, 0xeb, 0x10, 0x73, 0xf8,
];
const CONNECTION_ID_BASE = 0x1_0000;

/** All that is the same in every offer. */
const BLANK = new Uint8Array(OFFER_BYTES);
writeU16(BLANK, OFFER_FIELDS.messageType, OFFER_CHANNEL);
BLANK.set(VIDEO_INTERFACE, OFFER_FIELDS.interfaceId);
writeU16(BLANK, OFFER_FIELDS.isDedicatedInterrupt, 1);

/** Little-endian, like every number on the wire. */
export function writeU16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value & 0xff;
  bytes[at + 1] = (value >>> 8) & 0xff;
}

function writeU32(bytes: Uint8Array, at: number, value: number): void {
  writeU16(bytes, at, value & 0xffff);
  writeU16(bytes, at + 2, value >>> 16);
}

/** Messages are cut out of a block, since an array of bytes of its own costs more than all else that an offer takes. */
const BLOCK_BYTES = 2 ** 14;
let block = new Uint8Array(BLOCK_BYTES);
let blockUsed = 0;

function blankMessage(length: number): Uint8Array {
  if (length > OFFER_BYTES) {
    const padded = new Uint8Array(length);
    padded.set(BLANK);
    return padded;
  }
  if (blockUsed + OFFER_BYTES > BLOCK_BYTES) {
    block = new Uint8Array(BLOCK_BYTES);
    blockUsed = 0;
  }
  const bytes = block.subarray(blockUsed, blockUsed + OFFER_BYTES);
  blockUsed += OFFER_BYTES;
  bytes.set(BLANK);
  return bytes;
}

/** The OfferChannel message that the guest is sent, in its newest form cut off or padded to a length. */
export function offerMessage(offer: Offer, length: number): Uint8Array {
  const bytes = blankMessage(length);
  writeU32(bytes, OFFER_FIELDS.instanceId, offer.channelId);
  writeU16(bytes, OFFER_FIELDS.mmioMegabytes, offer.mmioMegabytes);
  writeU16(bytes, OFFER_FIELDS.mmioMegabytesOptional, offer.mmioMegabytesOptional);
  writeU32(bytes, OFFER_FIELDS.channelId, offer.channelId);
  writeU32(bytes, OFFER_FIELDS.connectionId, CONNECTION_ID_BASE + offer.channelId);
  return length < bytes.length ? bytes.slice(0, length) : bytes;
}
