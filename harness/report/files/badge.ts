/**
 * `badge.json`: what shields.io's endpoint badge reads.
 */
import type { Report } from '../report-schema.ts';

const COLOURS: Readonly<Record<Report['verdict']['kind'], string>> = {
  conforms: 'brightgreen',
  'does not conform': 'red',
  inconclusive: 'lightgrey',
  'baseline drift': 'orange',
  'target unusable': 'red',
};

export function badgeJson({ verdict, counts }: Report): string {
  const held = counts.pass! + counts.choice!;
  const tried = held + counts.fail! + counts.deviation! + counts['not-verified']! + counts.waived!;
  const known = verdict.kind === 'conforms' && counts.waived! > 0 ? `, ${counts.waived} waived` : '';
  const badge = {
    schemaVersion: 1,
    label: 'KMCL conformance',
    message: `${verdict.kind}, ${held} of ${tried} clauses${known}`,
    color: known === '' ? COLOURS[verdict.kind] : 'green',
    ...(verdict.exitCode === 0 ? {} : { isError: verdict.kind !== 'inconclusive' }),
  };
  return `${JSON.stringify(badge, null, 2)}\n`;
}
