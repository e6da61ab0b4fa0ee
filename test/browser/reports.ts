/** Reports of real runs, for the page to be tried on. */
import { runCampaign } from '../../harness/campaign/campaign.ts';
import { gate } from '../../harness/verdict/gate.ts';
import { reportOf } from '../../harness/report/report.ts';
import type { Report } from '../../harness/report/report-schema.ts';
import type { Target } from '../../harness/target.ts';
import type { Tier } from '../../harness/generate/tier.ts';

const SEED = 1;
const DEADLINE_MS = 5_000;

/** `asked`: how the target is spelled on the command line. */
export async function reportOn(target: Target, asked: string, tier: Tier = 'smoke'): Promise<Report> {
  const options = { tier, reading: 'documented', seed: SEED, level: 'should', deadlineMs: DEADLINE_MS } as const;
  const begun = performance.now();
  const result = await runCampaign(target, { ...options, selects: () => true, corpus: [] });
  const today = '2026-01-01';
  const gated = gate(result);
  return reportOf(result, gated, {
    asked: { target: asked, tier, reading: 'documented', level: 'should', seed: SEED, clauses: [], baseline: false },
    startedAt: `${today}T12:00:00.000Z`,
    durationMs: performance.now() - begun,
  });
}
