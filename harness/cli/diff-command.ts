/**
 * `diff`: what changed between two reports. 1 where something is worse or no longer known: a new failure, a clause that is not verified
 * any more, a reading that is not satisfied any more, a question that is answered otherwise, a verdict that is no longer given.
 */
import { comparison } from '../report/comparison.ts';
import type { FailureChange } from '../report/comparison.ts';
import { comparisonLines } from '../report/comparison-lines.ts';
import { readReport } from '../report/stored/read-run.ts';
import type { Report } from '../report/report-schema.ts';
import { visible } from '../program/visible.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import type { FlagsOf } from './flags.ts';
import { printJson } from './print-json.ts';

export async function diffCommand(before: string, after: string, { json }: FlagsOf<'diff'>): Promise<number> {
  const [old, recent] = await Promise.all([readReport(before), readReport(after)]);
  const compared = comparison(old, recent);
  const { added, fixed, otherwise, unseen, untried, worse, ...changes } = compared;
  const exitCode = worse.length > 0 ? EXIT.doesNotConform : EXIT.conforms;
  if (json === true) {
    printJson({
      before: side(old),
      after: side(recent),
      new: added.map(named),
      fixed: fixed.map(named),
      otherwise: otherwise.map(named),
      unseen: unseen.map(named),
      untried: untried.map(named),
      ...changes,
      worse,
      exitCode,
    });
    return exitCode;
  }
  const lines = [
    `${title(old)} -> ${title(recent)}`,
    `verdict   ${old.verdict.kind} -> ${recent.verdict.kind}`,
    ...comparisonLines(compared),
  ];
  if (lines.length === 2) lines.push('nothing else changed');
  if (worse.length > 0) lines.push('', `WORSE: ${worse.join('; ')}`);
  process.stdout.write(`${lines.map(visible).join('\n')}\n`);
  return exitCode;
}

function named({ clause, id }: FailureChange): string {
  return `${clause} ${id}`;
}

function side({ target, suite, verdict }: Report) {
  return { target: target.name, version: target.version, suite: suite.version, verdict: verdict.kind };
}

function title({ target, suite }: Report): string {
  return visible(`${target.name} ${target.version} (suite ${suite.version})`);
}
