/**
 * `merge`, also called `report`: the parts of one run put together, from their reports or, where a part was killed, from what it
 * had written until then. What is not there is never taken for passed.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { named } from '../program/bounded-file.ts';
import type { Facts } from '../campaign/facts.ts';
import { counted } from '../program/counted.ts';
import { excerpt } from '../program/visible.ts';
import { OutFolder } from '../report/files/out-folder.ts';
import { gate } from '../verdict/gate.ts';
import { joinedReasons } from '../campaign/merge.ts';
import { mergeParts } from '../campaign/merge-parts.ts';
import { screenFor } from '../report/terminal/screen.ts';
import { tallyLine } from '../report/counts.ts';
import { readRun } from '../report/stored/read-run.ts';
import type { StoredRun } from '../report/stored/stored-run.ts';
import { sentenceLine } from '../report/terminal/terminal.ts';
import { reportedSelector } from './clause-selector.ts';
import type { FlagsOf } from './flags.ts';
import { checkPublishFlags } from './publish-flags.ts';
import { publishReport } from './publish-report.ts';
import { askedAgain, policyAgain, readPolicy } from './read-policy.ts';
import { startFolder, startFolderOf } from './start-folder.ts';
import { UsageError } from '../usage-error.ts';
import { SUITE_VERSION } from '../version.ts';

/** What is said of it beside the sentence: nothing where it is quiet. */
interface Told {
  readonly isQuiet?: boolean;
  /** How many parts are in the files, where some were put together before. */
  readonly parts?: number;
}

export async function mergeCommand(
  files: readonly string[],
  flags: FlagsOf<'merge'>,
  { isQuiet = false, parts: partCount }: Told = {},
): Promise<number> {
  checkPublishFlags(flags);
  const parts = files.flatMap(reportsIn);
  const own = parts.find((part) => flags.out !== undefined && isIn(part, flags.out));
  if (own !== undefined && parts.length > 1)
    throw new UsageError(`--out is where ${named(own)} lies, which would be lost: choose another folder`);
  const runs = await Promise.all(parts.map(readRun));
  const [first] = runs as [StoredRun, ...StoredRun[]];
  for (const run of runs) {
    checkSameRun(first, run);
    if (run.unreadableLines > 0)
      process.stderr.write(
        `${named(run.file)}: ${counted(run.unreadableLines, 'line')} left out that could not be read\n`,
      );
  }
  if (first.asked.baseline && flags.baseline === undefined) {
    throw new UsageError('the parts were run with a baseline; give it again with --baseline');
  }
  const again = policyAgain(first.asked, flags);
  const policy = await readPolicy(again);
  const merged = withOwnCorpora(await mergeParts(runs.map((run) => run.result)), runs);
  const cutShort = missingParts(runs);
  const result = { ...merged, cutShort };
  const gated = gate(result, { ...policy, isSelected: reportedSelector(first.asked.clauses, result.clauses) });
  const { folder: _, out: _out, ...parted } = first.asked;
  const publish = (out: OutFolder | undefined) =>
    publishReport(
      result,
      gated,
      {
        asked: { ...askedAgain(parted, again), ...startFolder(flags.out, startFolderOf(first.file, first.asked)) },
        startedAt: runs.map(({ startedAt }) => startedAt).toSorted()[0]!,
        durationMs: Math.max(...runs.map(({ durationMs }) => durationMs)),
      },
      flags,
      out,
    );
  const report = flags.out === undefined ? await publish(undefined) : await intoFolder(flags.out, parts, publish);
  if (flags.json !== true && flags.reporter === undefined) {
    const { programs, calls } = result;
    const ran = `${counted(partCount ?? runs.length, 'part')}, ${counted(programs, 'program')}, ${counted(calls, 'call')}`;
    const above = isQuiet ? '' : `${ran}\nclauses     ${tallyLine(report.counts)}\n\n`;
    process.stdout.write(`${above}${sentenceLine(gated, screenFor(process.stdout))}\n`);
  }
  return gated.gate.exitCode;
}

/** Of a folder, the reports in the folders below it, or else its own. */
function reportsIn(path: string): readonly string[] {
  if (!isFolder(path)) return [path];
  const below = readdirSync(path)
    .toSorted()
    .flatMap((name) => reportIn(join(path, name)));
  const reports = below.length > 0 ? below : reportIn(path);
  if (reports.length === 0) throw new UsageError(`${named(path)}: neither it nor a folder in it has a report of a run`);
  return reports;
}

/** Of a part that was killed what it had written. */
function reportIn(folder: string): readonly string[] {
  return ['report.json', 'results.ndjson']
    .map((file) => join(folder, file))
    .filter(existsSync)
    .slice(0, 1);
}

/** What cannot be looked at is told by whoever reads it. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function isIn(file: string, folder: string): boolean {
  return dirname(resolve(file)) === resolve(folder);
}

/** What the parts were read from is their own record and stays; the rest of an earlier run goes. */
async function intoFolder<T>(path: string, parts: readonly string[], work: (out: OutFolder) => Promise<T>): Promise<T> {
  const out = await OutFolder.open(path);
  try {
    await out.clear(parts.filter((part) => isIn(part, path)).map((part) => basename(part)));
    return await work(out);
  } finally {
    out.close();
  }
}

/** Throws `UsageError` where they are of two runs. */
export function checkSameRun(first: StoredRun, run: StoredRun): void {
  if (run.suite !== SUITE_VERSION) {
    throw new UsageError(
      `${named(run.file)} was written by suite ${run.suite}, and this is ${SUITE_VERSION}: merge with the version that ran it`,
    );
  }
  const identity = ({ asked, result, surroundings }: StoredRun) => ({
    target: `${result.target.name} ${result.target.version}`,
    capabilities: result.target.capabilities.toSorted().join(' '),
    room: result.target.roomMegabytes,
    programs: asked.programs,
    budget: asked.budgetMs,
    for: asked.forMs,
    'until-quiet': asked.untilQuiet,
    tier: result.tier,
    seed: result.seed,
    reading: `${asked.reading} (${result.reading})`,
    clauses: asked.clauses.join(' '),
    level: asked.level,
    require: asked.require?.join(' '),
    requirements: asked.requirements,
    'tolerate-flaky': asked.tolerateFlaky,
    baseline: asked.baseline,
    deadline: surroundings?.deadlineMs,
    'max-failures': surroundings?.failuresMax,
  });
  const [wanted, got] = [identity(first), identity(run)];
  for (const key of Object.keys(wanted) as (keyof typeof wanted)[]) {
    if (wanted[key] !== got[key]) {
      throw new UsageError(
        `${named(run.file)} is part of another run: ${key} ${excerpt(String(got[key] ?? 'none'))}, and ${excerpt(String(wanted[key] ?? 'none'))} in ${named(first.file)}`,
      );
    }
  }
}

function kindsOf(runs: readonly Pick<StoredRun, 'surroundings'>[], of: 'implementation' | 'corpus'): number {
  return new Set(runs.map(({ surroundings }) => surroundings?.[of])).size;
}

/** Of one corpus all parts together run all; of several nobody does. */
export function withOwnCorpora<F extends Pick<Facts, 'strategies'>>(
  result: F,
  runs: readonly Pick<StoredRun, 'surroundings'>[],
): F {
  if (kindsOf(runs, 'corpus') < 2) return result;
  const guarantee = 'programs that failed before, of which not every part had the same';
  const strategies = result.strategies.map((row) => (row.name === 'corpus' ? { ...row, guarantee } : row));
  return { ...result, strategies };
}

/**
 * What keeps the parts from being the whole run: those that ended early, and those that are not there. Each part counts once, however far
 * it came, and what was put together before is no part. Throws `UsageError`.
 */
export function missingParts(
  runs: readonly Pick<StoredRun, 'file' | 'extent' | 'result' | 'surroundings'>[],
): string | undefined {
  const early = runs.flatMap(({ extent }) => (extent.kind === 'partial' ? [extent.why] : []));
  const shards = runs.flatMap(({ result }) => result.shard ?? []);
  const [first] = shards;
  if (first === undefined) {
    if (runs.length > 1) throw new UsageError('these are whole runs and no parts of one; see matrix and diff');
    return early[0];
  }
  const other = runs.find(({ result }) => result.shard === undefined);
  if (other !== undefined) {
    throw new UsageError(
      `${named(other.file)} is no part of a run, and others here are: leave out what was merged before`,
    );
  }
  const numbers = new Set(shards.map(({ index }) => index));
  if (numbers.size < runs.length || shards.some(({ count }) => count !== first.count)) {
    throw new UsageError('these parts do not go together: each of 1/n to n/n has to be there once');
  }
  const missing = Array.from({ length: first.count }, (_, index) => index).filter((index) => !numbers.has(index));
  const names = missing.map((index) => `${index + 1}/${first.count}`).join(', ');
  const builds = kindsOf(runs, 'implementation');
  const reasons = [
    ...early,
    ...(names === '' ? [] : [`${missing.length} of ${first.count} parts are missing: ${names}`]),
    ...(builds > 1 ? [`the parts were run on ${builds} builds of the target`] : []),
  ];
  return reasons.length === 0 ? undefined : joinedReasons(reasons);
}
