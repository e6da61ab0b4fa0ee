/**
 * `diff`: what changed between two reports. A failure counts as the same where clause and signature are. 1 where something is worse
 * or no longer known: a new failure, a clause that is not verified any more, a reading that is not satisfied any more, a question
 * that is answered otherwise, a verdict that is no longer given.
 */
import { isClause } from './clause-selector.ts';
import { readReport } from '../report/stored/read-run.ts';
import type { Report } from '../report/report-schema.ts';
import { visible } from '../program/visible.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import type { FlagsOf } from './flags.ts';
import { printJson } from './print-json.ts';

export async function diffCommand(before: string, after: string, { json }: FlagsOf<'diff'>): Promise<number> {
  const [old, recent] = await Promise.all([readReport(before), readReport(after)]);
  const failures = difference(old, recent);
  const worse = worseIn(old, recent, failures);
  const exitCode = worse.length > 0 ? EXIT.doesNotConform : EXIT.conforms;
  if (json === true) {
    printJson({
      before: side(old),
      after: side(recent),
      new: failures.added,
      fixed: failures.fixed,
      untried: failures.untried,
      run: changed(conditions(old), conditions(recent)),
      clauses: changed(outcomes(old), outcomes(recent)),
      choices: changed(choices(old), choices(recent)),
      readings: changed(readings(old), readings(recent)),
      worse,
      exitCode,
    });
    return exitCode;
  }
  const lines = [
    `${title(old)} -> ${title(recent)}`,
    `verdict   ${old.verdict.kind} -> ${recent.verdict.kind}`,
    ...changes('run', conditions(old), conditions(recent)),
    ...failures.added.map((name) => `new       ${name}`),
    ...failures.fixed.map((name) => `fixed     ${name}`),
    ...failures.untried.map((name) => `untried   ${name}`),
    ...changes('clause', outcomes(old), outcomes(recent)),
    ...changes('choice', choices(old), choices(recent)),
    ...changes('reading', readings(old), readings(recent)),
  ];
  if (lines.length === 2) lines.push('nothing else changed');
  if (worse.length > 0) lines.push('', `WORSE: ${worse.join('; ')}`);
  process.stdout.write(`${lines.map(visible).join('\n')}\n`);
  return exitCode;
}

function side({ target, suite, verdict }: Report) {
  return { target: target.name, version: target.version, suite: suite.version, verdict: verdict.kind };
}

type Rows = ReadonlyMap<string, string>;

function worseIn(old: Report, recent: Report, { added, untried }: Failures): readonly string[] {
  const gone = (before: Rows, after: Rows, isGood: (value: string) => boolean) =>
    [...before].filter(([key, value]) => isGood(value) && !isGood(after.get(key) ?? 'not tried')).map(([key]) => key);
  const broken = recent.clauses.filter(({ outcome }) => isBroken(outcome)).map(({ id }) => id);
  const lost = gone(outcomes(old), outcomes(recent), isVerified).filter((id) => !broken.includes(id));
  const unsatisfied = gone(readings(old), readings(recent), (value) => value === 'satisfied');
  const answers = choices(recent);
  const otherwise = [...choices(old)].filter(([id, answer]) => answers.get(id) !== answer).map(([id]) => id);
  const isGiven = ({ verdict }: Report) => verdict.kind === 'conforms' || verdict.kind === 'does not conform';
  const isNoLonger =
    (old.verdict.kind === 'conforms' && recent.verdict.kind !== 'conforms') || (isGiven(old) && !isGiven(recent));
  return [
    ...(added.length > 0 ? [`${added.length} new ${added.length === 1 ? 'failure' : 'failures'}`] : []),
    ...(untried.length > 0 ? [`no longer tried: ${untried.join(', ')}`] : []),
    ...(lost.length > 0 ? [`no longer verified: ${lost.join(', ')}`] : []),
    ...(unsatisfied.length > 0 ? [`no longer satisfied: reading ${unsatisfied.join(', ')}`] : []),
    ...(otherwise.length > 0 ? [`answered otherwise or no longer: ${otherwise.join(', ')}`] : []),
    ...(isNoLonger ? [`the verdict is ${recent.verdict.kind}`] : []),
  ];
}

function isVerified(outcome: string): boolean {
  return outcome === 'pass' || outcome === 'choice';
}

function isBroken(outcome: string): boolean {
  return outcome === 'fail' || outcome === 'deviation';
}

/** What two runs have to have in common for their numbers to mean the same. */
function conditions({ suite, tier, reading, extent, asked, target }: Report): Rows {
  return new Map([
    ['suite', suite.version],
    ['tier', tier],
    ['reading', reading],
    ['extent', extent.kind],
    ['clauses', asked.clauses.join(' ') || 'all'],
    ['capabilities', target.capabilities.toSorted().join(' ') || 'none'],
  ]);
}

function title({ target, suite }: Report): string {
  return visible(`${target.name} ${target.version} (suite ${suite.version})`);
}

interface Failures {
  readonly added: readonly string[];
  readonly fixed: readonly string[];
  /** They did not come again, in a run that could not have shown them. */
  readonly untried: readonly string[];
}

/** A failure is gone where a whole run of the same claims met its clause and found it honoured. */
function difference(old: Report, recent: Report): Failures {
  const nameOf = ({ signature }: Report['counterexamples'][number]) => `${signature.clause} ${signature.id}`;
  const [before, after] = [old, recent].map(({ counterexamples }) => counterexamples.map(nameOf)) as [
    string[],
    string[],
  ];
  const claims = old.target.capabilities.every((capability) => recent.target.capabilities.includes(capability));
  const couldShow = (clause: string) => {
    const outcome = recent.clauses.find(({ id }) => id === clause)?.outcome;
    return recent.extent.kind === 'whole' && (outcome === undefined ? !isClause(clause) && claims : isTried(outcome));
  };
  const removed = old.counterexamples.filter((one) => !after.includes(nameOf(one)));
  return {
    added: after.filter((name) => !before.includes(name)),
    fixed: removed.filter(({ signature }) => couldShow(signature.clause)).map(nameOf),
    untried: removed.filter(({ signature }) => !couldShow(signature.clause)).map(nameOf),
  };
}

function isTried(outcome: string): boolean {
  return isVerified(outcome) || isBroken(outcome);
}

function outcomes({ clauses }: Report): Rows {
  return new Map(clauses.map(({ id, outcome, waived }) => [id, waived ? `${outcome}, waived` : outcome]));
}

function choices(report: Report): Rows {
  return new Map(report.choices.map(({ id, answer }) => [id, answer]));
}

function readings(report: Report): Rows {
  return new Map(report.readings.map(({ reading, satisfied }) => [reading, satisfied ? 'satisfied' : 'not satisfied']));
}

function changes(kind: string, before: Rows, after: Rows): readonly string[] {
  return changed(before, after).map((row) => `${kind.padEnd(9)} ${row.name}: ${row.before} -> ${row.after}`);
}

function changed(before: Rows, after: Rows) {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => ({ name, before: before.get(name) ?? 'not tried', after: after.get(name) ?? 'not tried' }));
}
