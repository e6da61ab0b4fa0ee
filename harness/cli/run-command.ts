/**
 * `run`: a campaign on one target, from the flags to the exit code.
 */
import { join } from 'node:path';
import type { Facts } from '../campaign/facts.ts';
import { brokenClause } from '../campaign/counterexample.ts';
import type { Counterexample } from '../campaign/counterexample.ts';
import { roundWords } from '../campaign/soak-round.ts';
import type { Reading } from '../../spec/readings.ts';
import { runCampaign } from '../campaign/campaign.ts';
import type { Progress } from '../campaign/campaign.ts';
import { joinedReasons } from '../campaign/merge.ts';
import { named } from '../program/bounded-file.ts';
import { corpusName, savePrograms } from '../program/corpus.ts';
import { visible } from '../program/visible.ts';
import { gate } from '../verdict/gate.ts';
import type { Gated } from '../verdict/gate.ts';
import type { OutFolder } from '../report/files/out-folder.ts';
import { screenFor } from '../report/terminal/screen.ts';
import type { ReportContext } from '../report/report.ts';
import type { ResultsStream } from '../report/stored/results-stream.ts';
import { terminalReport, sentenceLine } from '../report/terminal/terminal.ts';
import type { Reproduction } from '../report/terminal/terminal.ts';
import { TargetFailure } from '../target.ts';
import type { Target } from '../target.ts';
import { shorterBy } from './budget-flag.ts';
import { clauseSelector, isClause } from './clause-selector.ts';
import type { FlagsOf } from './flags.ts';
import { campaignOptions } from './campaign-of-run.ts';
import { isWorker, withoutReport, workOn } from './worker.ts';
import { askedOf, runIdentity, shardOf, surroundings } from './run-identity.ts';
import { untilInterrupted } from './interruption.ts';
import { ProgressLine } from './progress-line.ts';
import { checkSoakFlags } from './soak-flags.ts';
import { checkPublishFlags } from './publish-flags.ts';
import { readPolicy } from './read-policy.ts';
import type { RecordedRun } from './recorded-run.ts';
import { startingPrograms } from './starting-programs.ts';
import type { TargetCatalog } from './target-catalog.ts';
import { ownCommand } from './own-command.ts';
import { ownStep } from '../elastic/step.ts';
import { NOTHING_SELECTED, UsageError } from '../usage-error.ts';

type RunFlags = FlagsOf<'run'>;

export async function runCommand(asked: RunFlags, catalog: TargetCatalog, given?: RecordedRun): Promise<number> {
  const flags = isWorker() ? withoutReport(asked) : asked;
  checkFlags(flags);
  tellPart(flags);
  const out = flags.out === undefined ? undefined : await openOut(flags.out);
  let target: Target | undefined;
  let run: Run | undefined;
  try {
    run = await prepared(flags, out, catalog, given);
    target = await catalog.open(flags.target, flags);
    return await runInOrder(target, run);
  } catch (error) {
    if (error instanceof TargetFailure && run !== undefined && wantsReport(flags)) {
      const { publishUnusable } = await import('./publish-report.ts');
      if (target === undefined) await out?.clear();
      const info = target?.info ?? { name: flags.target, version: 'unknown', capabilities: [] };
      const attempt = { target: info, tier: flags.tier, seed: run.asked.seed, reading: flags.reading };
      await publishUnusable(attempt, error.message, contextOf(run), flags, out);
    }
    throw error;
  } finally {
    await target?.close?.();
    out?.close();
  }
}

type Run = Awaited<ReturnType<typeof prepared>>;

/** Held from the start, and cleared when it is known that there will be a run: bad usage costs nobody the last report. */
async function openOut(path: string): Promise<OutFolder> {
  const { OutFolder } = await import('../report/files/out-folder.ts');
  return OutFolder.open(path);
}

/** What is settled before a target is opened, so that flags and files that are wrong are reported before anything is tried. */
async function prepared(flags: RunFlags, out: OutFolder | undefined, catalog: TargetCatalog, given?: RecordedRun) {
  const journal = flags.resume === true ? await (await import('./resumed-run.ts')).journalIn(out!.path) : undefined;
  return {
    flags,
    given,
    journal,
    canSpread: flags.restart === undefined && catalog.takes(flags.target).includes('connections'),
    out,
    selects: clauseSelector(flags.clause),
    policy: await readPolicy(flags),
    ...(await startingPrograms(flags, given?.corpus)),
    implementation: await catalog.identity(flags.target),
    identity: () => catalog.identity(flags.target),
    asked: askedOf(flags, flags.seed ?? journal?.begin.seed ?? drawSeed()),
    startedAt: journal?.begin.startedAt ?? new Date().toISOString(),
    startedMs: performance.now(),
  };
}

/** From the moment that the last report is cleared away, an interruption ends with a report of its own. */
function runInOrder(target: Target, run: Run): Promise<number> {
  // In this process every tier ends soon, and what its first seconds cost tells little of the others.
  const cures = target.open === undefined ? shorterBy(run.flags, run.canSpread) : undefined;
  const line = new ProgressLine(process.stderr, cures);
  return untilInterrupted(
    async (signal) => {
      if (run.journal !== undefined) (await import('./resumed-run.ts')).checkGoesOn(run.journal, target, run);
      await run.out?.clear(run.journal === undefined ? [] : ['results.ndjson']);
      return runOn(target, run, signal, line);
    },
    () => line.note('interrupted: summing up what there is; once more to quit at once'),
  );
}

async function runOn(target: Target, run: Run, signal: AbortSignal, line: ProgressLine): Promise<number> {
  const { flags, out, policy, selects } = run;
  const stream = out === undefined ? undefined : await openResults(out.path, target, run);
  const showProgress = (progress: Progress) => {
    if (flags.workers === undefined) stream?.progress(progress);
    if (flags.quiet !== true) line.show(progress);
  };
  const options = campaignOptions(target, run, stream, signal, showProgress);
  if (isWorker()) return workOn(target, options);
  const { workers = 1 } = flags;
  const step = ownStep();
  const spread =
    step !== undefined
      ? await (await import('./campaign-step.ts')).optionsFor(step, options)
      : workers === 1
        ? options
        : await (await import('./workers.ts')).spreadOver(workers, options);
  const result = await asOneBuild(await runCampaign(target, spread).finally(() => line.clear()), run);
  if (result.programs === 0 && result.cutShort === undefined) throw new UsageError(NOTHING_SELECTED);
  const gated = gate(result, {
    ...policy,
    isSelected: (clause) => !isClause(clause) || selects(clause),
  });
  const saved = await saveFailures(gated, result.reading, run);
  // First of all, since a report that cannot be written would end the command.
  if (isForPeople(flags))
    process.stdout.write(`${terminalText(result, gated, saved, run, await sinceText(result, gated, run))}\n`);
  if (wantsReport(flags)) {
    const { publishReport } = await import('./publish-report.ts');
    const replayFile = (counterexample: Counterexample) => saved.get(counterexample)?.file;
    const report = await publishReport(result, gated, { ...contextOf(run), replayFile }, flags, out);
    stream?.end(result, report);
  }
  if (stream?.lost !== undefined) {
    process.stderr.write(`warning: results.ndjson could not be written to its end: ${stream.lost}\n`);
  }
  return gated.gate.exitCode;
}

/** What was begun anew meanwhile, as a process is after a crash, may have been the other build. */
async function asOneBuild(result: Facts, { implementation, identity }: Run): Promise<Facts> {
  if ((await identity()) === implementation) return result;
  const reasons = [
    ...(result.cutShort === undefined ? [] : [result.cutShort]),
    'the target was built anew while it was tried',
  ];
  return { ...result, cutShort: joinedReasons(reasons) };
}

function contextOf(run: Run): ReportContext {
  const { asked, startedAt, startedMs, previous } = run;
  const keepsOriginals = ownStep() !== undefined;
  const own = shardOf(run.flags) === undefined ? {} : { surroundings: surroundings(run) };
  return { asked, startedAt, durationMs: performance.now() - startedMs, previous, keepsOriginals, ...own };
}

/** A folder that cannot be written is reported before the run, not after it. */
async function openResults(folder: string, { info }: Target, run: Run): Promise<ResultsStream> {
  const { journal } = run;
  const { ResultsStream } = await import('../report/stored/results-stream.ts');
  let stream: ResultsStream;
  try {
    stream = new ResultsStream(join(folder, 'results.ndjson'), journal?.bytes);
  } catch (error) {
    throw new UsageError(`cannot write to ${named(folder)}: ${visible((error as Error).message)}`, { cause: error });
  }
  if (journal === undefined) stream.begin(runIdentity(info, run));
  return stream;
}

/** Which part it is was not said by whoever reads this. */
function tellPart({ shard }: RunFlags): void {
  if (shard?.from !== undefined)
    process.stderr.write(`part ${shard.index + 1} of ${shard.count}, from ${shard.from}\n`);
}

function checkFlags(flags: RunFlags): void {
  checkPublishFlags(flags);
  checkSoakFlags(flags);
  if (flags.workers !== undefined && flags.shard !== undefined)
    throw new UsageError('--workers and --shard: a part of a run is not parted again');
  if (flags.resume === true && flags.out === undefined)
    throw new UsageError('--resume goes on with the run in the --out folder: name it');
  if (flags.resume === true && flags.budget !== undefined)
    throw new UsageError('--resume and --budget: how much of the budget the run had spent is not known');
  if (flags.failFast === true && flags.maxFailures !== undefined) {
    throw new UsageError('--fail-fast is --max-failures 1: leave out one of them');
  }
}

/** Whether stdout is read by people, and not by a program that wants its own form. */
function isForPeople({ json, reporter }: RunFlags): boolean {
  return json !== true && reporter === undefined;
}

function wantsReport({ out, json, reporter }: RunFlags): boolean {
  const isGitHub = process.env['GITHUB_ACTIONS'] === 'true' || Boolean(process.env['GITHUB_STEP_SUMMARY']);
  return out !== undefined || json === true || reporter !== undefined || isGitHub;
}

/** The one place where chance comes in: everything after it follows from the seed. */
function drawSeed(): number {
  return Math.floor(Math.random() * 0x7fff_ffff);
}

async function saveFailures(
  { failures }: Gated,
  reading: Reading,
  { flags: { corpus }, asked }: Run,
): Promise<ReadonlyMap<Counterexample, Reproduction>> {
  const saved = new Map<Counterexample, Reproduction>();
  if (failures.length === 0) return saved;
  const { replayCommand } = await import('../report/replay-command.ts');
  let unsaved: string | undefined;
  for (const { counterexample } of failures) {
    const clause = brokenClause(counterexample);
    const programs = counterexample.history?.programs ?? [counterexample.minimized.program];
    const name = corpusName(clause ?? counterexample.kind, programs);
    const remarks = [
      clause === undefined ? counterexample.kind : `breaks ${clause}`,
      `found by ${counterexample.source.strategy}${roundWords(counterexample.source)} under reading ${reading}`,
      ...(counterexample.repeats ? [] : ['seen once: it passed when it was run again']),
    ];
    const file = await savePrograms(corpus, name, programs, remarks).catch((error: Error) => {
      unsaved ??= error.message;
    });
    if (file !== undefined) saved.set(counterexample, { file, command: replayCommand(file, reading, asked) });
  }
  if (unsaved !== undefined) {
    // The verdict stands on what was seen, not on what could be kept of it.
    process.stderr.write(
      `warning: the corpus ${corpus} could not be written, so no failure is saved there: ${unsaved}\n`,
    );
  }
  return saved;
}

/** What changed since the previous run, where the report of one was given. */
async function sinceText(result: Facts, gated: Gated, run: Run): Promise<string | undefined> {
  if (run.previous === undefined) return undefined;
  const [{ reportOf }, { sinceWords }] = await Promise.all([
    import('../report/report.ts'),
    import('../report/since-previous.ts'),
  ]);
  return sinceWords(reportOf(result, gated, contextOf(run)).previous!);
}

function terminalText(
  result: Facts,
  gated: Gated,
  saved: ReadonlyMap<Counterexample, Reproduction>,
  { flags: { quiet, verbose, calls, out, baseline }, asked }: Run,
  since: string | undefined,
): string {
  const screen = screenFor(process.stdout, calls, ownCommand());
  if (quiet === true) return sentenceLine(gated, screen);
  return terminalReport(result, gated, {
    screen,
    verbose: verbose === true,
    files: { asked, out, baseline },
    since,
    reproduce: ({ counterexample }) => saved.get(counterexample),
  });
}
