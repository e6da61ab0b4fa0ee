/** What a target claims, as far as it decides about its answers. */
import type { Capability, TargetInfo } from '../target.ts';

export interface Claims {
  readonly capabilities: ReadonlySet<Capability>;
  /** The guest's window for all channels together, where the target states it. */
  readonly roomMegabytes?: number | undefined;
}

export function claimsOf({ capabilities, roomMegabytes }: Omit<TargetInfo, 'name' | 'version'>): Claims {
  return { capabilities: new Set(capabilities), roomMegabytes };
}
