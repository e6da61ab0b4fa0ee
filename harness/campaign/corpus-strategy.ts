/** The programs of the corpus as a strategy: those that a target can be asked, file by file. */
import type { Strategy } from '../generate/generate.ts';
import { isRunnable } from '../program/lifecycle.ts';
import type { Capability } from '../target.ts';
import type { WithDefaults } from './campaign-defaults.ts';
import type { CampaignOptions } from './campaign-options.ts';
import { ownShare } from './own-share.ts';

/** `skipped`: how many programs of this shard make calls that the target does not claim. */
export function corpusStrategy(
  { corpus, shard }: WithDefaults<CampaignOptions>,
  capabilities: ReadonlySet<Capability>,
): { readonly corpus: Strategy; readonly skipped: number } {
  const own = [...ownShare(corpus, shard)];
  const runnable = own.filter((programs) => programs.every((program) => isRunnable(program, capabilities)));
  const programs = runnable.flat();
  const guarantee = 'every program that failed before';
  return {
    corpus: { name: 'corpus', guarantee, total: programs.length, programs: () => programs },
    skipped: own.flat().length - programs.length,
  };
}
