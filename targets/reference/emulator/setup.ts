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
  /** Whether each channel's first Enable fails for want of resources. */
  readonly enableFails: 'never' | 'first';
  /** The size of the guest's MMIO window. */
  readonly windowMegabytes: number;
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
});
