/** Which run it is: what was asked, and on what it depends beside that. */
import { createHash } from 'node:crypto';
import type { Shard } from '../campaign/shard.ts';
import { printProgram } from '../program/program.ts';
import type { Report } from '../report/report-schema.ts';
import type { RunIdentity } from '../report/stored/results-stream.ts';
import type { Program, TargetInfo } from '../target.ts';
import { SUITE_VERSION } from '../version.ts';
import { durationMs } from './duration.ts';
import type { FlagsOf } from './flags.ts';
import { startFolder } from './start-folder.ts';
import { reachWords } from './target-flags.ts';

export interface Begun {
  readonly flags: FlagsOf<'run'>;
  readonly asked: Report['asked'];
  readonly startedAt: string;
  readonly corpus: readonly (readonly Program[])[];
  /** What changes with the implementation, where that can be told. */
  readonly implementation: string | undefined;
}

export function runIdentity(info: TargetInfo, run: Begun): RunIdentity {
  const { flags, asked, startedAt } = run;
  return {
    suite: { name: 'kmcl-conformance', version: SUITE_VERSION },
    target: { ...info, capabilities: [...info.capabilities] },
    asked,
    tier: flags.tier,
    seed: asked.seed,
    shard: shardOf(flags),
    startedAt,
    surroundings: surroundings(run),
  };
}

/** The implementation, the corpus, and what may end the run. */
export function surroundings({
  flags,
  corpus,
  implementation,
}: Pick<Begun, 'flags' | 'corpus' | 'implementation'>): NonNullable<RunIdentity['surroundings']> {
  const { deadlineMs, failFast, maxFailures, workers = 1 } = flags;
  return {
    deadlineMs,
    ...(failFast === true || maxFailures !== undefined ? { failuresMax: maxFailures ?? 1 } : {}),
    corpus: hash(corpus.flatMap((programs) => [...programs.map(printProgram), '---']).join('\n')),
    ...(implementation === undefined ? {} : { implementation }),
    ...(workers === 1 ? {} : { workers }),
  };
}

function hash(of: string): string {
  return createHash('sha256').update(of).digest('hex').slice(0, 16);
}

/** Where it came from is no part of which run it is. */
export function shardOf({ shard }: FlagsOf<'run'>): Shard | undefined {
  return shard && { index: shard.index, count: shard.count };
}

export function askedOf(flags: FlagsOf<'run'>, seed: number): Report['asked'] {
  const { target, tier, reading, level, programs, clause, require, tolerateFlaky, requirements, baseline } = flags;
  const { budget, for: time, untilQuiet } = flags;
  const reach = reachWords(flags);
  return {
    target,
    ...startFolder(flags.out),
    ...(reach.length === 0 ? {} : { reach: [...reach] }),
    tier,
    reading,
    level,
    seed,
    ...(programs === undefined ? {} : { programs }),
    ...(budget === undefined ? {} : { budgetMs: durationMs(budget)! }),
    ...(time === undefined ? {} : { forMs: durationMs(time)! }),
    ...(untilQuiet === undefined ? {} : { untilQuiet }),
    clauses: [...clause],
    ...(require === undefined ? {} : { require: [...require] }),
    ...(tolerateFlaky === undefined ? {} : { tolerateFlaky }),
    ...(requirements === undefined ? {} : { requirements }),
    baseline: baseline !== undefined,
    ...(baseline === undefined ? {} : { baselineFile: baseline }),
  };
}
