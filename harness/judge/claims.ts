/** What a target claims, as far as it decides about its answers. */
import type { Capability, TargetInfo } from '../target.ts';

export interface Claims {
  readonly capabilities: ReadonlySet<Capability>;
  /** The guest's window for all channels together, where the target states it. */
  readonly roomMegabytes?: number | undefined;
}

/** What a table of due answers can be made for: in a window of a stated size a channel may have no space at all, which none tells. */
export function tabulated({ capabilities, roomMegabytes }: Claims): ReadonlySet<Capability> {
  return new Set([...capabilities].filter((name) => roomMegabytes === undefined || name !== 'mmio-space'));
}

export function claimsOf({ capabilities, roomMegabytes }: Omit<TargetInfo, 'name' | 'version'>): Claims {
  return { capabilities: new Set(capabilities), roomMegabytes };
}
