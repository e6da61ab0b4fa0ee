/**
 * `baseline add`, `prune` and `check`: the file of known failures held against a report.
 */
import { ANY, programsOf } from '../verdict/found-by.ts';
import { TIERS } from '../generate/tier.ts';
import type { Signature } from '../judge/finding-signature.ts';
import { driftOf, waiverOf, waysOf } from '../verdict/baseline.ts';
import type { Drift, Waiver } from '../verdict/baseline.ts';
import { addWaivers, parseBaseline, pruneWaivers, readBaseline } from '../verdict/baseline-file.ts';
import { excerpt, visible } from '../program/visible.ts';
import { shellCommand } from '../report/replay-command.ts';
import { readReport } from '../report/stored/read-run.ts';
import type { Report } from '../report/report-schema.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import { clauseSelector, reportedSelector } from './clause-selector.ts';
import type { FlagsOf } from './flags.ts';
import { today } from './read-policy.ts';

export async function baselineAdd(file: string, flags: FlagsOf<'baseline add'>): Promise<number> {
  const report = await readReport(file);
  const selects = clauseSelector(flags.clause);
  const { reason, kind, link, expires } = flags;
  // A file that is not there yet knows nothing.
  const known = await readBaseline(flags.baseline).catch((error: Error) => {
    if (error.message.endsWith('there is no such file')) return parseBaseline('version: 1', flags.baseline);
    throw error;
  });
  const found = report.counterexamples.filter(
    ({ signature, clause }) =>
      signature.clause !== 'adapter-fault' &&
      waiverOf(known, signature) === undefined &&
      (clause === undefined ? flags.clause.length === 0 : selects(clause)),
  );
  const shown = found.map(({ signature: { clause, id } }) => ({ clause, id }));
  // The same clause broken in other ways of the same run, or other calls that ended the target: the next run would show them.
  const alike = waysOf(report.clauses, report.endWays).filter(
    (way) =>
      waiverOf(known, way) === undefined &&
      shown.some(({ clause }) => clause === way.clause) &&
      !shown.some(({ clause, id }) => clause === way.clause && id === way.id),
  );
  const added = [...shown, ...alike];
  await addWaivers(
    flags.baseline,
    added.map(({ clause, id }) => ({
      clause,
      signature: id,
      kind,
      reason,
      link,
      expires,
      found: foundBy(report, { clause, id }),
    })),
  );
  for (const { clause, id } of added) process.stdout.write(`added ${excerpt(clause)} ${id}\n`);
  const use = visible(shellCommand(['--baseline', flags.baseline]));
  process.stdout.write(`${added.length} added to ${visible(flags.baseline)}, which counts in a run with ${use}\n`);
  return EXIT.conforms;
}

/**
 * Of what is no counterexample of its own, and of what a soak met behind its tier, it is not known by which strategy. Nothing of a report
 * whose tier is none of this suite's.
 */
function foundBy(
  { tier: named, seed, counterexamples, strategies, programs }: Report,
  { clause, id }: Pick<Signature, 'clause' | 'id'>,
): Waiver['found'] {
  const tier = TIERS.find((one) => one === named);
  if (tier === undefined) return undefined;
  const own = counterexamples.find(({ signature }) => signature.clause === clause && signature.id === id)?.original;
  if (own?.round !== undefined) return { tier, seed, strategy: ANY, programs };
  const strategy = own?.strategy ?? ANY;
  return { tier, seed, strategy, programs: programsOf(strategy, strategies) };
}

export async function baselinePrune(file: string, flags: FlagsOf<'baseline prune'>): Promise<number> {
  const drift = await driftIn(flags, await readReport(file));
  const removed = await pruneWaivers(flags.baseline, drift);
  for (const { message } of drift) process.stdout.write(`${visible(message)}\n`);
  process.stdout.write(`${removed} taken out of ${visible(flags.baseline)}\n`);
  // What contradicts itself is for people to decide.
  return drift.some(({ kind }) => kind === 'contradictory') ? EXIT.baselineDrift : EXIT.conforms;
}

export async function baselineCheck(file: string | undefined, flags: FlagsOf<'baseline prune'>): Promise<number> {
  const drift = await driftIn(flags, file === undefined ? undefined : await readReport(file));
  for (const { message } of drift) process.stdout.write(`${visible(message)}\n`);
  if (drift.length === 0) process.stdout.write(`${visible(flags.baseline)} holds\n`);
  return drift.length > 0 ? EXIT.baselineDrift : EXIT.conforms;
}

async function driftIn(
  { baseline, today: asked }: FlagsOf<'baseline check'>,
  report: Report | undefined,
): Promise<readonly Drift[]> {
  const known = await readBaseline(baseline);
  const day = asked ?? today();
  if (report === undefined) return driftOf(known, day);
  return driftOf(known, day, {
    clauses: report.clauses,
    signatures: [
      ...report.counterexamples.map(({ signature }) => signature),
      ...waysOf(report.clauses, report.endWays),
    ],
    isWhole: report.extent.kind === 'whole',
    tried: report,
    isSelected: reportedSelector(report.asked.clauses, report.clauses),
  });
}
