/**
 * `rerun`: a report run again, as a whole with the same seed, or only the programs that failed in it. Target, requirements, baseline
 * and the rest are those of the report, unless the flags say otherwise.
 */
import { isAbsolute, join } from 'node:path';
import { CLAUSES } from '../../spec/clauses.ts';
import { executeInOrder } from '../execute/execute-in-order.ts';
import type { Trace } from '../execute/trace.ts';
import { findingSignature } from '../judge/finding-signature.ts';
import type { Signature } from '../judge/finding-signature.ts';
import { isRunnable } from '../program/lifecycle.ts';
import { claimsOf } from '../judge/claims.ts';
import { judge } from '../judge/judge.ts';
import { excerpt } from '../program/visible.ts';
import { paintFor } from '../report/terminal/paint.ts';
import type { Paint } from '../report/terminal/paint.ts';
import type { Report, ReportCounterexample } from '../report/report-schema.ts';
import { readReport } from '../report/stored/read-run.ts';
import { runFromReport } from '../report/stored/run-from-report.ts';
import { programOf } from '../report/stored/stored-trace.ts';
import type { Target } from '../target.ts';
import { waiverOf } from '../verdict/baseline.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import { countsUnder } from '../verdict/gate.ts';
import type { Policy } from '../verdict/gate.ts';
import { FLAGS } from './flags.ts';
import type { FlagsOf } from './flags.ts';
import { policyAgain, readPolicy } from './read-policy.ts';
import { runCommand } from './run-command.ts';
import { startFolderOf } from './start-folder.ts';
import { durationFlag } from '../report/replay-command.ts';
import { openTarget } from './open-target.ts';
import type { TargetCatalog } from './target-catalog.ts';

export async function rerunCommand(file: string, flags: FlagsOf<'rerun'>, catalog: TargetCatalog): Promise<number> {
  const report = await readReport(file);
  const { asked } = report;
  const { target = await targetFromHere(file, report, catalog), baseline = baselineFromHere(file, report) } = flags;
  const policyFlags = policyAgain(asked, { ...flags, ...(baseline === undefined ? {} : { baseline }) });
  if (flags.failed !== true) {
    const { reading, seed, programs, budgetMs, forMs, untilQuiet, clauses } = asked;
    const limits = {
      ...(programs === undefined ? {} : { programs }),
      ...(budgetMs === undefined ? {} : { budget: `${budgetMs}ms` }),
      ...(forMs === undefined ? {} : { for: durationFlag(forMs) }),
      ...(untilQuiet === undefined ? {} : { untilQuiet }),
    };
    const again = { reading, seed, ...limits, clause: clauses };
    const { tier } = runFromReport(report, file).result;
    const part = report.shard === undefined ? {} : { shard: report.shard };
    const corpus = FLAGS.run.corpus.default;
    return runCommand({ ...flags, ...policyFlags, ...again, ...part, target, tier, corpus }, catalog);
  }
  const policy = await readPolicy(policyFlags);
  if (report.counterexamples.length === 0) {
    process.stdout.write('no failure is in the report: nothing was run, and nothing is known\n');
    return EXIT.inconclusive;
  }
  const opened = await openTarget(target, flags, catalog);
  try {
    return await failuresAgain(report, opened, flags, policy);
  } finally {
    await opened.close?.();
  }
}

/** The target of a report, as it is named from here. */
export async function reportedTarget(file: string, catalog: TargetCatalog): Promise<string> {
  return targetFromHere(file, await readReport(file), catalog);
}

async function targetFromHere(file: string, { asked }: Report, catalog: TargetCatalog): Promise<string> {
  const folder = startFolderOf(file, asked);
  return folder === '' ? asked.target : catalog.fromFolder(asked.target, folder);
}

function baselineFromHere(file: string, { asked }: Report): string | undefined {
  const { baselineFile } = asked;
  if (baselineFile === undefined || isAbsolute(baselineFile)) return baselineFile;
  return join(startFolderOf(file, asked), baselineFile);
}

async function failuresAgain(report: Report, target: Target, flags: FlagsOf<'rerun'>, policy: Policy): Promise<number> {
  const paint = paintFor(process.stdout);
  const all: Again[] = [];
  for (const one of report.counterexamples) {
    const again = await runAgain(one, target, flags, report, policy);
    process.stdout.write(`${line(one, again, paint)}\n`);
    all.push(again);
  }
  const count = (kind: Again['kind']) => all.filter((again) => again.kind === kind).length;
  const skipped = count('skipped');
  const failing = count('fails') + count('known');
  const known = count('known') > 0 ? `, ${count('known')} of them known or not counted` : '';
  process.stdout.write(
    `\n${all.length - skipped} of ${all.length} failures run again: ${failing} still fail${known}, ${count('passes') + count('unsure')} pass\n`,
  );
  if (all.some((again) => again.kind === 'fails' && again.isUnusable)) return EXIT.targetUnusable;
  if (count('fails') > 0) return EXIT.doesNotConform;
  // A failure that could not be run, or that never came twice, is not known to be gone.
  return skipped + count('unsure') > 0 ? EXIT.inconclusive : EXIT.conforms;
}

/** `known`: it fails, and the policy does not count it. `unsure`: it passes, which does not say that it is mended. */
type Again =
  | { readonly kind: 'skipped' | 'passes' }
  | { readonly kind: 'unsure'; readonly why: string }
  | { readonly kind: 'known'; readonly how: string }
  | { readonly kind: 'fails'; readonly how: string; readonly isUnusable: boolean };

async function runAgain(
  one: ReportCounterexample,
  target: Target,
  flags: FlagsOf<'rerun'>,
  { reading }: Report,
  policy: Policy,
): Promise<Again> {
  const programs = one.history?.programs.map(programOf) ?? [programOf(one.program)];
  const claims = claimsOf(target.info);
  if (!programs.every((program) => isRunnable(program, claims.capabilities))) return { kind: 'skipped' };
  const findingsOf = (trace: Trace) => judge(trace, { reading, ...claims }).findings;
  // What the failure before this one left in the process is no part of it.
  await target.restart?.();
  const { trace } = await executeInOrder(target, programs, flags, (seen) => findingsOf(seen).length > 0);
  if (trace.end.kind !== 'complete') {
    const how = trace.end.kind;
    const counts = how === 'adapter-fault' || !isWaived({ clause: how, id: one.signature.id }, policy);
    return counts ? { kind: 'fails', how, isUnusable: how === 'adapter-fault' } : { kind: 'known', how };
  }
  const findings = findingsOf(trace);
  if (findings.length === 0) return passing(one, target);
  const how = findings.map(({ clause }) => clause).join(', ');
  const isCounted = findings.some(
    (finding) => !isWaived(findingSignature(finding), policy) && countsUnder(policy, finding.clause),
  );
  return isCounted ? { kind: 'fails', how, isUnusable: false } : { kind: 'known', how };
}

/** A pass is none of what never came twice, or came only after other programs and has no process of its own to come in now. */
function passing(one: ReportCounterexample, target: Target): Again {
  if (!one.repeats) return { kind: 'unsure', why: 'as it did before the report was written: it never failed twice' };
  if (one.history === undefined || target.restart !== undefined) return { kind: 'passes' };
  return { kind: 'unsure', why: 'in a process that had run other programs before: it needs a fresh one' };
}

function isWaived(signature: Pick<Signature, 'clause' | 'id'>, { baseline }: Policy): boolean {
  return baseline !== undefined && waiverOf(baseline, signature) !== undefined;
}

/** How it fails now, where that is not just what the report has. */
function otherThan({ clause, kind }: ReportCounterexample, how: string): readonly string[] {
  return how === (clause ?? kind) ? [] : [`now ${how}`];
}

function line(one: ReportCounterexample, again: Again, paint: Paint): string {
  const name = excerpt(`${one.clause ?? one.kind} ${one.signature.id}`);
  switch (again.kind) {
    case 'skipped':
      return `SKIP  ${name}  the target claims too little`;
    case 'passes':
      return `${paint('green', 'PASS')}  ${name}${one.clause && Object.hasOwn(CLAUSES, one.clause) ? `  ${CLAUSES[one.clause as 'held.set'].gist}` : ''}`;
    case 'unsure':
      return `${paint('yellow', 'PASS')}  ${name}  ${again.why}`;
    case 'known':
      return `${paint('yellow', 'FAIL')}  ${name}  ${[...otherThan(one, again.how), 'known or not counted'].join(', ')}`;
    case 'fails':
      return [`${paint('red', 'FAIL')}  ${name}`, ...otherThan(one, again.how)].join('  ');
    default:
      return again satisfies never;
  }
}
