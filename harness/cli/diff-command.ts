/**
 * `diff`: what changed between two reports. A failure counts as the same where clause and signature are.
 */
import { readReport } from '../report/stored/read-run.ts';
import type { Report } from '../report/report-schema.ts';
import { visible } from '../program/visible.ts';
import { EXIT } from '../verdict/exit-codes.ts';

export async function diffCommand(before: string, after: string): Promise<number> {
  const [old, recent] = await Promise.all([readReport(before), readReport(after)]);
  const failures = difference(failuresOf(old), failuresOf(recent));
  const lines = [
    `${title(old)} -> ${title(recent)}`,
    `verdict   ${old.verdict.kind} -> ${recent.verdict.kind}`,
    ...failures.added.map((name) => `new       ${name}`),
    ...failures.removed.map((name) => `fixed     ${name}`),
    ...changes('clause', outcomes(old), outcomes(recent)),
    ...changes('choice', choices(old), choices(recent)),
    ...changes('reading', readings(old), readings(recent)),
  ];
  if (lines.length === 2) lines.push('nothing else changed');
  process.stdout.write(`${lines.map(visible).join('\n')}\n`);
  return failures.added.length > 0 ? EXIT.doesNotConform : EXIT.conforms;
}

type Rows = ReadonlyMap<string, string>;

function title({ target, suite }: Report): string {
  return visible(`${target.name} ${target.version} (suite ${suite.version})`);
}

function failuresOf({ counterexamples }: Report): readonly string[] {
  return counterexamples.map(({ signature }) => `${signature.clause} ${signature.id}`);
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

function difference(before: readonly string[], after: readonly string[]) {
  return {
    added: after.filter((name) => !before.includes(name)),
    removed: before.filter((name) => !after.includes(name)),
  };
}

function changes(kind: string, before: Rows, after: Rows): readonly string[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys
    .filter((key) => before.get(key) !== after.get(key))
    .map((key) => `${kind.padEnd(9)} ${key}: ${before.get(key) ?? 'not tried'} -> ${after.get(key) ?? 'not tried'}`);
}
