/** What some programs find on a target, made small and blamed as a campaign does it. */
import { blame } from '../harness/campaign/blame.ts';
import type { Counterexample } from '../harness/campaign/counterexample.ts';
import { executeInProcess } from '../harness/execute/execute.ts';
import { Ledger } from '../harness/judge/ledger.ts';
import type { Program, Target } from '../harness/target.ts';
import type { Reading } from '../spec/readings.ts';

export async function blamedBy(
  programs: readonly Program[],
  target: Target,
  reading: Reading = 'documented',
): Promise<readonly Counterexample[]> {
  const capabilities = new Set(target.info.capabilities);
  const ledger = new Ledger(reading, { capabilities });
  for (const [index, program] of programs.entries()) {
    ledger.enter(executeInProcess(target.open!, program), { strategy: 'any', index });
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
