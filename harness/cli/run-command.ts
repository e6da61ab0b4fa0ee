/**
 * `run`: a campaign on one target, from the flags to the exit code.
 */
import type { Facts } from '../campaign/facts.ts';
import { brokenClause } from '../campaign/counterexample.ts';
import type { Counterexample } from '../campaign/counterexample.ts';
import { join } from 'node:path';
import { CLAUSE_IDS } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import type { Reading } from '../../spec/readings.ts';
import { runCampaign } from '../campaign/campaign.ts';
import type { Progress } from '../campaign/campaign.ts';
import { corpusName, readCorpus, saveProgram } from '../program/corpus.ts';
import { waiverOf } from '../verdict/baseline.ts';
import { gate } from '../verdict/gate.ts';
import type { Gated, GatedFailure } from '../verdict/gate.ts';
import { asideLines } from '../report/terminal/transport-notices.ts';
import { paintFor } from '../report/terminal/paint.ts';
import type { Report } from '../report/report-schema.ts';
import type { ReportContext } from '../report/report.ts';
import type { ResultsStream } from '../report/stored/results-stream.ts';
import { terminalReport, verdictLine } from '../report/terminal/terminal.ts';
import type { Tier } from '../generate/tier.ts';
import { TargetFailure } from '../target.ts';
import type { Target } from '../target.ts';
import { SUITE_VERSION } from '../version.ts';
import { clauseSelector } from './clause-selector.ts';
import { ProgressLine } from './progress-line.ts';
import { replayCommand } from './replay-command-line.ts';
import type { TargetCatalog } from './target-catalog.ts';
import type { TargetOptions } from './target-flags.ts';
import { UsageError } from '../usage-error.ts';

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
  /** Nothing but the verdict. */
  readonly quiet?: boolean;
  /** A revision of the requirement set. */
  readonly requirements?: string;
  /** The file of known failures. */
  readonly baseline?: string;
  /** The day that the baseline's dates are held against, as YYYY-MM-DD. */
  readonly today?: string;
}

export async function runCommand(flags: RunFlags, catalog: TargetCatalog): Promise<number> {
  const selects = clauseSelector(flags.clause);
  const today = flags.today ?? new Date().toISOString().slice(0, 10);
  const { requirements, baseline } = await gateFiles(flags);
  const corpus = await readCorpus(flags.corpus);
  const seed = flags.seed ?? drawSeed();
  const startedAt = new Date().toISOString();
  const started = performance.now();
  const asked = askedOf(flags, seed);
  let opened: Target | undefined;
  try {
    const target = await catalog.open(flags.target, flags);
    opened = target;
    const stream = flags.out === undefined ? undefined : await openResults(flags.out);
    stream?.begin({
      suite: { name: 'kmcl-conformance', version: SUITE_VERSION },
      target: { ...target.info, capabilities: [...target.info.capabilities] },
      asked,
      tier: flags.tier,
      seed,
      shard: flags.shard,
      startedAt,
    });
    const result = await interruptible(flags.quiet === true, (signal, progress) =>
      runCampaign(target, {
        tier: flags.tier,
        reading: flags.reading,
        seed,
        ...(flags.programs === undefined ? {} : { programs: flags.programs }),
        ...(flags.shard === undefined ? {} : { shard: flags.shard }),
        selects,
        deadlineMs: flags.deadlineMs,
        corpus: corpus.map(({ program }) => program),
        signal,
        onProgress: (now) => {
          stream?.progress(now);
          progress(now);
        },
        ...(stream ? { onFailure: (trouble) => stream.trouble(trouble) } : {}),
        ...(baseline ? { isKnown: (clause, id) => waiverOf(baseline, { clause, id }) !== undefined } : {}),
      }),
    );
    if (result.programs === 0) throw new UsageError('no program was selected: nothing was tried');
    const gated = gate(result, {
      level: flags.level,
      today,
      requirements,
      baseline,
      isShard: flags.shard !== undefined,
      isSelected: (clause) => !isClause(clause) || selects(clause),
    });
    const saved = await saveFailures(gated, result.reading, flags);
    const context: ReportContext = {
      asked,
      shard: flags.shard,
      startedAt,
      durationMs: performance.now() - started,
      replay: (file) => replayCommand(file, result.reading, flags.target),
    };
    if (flags.out !== undefined || flags.json === true || isGitHub()) {
      const { publishReport } = await import('./publish-report.ts');
      const report = await publishReport(result, gated, context, flags);
      stream?.end(result, report);
    }
    const notices = asideLines(target);
    if (flags.json === true) for (const line of notices) process.stderr.write(`${line}\n`);
    else process.stdout.write(`${terminalText(result, gated, saved, notices, flags)}\n`);
    return gated.verdict.exitCode;
  } catch (error) {
    if (error instanceof TargetFailure && (flags.out !== undefined || flags.json === true || isGitHub())) {
      const { publishUnusable } = await import('./publish-report.ts');
      const info = opened?.info ?? { name: flags.target, version: 'unknown', capabilities: [] };
      const attempt = { target: info, tier: flags.tier, seed, reading: flags.reading };
      const replay = (file: string) => replayCommand(file, 'documented', flags.target);
      const durationMs = performance.now() - started;
      await publishUnusable(attempt, error.message, { asked, startedAt, durationMs, replay }, flags);
    }
    throw error;
  } finally {
    await opened?.close?.();
  }
}

/** Files that are wrong are told before anything is tried. YAML is only loaded where there is some. */
async function gateFiles({ requirements, baseline }: RunFlags) {
  return {
    requirements:
      requirements === undefined
        ? undefined
        : await (await import('../verdict/requirements.ts')).readRequirements(requirements),
    baseline:
      baseline === undefined ? undefined : await (await import('../verdict/baseline-file.ts')).readBaseline(baseline),
  };
}

/** A folder that cannot be written is told before the run, not after it. */
async function openResults(folder: string): Promise<ResultsStream> {
  const { ResultsStream } = await import('../report/stored/results-stream.ts');
  try {
    return new ResultsStream(join(folder, 'results.ndjson'));
  } catch (error) {
    throw new UsageError(`cannot write to ${folder}: ${(error as Error).message}`, { cause: error });
  }
}

function askedOf(flags: RunFlags, seed: number): Report['asked'] {
  const { target, tier, reading, level, programs, clause, requirements, baseline } = flags;
  return {
    target,
    tier,
    reading,
    level,
    seed,
    ...(programs === undefined ? {} : { programs }),
    clauses: [...clause],
    ...(requirements === undefined ? {} : { requirements }),
    baseline: baseline !== undefined,
  };
}

function isClause(id: string): id is ClauseId {
  return (CLAUSE_IDS as readonly string[]).includes(id);
}

export function isGitHub(): boolean {
  return process.env['GITHUB_ACTIONS'] === 'true' || Boolean(process.env['GITHUB_STEP_SUMMARY']);
}

/** The one place where chance comes in: everything after it follows from the seed. */
function drawSeed(): number {
  return Math.floor(Math.random() * 0x7fff_ffff);
}

/** The first Ctrl-C ends the campaign with what it has; a second one ends the process. */
async function interruptible<T>(
  isQuiet: boolean,
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
    return await work(interruption.signal, isQuiet ? () => {} : (progress) => line.show(progress));
  } finally {
    line.clear();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

async function saveFailures(
  gated: Gated,
  reading: Reading,
  { corpus }: RunFlags,
): Promise<ReadonlyMap<Counterexample, string>> {
  const saved = new Map<Counterexample, string>();
  for (const { counterexample } of gated.failures) {
    const clause = brokenClause(counterexample);
    const { program } = counterexample.minimized;
    const remarks = [
      clause === undefined ? counterexample.kind : `breaks ${clause}`,
      `found by ${counterexample.source.strategy} under reading ${reading}`,
    ];
    const name = corpusName(clause ?? counterexample.kind, program);
    saved.set(counterexample, await saveProgram(corpus, name, program, remarks));
  }
  return saved;
}

function terminalText(
  result: Facts,
  gated: Gated,
  saved: ReadonlyMap<Counterexample, string>,
  asides: readonly string[],
  flags: RunFlags,
): string {
  const paint = paintFor(process.stdout);
  if (flags.quiet === true) return verdictLine(gated.verdict, paint);
  const reproduce = ({ counterexample }: GatedFailure) => {
    const file = saved.get(counterexample)!;
    return { file, command: replayCommand(file, result.reading, flags.target) };
  };
  return terminalReport(result, gated, reproduce, paint, asides);
}
