/** Which run it is: what was asked, and on what it depends beside that. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { SavedProgram } from '../program/corpus.ts';
import { printProgram } from '../program/program.ts';
import type { Report } from '../report/report-schema.ts';
import type { RunIdentity } from '../report/stored/results-stream.ts';
import type { TargetInfo } from '../target.ts';
import { SUITE_VERSION } from '../version.ts';
import { durationMs } from './duration.ts';
import type { FlagsOf } from './flags.ts';
import { startFolder } from './start-folder.ts';
import { reachWords } from './target-flags.ts';

export interface Begun {
  readonly flags: FlagsOf<'run'>;
  readonly asked: Report['asked'];
  readonly startedAt: string;
  readonly corpus: readonly SavedProgram[];
}

export function runIdentity(info: TargetInfo, { flags, asked, startedAt, corpus }: Begun): RunIdentity {
  return {
    suite: { name: 'kmcl-conformance', version: SUITE_VERSION },
    target: { ...info, capabilities: [...info.capabilities] },
    asked,
    tier: flags.tier,
    seed: asked.seed,
    shard: flags.shard,
    startedAt,
    surroundings: surroundings(flags, corpus),
  };
}

/** The bytes of the target, the corpus, and what may end the run. */
function surroundings(
  flags: FlagsOf<'run'>,
  corpus: readonly SavedProgram[],
): NonNullable<RunIdentity['surroundings']> {
  const { deadlineMs, failFast, maxFailures, target } = flags;
  const bytes = bytesOf(target);
  return {
    deadlineMs,
    ...(failFast === true || maxFailures !== undefined ? { failuresMax: maxFailures ?? 1 } : {}),
    corpus: hash(corpus.flatMap(({ programs }) => [...programs.map(printProgram), '---']).join('\n')),
    ...(bytes === undefined ? {} : { bytes: hash(bytes) }),
  };
}

/** Of a target that is a file. What stands behind a command or an address cannot be told. */
function bytesOf(target: string): Buffer | undefined {
  const path = target.slice(target.indexOf(':') + 1);
  return existsSync(path) && statSync(path).isFile() ? readFileSync(path) : undefined;
}

function hash(of: string | Buffer): string {
  return createHash('sha256').update(of).digest('hex').slice(0, 16);
}

export function askedOf(flags: FlagsOf<'run'>, seed: number): Report['asked'] {
  const { target, tier, reading, level, programs, clause, require, tolerateFlaky, requirements, baseline, budget } =
    flags;
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
    clauses: [...clause],
    ...(require === undefined ? {} : { require: [...require] }),
    ...(tolerateFlaky === undefined ? {} : { tolerateFlaky }),
    ...(requirements === undefined ? {} : { requirements }),
    baseline: baseline !== undefined,
    ...(baseline === undefined ? {} : { baselineFile: baseline }),
  };
}
