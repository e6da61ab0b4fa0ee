/**
 * `badge.json`: what shields.io's endpoint badge reads. Bright green is for every clause; green for a target that conforms at the
 * points named; yellow for a gate that passes all the same; grey says nothing.
 */
import type { Report } from '../report-schema.ts';

const LABEL = 'KMCL conformance';

export function badgeJson(report: Report): string {
  const { gate, verdict } = report;
  const badge = {
    schemaVersion: 1,
    label: label(report),
    message: verdict.sentence,
    color: colour(report),
    ...(gate.exitCode === 0 ? {} : { isError: gate.exitCode !== 2 }),
  };
  return `${JSON.stringify(badge, null, 2)}\n`;
}

/** A gate that passes over failures says so in front of the sentence, since the sentence alone could be cut off. */
function label({ verdict, gate, counterexamples }: Report): string {
  if (verdict.kind !== 'does not conform' || gate.exitCode !== 0) return LABEL;
  const { length } = counterexamples;
  return `${LABEL}: gate passes, ${length} known ${length === 1 ? 'failure' : 'failures'}`;
}

function colour({ verdict, gate }: Report): string {
  const { scope, kind } = verdict;
  switch (kind) {
    case 'conforms':
      if (scope.selection.length > 0) return 'lightgrey';
      if (gate.exitCode !== 0) return 'orange';
      return scope.verified.length === scope.clausesTotal ? 'brightgreen' : 'green';
    case 'does not conform':
      return gate.exitCode === 0 ? 'yellow' : 'red';
    case 'target unusable':
      return 'red';
    case 'inconclusive':
    case 'part':
      return 'lightgrey';
    default:
      return kind satisfies never;
  }
}
