/** `--for` and `--until-quiet`: what comes behind the tier. */
import type { CampaignOptions } from '../campaign/campaign-options.ts';
import { UsageError } from '../usage-error.ts';
import { durationMs } from './duration.ts';
import type { FlagsOf } from './flags.ts';
import { spelled } from './flags.ts';

type RunFlags = FlagsOf<'run'>;

/** A soak takes the time that there is in one process, so it goes with no flag that shares or cuts a run. */
const NOT_WITH = {
  shard: 'a part of a run has no tier that is done',
  workers: 'fresh programs are run by one process',
  budget: 'a tier that is cut to a budget is not gone beyond: --for runs the whole of it first',
  resume: 'how long the run had gone on is not known',
} as const satisfies Partial<Record<keyof RunFlags, string>>;

export function checkSoakFlags(flags: RunFlags): void {
  const soaks = (['for', 'untilQuiet'] as const).find((name) => flags[name] !== undefined);
  if (soaks === undefined) return;
  for (const [name, why] of Object.entries(NOT_WITH)) {
    const value = flags[name as keyof typeof NOT_WITH];
    if (value !== undefined && value !== false) throw new UsageError(`${spelled(soaks)} and ${spelled(name)}: ${why}`);
  }
}

export function soakOf({ for: time, untilQuiet }: RunFlags): Pick<CampaignOptions, 'soak'> {
  if (time === undefined && untilQuiet === undefined) return {};
  return { soak: { ms: time === undefined ? undefined : durationMs(time), quietCalls: untilQuiet } };
}
