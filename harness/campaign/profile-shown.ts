/**
 * How a target answers the open questions, as it shows it in the programs of one strategy. What later strategies lay out depends on it, so
 * a part of a run, and a run that ended that strategy early, look at its programs from the first one on: then all parts lay out the same. Nothing
 * is counted of it.
 */
import { CHOICE_IDS } from '../../spec/permitted.ts';
import type { ChoiceId } from '../../spec/permitted.ts';
import type { Reading } from '../../spec/readings.ts';
import { execute } from '../execute/execute.ts';
import { claimsOf } from '../judge/claims.ts';
import { Ledger } from '../judge/ledger.ts';
import type { Profile } from '../machine/automaton.ts';
import type { Capability, Program, Target } from '../target.ts';
import type { WithDefaults } from './campaign-defaults.ts';
import type { CampaignOptions } from './campaign-options.ts';
import type { EndLimits } from './end-limits.ts';
import type { RunLog } from './run-log.ts';

/** Of which capabilities one has to be claimed before the question can be asked; of none where it always is. */
const NEEDS: Readonly<Record<ChoiceId, readonly Capability[]>> = {
  'either-code:null': ['null-handle'],
  'either-code:forged': ['forged-handle'],
  'either-code:stale': ['stale-handle'],
  'either-code:state': [],
  'after-disable': ['reservation', 'offer', 'mmio-space'],
};

export async function profileShown(
  target: Target,
  programs: Iterable<Program>,
  options: Pick<WithDefaults<CampaignOptions>, 'oracle' | 'deadlineMs'>,
  { reading, limits, log }: { readonly reading: Reading; readonly limits: EndLimits; readonly log: RunLog | undefined },
): Promise<Profile> {
  const ledger = new Ledger(reading, claimsOf(target.info), options.oracle);
  const { capabilities } = target.info;
  const canBeAsked = (needs: readonly Capability[]) =>
    needs.length === 0 || needs.some((one) => capabilities.includes(one));
  const questions = CHOICE_IDS.filter((id) => canBeAsked(NEEDS[id]));
  for (const program of programs) {
    if (limits.why !== undefined) break;
    log?.note(program);
    const trace = await execute(target, program, options);
    if (trace.end.kind !== 'complete') break;
    ledger.enter(trace, { strategy: 'profile', index: 0 });
    // The answer that is seen first counts: nothing that follows would change it.
    if (ledger.choices.length === questions.length) break;
  }
  return ledger.profile;
}
