import { AMOUNT_MAX, SLOTS_MAX } from '../../../spec/call.ts';

/** How an emulated server and its guest are set up: everything in which two honest implementations may differ. */
export interface Setup {
  /**
   * Whether a channel that was disabled may be given a reservation again. The page refuses it (`documented`); the header's
   * state model makes Disabled the very state in which a channel is configured (`state-model`).
   */
  readonly reading: 'documented' | 'state-model';
  /** What Disable does to the reservation: the page is silent. */
  readonly afterDisable: 'kept' | 'reset';
  /** Which refusal a call gets that earns both: the page ranks neither. */
  readonly precedence: 'channel-first' | 'amounts-first';
  /** Which Enable fails for want of resources: none, each channel's first one, the first one of the instance, or all. */
  readonly enableFails: 'never' | 'first' | 'once' | 'always';
  /** The size of the guest's MMIO window. */
  readonly windowMegabytes: number;
  /** Where in the window the guest finds a range: in the first hole, in the last, or in the midst of the largest. */
  readonly placement: 'lowest' | 'highest' | 'midst';
  /** Whether the guest adds the optional amount to a range where there is room for it. */
  readonly optionalSpace: 'given' | 'kept-back';
  /** Whether the guest reserves a range for a channel that is opened, or for one that is offered, until the offer is gone. */
  readonly reserved: 'while-open' | 'while-offered';
  /** How long the OfferChannel message is: with or without what newer protocols added, packed or padded. */
  readonly offerBytes: 184 | 190 | 196 | 200;
  /** How many channels there are at once; Allocate refuses one more. */
  readonly channelsMax: number;
}

const CHANNEL_MEGABYTES_MAX = 2 * AMOUNT_MAX;

export const DEFAULT_SETUP: Setup = Object.freeze({
  reading: 'documented',
  afterDisable: 'kept',
  precedence: 'channel-first',
  enableFails: 'never',
  // Every channel at its maximum, however the window is cut up: 15 ranges in use leave 16 gaps, and one of those is
  // large enough for the last channel only if all of them together are as large as 16 channels.
  windowMegabytes: (2 * SLOTS_MAX - 1) * CHANNEL_MEGABYTES_MAX,
  placement: 'lowest',
  optionalSpace: 'given',
  reserved: 'while-open',
  offerBytes: 196,
  channelsMax: SLOTS_MAX,
});
