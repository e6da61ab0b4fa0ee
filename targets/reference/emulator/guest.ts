import { MEGABYTE_BYTES, type Response } from '../../../spec/call.ts';
import type { Setup } from './setup.ts';

type GuestSetup = Pick<Setup, 'windowMegabytes' | 'placement' | 'optionalSpace'>;

/** Where the guest's MMIO window begins: 64 GiB, above its memory, so that no range is ever at address 0. */
export const WINDOW_START_MEGABYTES = 0x1_0000;

/** A range of guest-physical space that was reserved for a channel. Never changes. */
export class Grant {
  readonly startMegabytes: number;
  readonly megabytes: number;
  private shown: Response | undefined = undefined;

  constructor(startMegabytes: number, megabytes: number) {
    this.startMegabytes = startMegabytes;
    this.megabytes = megabytes;
  }

  get endMegabytes(): number {
    return this.startMegabytes + this.megabytes;
  }

  /** As `getMmioSpace` answers it, in bytes. */
  get space(): Response {
    this.shown ??= space(bytesOf(this.startMegabytes), bytesOf(this.megabytes));
    return this.shown;
  }
}

export const NO_GRANT = new Grant(0, 0);
const NO_GRANTS: readonly Grant[] = [];

/** Exact, since no guest-physical address takes more than the 53 bits that a number holds; half as dear as in bigints. */
export function bytesOf(megabytes: number): bigint {
  return BigInt(megabytes * MEGABYTE_BYTES);
}

export function space(address: bigint, size: bigint): Response {
  return { kind: 'space', address, size };
}

/** The guest's VMBus driver: it reserves MMIO space on behalf of the channels that it opens. */
export class Guest {
  private readonly setup: GuestSetup;
  /** By address. Replaced, never changed in place, so that forks share it. */
  private grants: readonly Grant[];

  constructor(setup: GuestSetup, grants: readonly Grant[] = NO_GRANTS) {
    this.setup = setup;
    this.grants = grants;
  }

  fork(): Guest {
    return new Guest(this.setup, this.grants);
  }

  /**
   * The first gap that holds all, else the largest that holds what is required; the optional amount is then cut to it.
   * Without room for the required amount there is no space at all: a device cannot work with a part of it.
   */
  reserve(mmioMegabytes: number, mmioMegabytesOptional: number): Grant {
    const { windowMegabytes, placement, optionalSpace } = this.setup;
    const wanted = mmioMegabytes + (optionalSpace === 'given' ? mmioMegabytesOptional : 0);
    if (wanted === 0) return NO_GRANT;
    const windowEnd = WINDOW_START_MEGABYTES + windowMegabytes;
    let gapStart = WINDOW_START_MEGABYTES;
    let best = 0;
    let bestStart = 0;
    let bestRoom = 0;
    const isFound = () => placement === 'lowest' && bestRoom >= wanted;
    for (let index = 0; index <= this.grants.length && !isFound(); index += 1) {
      const next = this.grants[index];
      const room = (next?.startMegabytes ?? windowEnd) - gapStart;
      if (room > bestRoom || (placement === 'highest' && room >= wanted)) {
        best = index;
        bestStart = gapStart;
        bestRoom = room;
      }
      gapStart = next?.endMegabytes ?? windowEnd;
    }
    if (bestRoom === 0 || bestRoom < mmioMegabytes) return NO_GRANT;
    const megabytes = Math.min(bestRoom, wanted);
    const before = { lowest: 0, highest: bestRoom - megabytes, midst: Math.floor((bestRoom - megabytes) / 2) };
    const grant = new Grant(bestStart + before[placement], megabytes);
    this.grants = this.grants.length === 0 ? [grant] : this.grants.toSpliced(best, 0, grant);
    return grant;
  }

  release(grant: Grant): void {
    const index = this.grants.indexOf(grant);
    if (index >= 0) this.grants = this.grants.length === 1 ? NO_GRANTS : this.grants.toSpliced(index, 1);
  }
}
