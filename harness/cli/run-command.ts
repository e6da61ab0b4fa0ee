/**
 * `run`: a campaign on one target, from the flags to the exit code.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CLAUSE_IDS } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import type { Reading } from '../../spec/readings.ts';
import { brokenClause } from '../blame.ts';
import type { Counterexample } from '../blame.ts';
import { runCampaign } from '../campaign.ts';
import type { CampaignResult, Progress } from '../campaign.ts';
import { corpusName, readCorpus, saveProgram } from '../corpus.ts';
import { asideLines } from '../report/asides.ts';
import { jsonReport } from '../report/json.ts';
import { paintFor } from '../report/paint.ts';
import { terminalReport } from '../report/terminal.ts';
import type { Tier } from '../tier.ts';
import type { Target } from '../target.ts';
import { ProgressLine } from './progress-line.ts';
import { replayCommand } from './replay-command-line.ts';
import type { TargetCatalog } from './target-catalog.ts';
import type { TargetOptions } from './target-flags.ts';
import { UsageError } from './usage-error.ts';

export interface RunFlags extends TargetOptions {
  readonly target: string;
  readonly tier: Tier;
  readonly reading: Reading | 'any';
  readonly seed?: number;
  readonly programs?: number;
  readonly out?: string;
  readonly corpus: string;
  readonly shard?: { readonly index: number; readonly count: number };
  readonly clause: readonly string[];
  readonly level: 'must' | 'should';
  readonly json?: boolean;
}

export async function runCommand(flags: RunFlags, catalog: TargetCatalog): Promise<number> {
  const selects = clauseSelector(flags.clause);
  const corpus = await readCorpus(flags.corpus);
  const target = await catalog.open(flags.target, flags);
  try {
    const result = await interruptible((signal, progress) =>
      runCampaign(target, {
        tier: flags.tier,
        reading: flags.reading,
        seed: flags.seed ?? drawSeed(),
        ...(flags.programs === undefined ? {} : { programs: flags.programs }),
        ...(flags.shard === undefined ? {} : { shard: flags.shard }),
        selects,
        level: flags.level,
        deadlineMs: flags.deadlineMs,
        corpus: corpus.map(({ program }) => program),
        signal,
        onProgress: progress,
      }),
    );
    if (result.programs === 0) throw new UsageError('no program was selected: nothing was tried');
    await publish(result, flags, asideLines(target));
    return result.verdict.exitCode;
  } finally {
    await (target as Target).close?.();
  }
}

/** The one place where chance comes in: everything after it follows from the seed. */
function drawSeed(): number {
  return Math.floor(Math.random() * 0x7fff_ffff);
}

function clauseSelector(globs: readonly string[]): (clause: ClauseId) => boolean {
  if (globs.length === 0) return () => true;
  const patterns = globs.map(
    (glob) =>
      new RegExp(
        `^${glob
          .replace(/[.+^${}()|[\]\\]/g, '\\$&')
          .replace(/\*/g, '.*')
          .replace(/\?/g, '.')}$`,
      ),
  );
  for (const [index, pattern] of patterns.entries()) {
    if (!CLAUSE_IDS.some((id) => pattern.test(id))) {
      throw new UsageError(`no clause matches "${globs[index]}"; see "kmcl-conformance list clauses"`);
    }
  }
  return (clause) => patterns.some((pattern) => pattern.test(clause));
}

/** The first Ctrl-C ends the campaign with what it has; a second one ends the process. */
async function interruptible<T>(
  work: (signal: AbortSignal, progress: (progress: Progress) => void) => Promise<T>,
): Promise<T> {
  const interruption = new AbortController();
  const line = new ProgressLine(process.stderr);
  const interrupt = () => {
    if (interruption.signal.aborted) process.exit(130);
    interruption.abort();
    line.note('interrupted: summing up what there is; once more to quit at once');
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    return await work(interruption.signal, (progress) => line.show(progress));
  } finally {
    line.clear();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

async function publish(result: CampaignResult, flags: RunFlags, asides: readonly string[]): Promise<void> {
  const saved = new Map<Counterexample, string>();
  for (const counterexample of result.counterexamples)
    saved.set(counterexample, await save(counterexample, result, flags));
  const report = jsonReport(result);
  if (flags.out !== undefined) {
    await mkdir(flags.out, { recursive: true });
    await writeFile(join(flags.out, 'report.json'), report);
  }
  if (flags.json) {
    process.stdout.write(report);
    for (const line of asides) process.stderr.write(`${line}\n`);
    return;
  }
  const reproduce = (counterexample: Counterexample) => {
    const file = saved.get(counterexample)!;
    return { file, command: replayCommand(file, result.reading, flags.target) };
  };
  process.stdout.write(`${terminalReport(result, reproduce, paintFor(process.stdout), asides)}\n`);
}

function save(counterexample: Counterexample, result: CampaignResult, { corpus }: RunFlags): Promise<string> {
  const clause = brokenClause(counterexample);
  const { program } = counterexample.minimized;
  const remarks = [
    clause === undefined ? counterexample.kind : `breaks ${clause}`,
    `found by ${counterexample.source.strategy} under reading ${result.reading}`,
  ];
  return saveProgram(corpus, corpusName(clause ?? counterexample.kind, program), program, remarks);
}
