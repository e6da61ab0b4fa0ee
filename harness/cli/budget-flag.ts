/** `--budget`, and what else would shorten a run that takes long. */
import type { CampaignOptions } from '../campaign/campaign-options.ts';
import type { TargetInfo } from '../target.ts';
import { faultsShown } from '../verdict/run-strength.ts';
import { durationMs } from './duration.ts';
import type { FlagsOf } from './flags.ts';

type RunFlags = FlagsOf<'run'>;

/** What would shorten a long run: connections where there can be more of them, and a budget. */
export function shorterBy(flags: RunFlags, canSpread: boolean): readonly string[] {
  if (flags.budget !== undefined) return [];
  const spread = canSpread && (flags.connections ?? 1) === 1 ? ['--connections 8 may help'] : [];
  return [...spread, '--budget 10m runs what fits'];
}

/** What a strategy is worth is what of the planted faults it shows on such a target. */
export function budgetOf({ budget }: RunFlags, { capabilities }: TargetInfo): CampaignOptions['budget'] {
  const ms = budget === undefined ? undefined : durationMs(budget);
  return ms === undefined ? undefined : { ms, worth: (strategies) => faultsShown(capabilities, strategies) };
}
