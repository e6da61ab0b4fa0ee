/** What one strategy alone finds on a target, made small and blamed as a campaign does it. */
import { blame } from '../harness/campaign/blame.ts';
import type { Counterexample } from '../harness/campaign/counterexample.ts';
import { executeInProcess } from '../harness/execute/execute.ts';
import type { Strategy } from '../harness/generate/generate.ts';
import { Ledger } from '../harness/judge/ledger.ts';
import type { Target } from '../harness/target.ts';

export async function blamedBy(strategy: Strategy, target: Target): Promise<readonly Counterexample[]> {
  const capabilities = new Set(target.info.capabilities);
  const ledger = new Ledger('documented', capabilities);
  const context = { capabilities, reading: 'documented', profile: () => ledger.profile, seed: 1 } as const;
  let index = 0;
  for (const program of strategy.programs(context)) {
    ledger.enter(executeInProcess(target.open!, program), { strategy: strategy.name, index });
    index += 1;
  }
  const { counterexamples } = await blame(target, ledger, [], {
    deadlineMs: 5_000,
    capabilities,
    selects: () => true,
    searchProgramsMax: 2_000,
    searchProgramsTotal: 2_000,
  });
  return counterexamples;
}
