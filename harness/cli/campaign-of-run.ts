/** What a run's campaign is asked for, out of flags and files. */
import type { ClauseId } from '../../spec/clauses.ts';
import type { CampaignOptions, Progress } from '../campaign/campaign.ts';
import { sourceDate } from '../report/source-date.ts';
import type { Journal } from '../report/stored/journal.ts';
import type { ResultsStream } from '../report/stored/results-stream.ts';
import type { Program, Target } from '../target.ts';
import { waiverOf } from '../verdict/baseline.ts';
import { countsUnder } from '../verdict/gate.ts';
import type { Policy } from '../verdict/gate.ts';
import { budgetOf } from './budget-flag.ts';
import { durationMs } from './duration.ts';
import type { RecordedRun } from './recorded-run.ts';
import type { FlagsOf } from './flags.ts';
import { shardOf } from './run-identity.ts';
import { soakOf } from './soak-flags.ts';

/** So much of a run is lost at most where it is killed; where the same bytes are asked for it is a block. */
const BLOCK_MS_MAX = 500;

interface Asked {
  readonly flags: FlagsOf<'run'>;
  readonly policy: Policy;
  readonly selects: (clause: ClauseId) => boolean;
  readonly corpus: readonly (readonly Program[])[];
  /** Where the target is a record of answers: what goes with it. */
  readonly given?: RecordedRun | undefined;
  readonly asked: { readonly seed: number };
  /** What was run before. */
  readonly journal: Journal | undefined;
}

export function campaignOptions(
  { info }: Target,
  { flags, policy, selects, corpus, asked, given, journal }: Asked,
  stream: ResultsStream | undefined,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): CampaignOptions {
  const { baseline } = policy;
  const failuresMax = flags.failFast === true ? 1 : flags.maxFailures;
  const timeoutMs = flags.timeout === undefined ? undefined : durationMs(flags.timeout);
  return {
    ...given,
    tier: flags.tier,
    reading: flags.reading,
    seed: asked.seed,
    ...(flags.programs === undefined ? {} : { programs: flags.programs }),
    ...(flags.shard === undefined ? {} : { shard: shardOf(flags)! }),
    selects,
    selection: flags.clause,
    deadlineMs: flags.deadlineMs,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    budget: budgetOf(flags, info),
    ...soakOf(flags),
    ...(failuresMax === undefined ? {} : { failuresMax }),
    corpus,
    signal,
    onProgress,
    ...(journal ? { ranBefore: journal.blocks } : {}),
    ...(stream ? watching(stream) : {}),
    counts: (clause) => countsUnder(policy, clause),
    ...(baseline ? { isKnown: (clause, id) => waiverOf(baseline, { clause, id }) !== undefined } : {}),
  };
}

function watching(stream: ResultsStream): Pick<CampaignOptions, 'onFailure' | 'onBlock' | 'blockMsMax'> {
  return {
    onFailure: (failing) => stream.trouble(failing),
    onBlock: (block) => stream.block(block),
    ...(sourceDate() === undefined ? { blockMsMax: BLOCK_MS_MAX } : {}),
  };
}
