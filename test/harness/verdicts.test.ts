/**
 * Facts to verdict to gate, row by row: one thing is otherwise in each row than in a run in which everything is as it should be, and each
 * is put before a gate under several policies. What is said is in `verdicts.txt`, for a reader to agree with.
 */
import { describe, expect, it } from 'vitest';
import { CLAUSE_IDS } from '../../spec/clauses.ts';
import type { Facts } from '../../harness/campaign/facts.ts';
import { signatureOf } from '../../harness/campaign/signature.ts';
import { countsUnder, gate } from '../../harness/verdict/gate.ts';
import type { Policy } from '../../harness/verdict/gate.ts';
import { randomFaultsLine } from '../../harness/verdict/random-faults.ts';
import { readRequirements, requirementsOf, revisions } from '../../harness/verdict/requirements.ts';
import { strengthLine } from '../../harness/verdict/strength-line.ts';
import { isScored, usualWeight, WEIGHTS } from '../../harness/verdict/weight.ts';
import { ended, OTHER_CODE, ROWS, WHOLE, ZERO_ACCEPTED, knowing, waiver } from './facts-rows.ts';

const POLICIES: Readonly<Record<string, Policy>> = {
  'no policy': {},
  'MUST alone': { level: 'must' },
  'SHOULD too': { level: 'should' },
  'status is enough': { require: ['status'] },
  'space and offer required': { require: ['space', 'offer'] },
  'one flaky tolerated': { tolerateFlaky: 1 },
  'three flaky tolerated': { tolerateFlaky: 3 },
  'both zero known': knowing(waiver(ZERO_ACCEPTED)),
  'both zero flaky, and the other code': knowing(
    waiver(ZERO_ACCEPTED, { kind: 'flaky' }),
    waiver(OTHER_CODE, { kind: 'wont-fix', expires: '2026-06-01' }),
  ),
  'the crash known, until yesterday': knowing(waiver(ended('crash'), { expires: '2026-05-31' })),
  'a broken contract known': knowing({
    clause: 'adapter-fault',
    signature: signatureOf(ended('adapter-fault')).id,
    kind: 'known-failure',
    reason: 'no',
  }),
  'another way known': {
    ...knowing({ clause: 'refuse.both-zero', signature: 'KM-0000', kind: 'known-failure', reason: 'old' }),
    isSelected: (clause) => clause !== 'held.set',
  },
  'a set that asks for space': {
    requirements: requirementsOf(
      "revision: '9'\npoints: [space]\nclauses: { refuse.both-zero: informational, held.set: required, refuse.null: recommended, refuse.enabled: required }\n",
    ),
  },
};

/** Lines of which those are left out that a run in which all is as it should be has too. */
function told(facts: Facts, usual: readonly string[]): readonly string[] {
  const byText = new Map<string, string[]>();
  for (const [name, policy] of Object.entries(POLICIES)) {
    // Of a run without a failure every baseline drifts alike, which one row shows.
    if (policy.baseline !== undefined && facts.counterexamples.length === 0 && usual.length > 0) continue;
    const { gate: decided, sentence, drift, failures, clauses } = gate(facts, policy);
    const standings = failures.map(
      ({ signature, standing }) =>
        `${signature.clause} ${standing.kind === 'informational' ? standing.why : standing.kind}`,
    );
    const waived = clauses.filter((clause) => clause.waived).map(({ id }) => id);
    const lines = [
      `${decided.exitCode}  ${sentence}`,
      ...decided.reasons.map((reason) => `   because ${reason}`),
      ...drift.map(({ message }) => `   drift ${message}`),
      ...(standings.length > 0 ? [`   failures: ${standings.join(', ')}`] : []),
      ...(waived.length > 0 ? [`   waived: ${waived.join(', ')}`] : []),
    ].join('\n');
    byText.set(lines, [...(byText.get(lines) ?? []), name]);
  }
  const { verdict } = gate(facts);
  const { scope, randomFaults, strength } = verdict;
  const { clausesTotal, verified, broken: against, notVerified, notClaimed, deselected } = scope;
  const sizes = [verified, against, notVerified, notClaimed, deselected].map(({ length }) => length);
  expect(deselected).toEqual(facts.deselected.map(({ id }) => id));
  // Every clause is in one list.
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(clausesTotal);
  const more = [
    `  verdict: ${verdict.kind}: ${verdict.reasons.join('; ')}`,
    `  clauses: ${sizes.join(' + ')} of ${clausesTotal}; points: ${scope.points.join(', ')}`,
    `  strength: ${strengthLine(strength).replaceAll(/\d+ of \d+|\d+ more/g, 'N')}`,
    `  random: ${randomFaults.kind === 'bounded' ? randomFaultsLine(randomFaults) : randomFaults.why}`,
    `  not tried: ${scope.capabilitiesNotTried.join(', ')}; missing: ${scope.capabilitiesMissing.join(', ')}`,
    `  left over: ${scope.unfinished.join(', ')}; passed over: ${scope.passedOver} ${scope.isRefusedAlone}`,
    `  ${JSON.stringify([scope.part, scope.budget, scope.recorded, scope.programsAsked, strength.kind === 'measured' && [strength.profile, strength.mutants === undefined]])}`,
  ];
  const gated = [...byText].map(([lines, names]) => `  ${names.join(', ')}\n${lines.replaceAll(/^/gm, '    ')}`);
  return [...more, ...gated].filter((line) => !usual.includes(line));
}

it('says of each run what it is worth', async () => {
  const usual = told(WHOLE, []);
  const rows = [
    ['all as it should be', ...usual].join('\n'),
    ...Object.entries(ROWS).map(([name, otherwise]) => [name, ...told({ ...WHOLE, ...otherwise }, usual)].join('\n')),
  ];
  await expect(`${rows.join('\n\n')}\n`).toMatchFileSnapshot('verdicts.txt');
});

describe('a clause counts', () => {
  it('by its level, or by what a requirement set says', () => {
    const rows = Object.entries(POLICIES).map(([name, policy]) => [
      name,
      CLAUSE_IDS.filter((id) => countsUnder(policy, id)).length,
    ]);
    expect(Object.fromEntries(rows)).toMatchInlineSnapshot(`
      {
        "MUST alone": 11,
        "SHOULD too": 38,
        "a broken contract known": 38,
        "a set that asks for space": 3,
        "another way known": 38,
        "both zero flaky, and the other code": 38,
        "both zero known": 38,
        "no policy": 38,
        "one flaky tolerated": 38,
        "space and offer required": 38,
        "status is enough": 38,
        "the crash known, until yesterday": 38,
        "three flaky tolerated": 38,
      }
    `);
    expect((['MUST', 'SHOULD', 'choice'] as const).map(usualWeight)).toEqual([
      'required',
      'recommended',
      'recommended',
    ]);
    expect(WEIGHTS.filter(isScored)).toEqual(['required', 'recommended']);
  });

  it('in each revision that is shipped as that says, and one that is not there is told', async () => {
    const shipped = await revisions();
    expect(shipped).toEqual(shipped.toSorted());
    expect(shipped.length).toBeGreaterThan(2);
    const { revision, points, weightOf } = await readRequirements('2026.1');
    expect([revision, points, weightOf('accept.both'), weightOf('toString')]).toEqual([
      '2026.1',
      [],
      'required',
      'not scored',
    ]);
    await expect(readRequirements('2026.99')).rejects.toThrow(
      `there is no requirement set "2026.99"; there is ${shipped.join(', ')}`,
    );
  });
});
