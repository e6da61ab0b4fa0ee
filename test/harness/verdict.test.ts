/**
 * One sentence for a verdict, with all that it covers and nothing more; and the gate's exit code beside it.
 */
import { describe, expect, it } from 'vitest';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import type { CampaignOptions } from '../../harness/campaign/campaign.ts';
import type { Facts } from '../../harness/campaign/facts.ts';
import { mergeFacts } from '../../harness/campaign/merge.ts';
import { signatureOf } from '../../harness/campaign/signature.ts';
import type { Capability, Target } from '../../harness/target.ts';
import type { Waiver } from '../../harness/verdict/baseline.ts';
import { gate } from '../../harness/verdict/gate.ts';
import type { Policy } from '../../harness/verdict/gate.ts';
import { requirementsOf } from '../../harness/verdict/requirements.ts';
import { reference } from '../../targets/reference/reference.ts';

function claiming(capabilities: readonly Capability[], fault?: string): Target {
  const target = reference(fault === undefined ? {} : { fault });
  return { ...target, info: { ...target.info, capabilities } };
}

function factsOf(target: Target, options: Partial<CampaignOptions> = {}): Promise<Facts> {
  return runCampaign(target, {
    tier: 'smoke',
    reading: 'documented',
    seed: 1,
    selects: () => true,
    deadlineMs: 5_000,
    corpus: [],
    searchProgramsMax: 0,
    ...options,
  });
}

/** The exit code and the sentence, as a terminal would end with them. */
function told(facts: Facts, policy: Policy = {}): string {
  const { gate: decided, sentence } = gate(facts, policy);
  return `${decided.exitCode}  ${sentence}`;
}

function baselineOf(facts: Facts, today = '2026-01-01'): Policy {
  const waivers = facts.counterexamples.map((found): Waiver => {
    const { clause, id } = signatureOf(found);
    return { clause, signature: id, kind: 'known-failure', reason: 'known' };
  });
  return { today, baseline: { file: 'kmcl-baseline.yaml', waivers } };
}

describe('a target that conforms', () => {
  it('does so in all points where it claims all', async () => {
    expect(told(await factsOf(reference()))).toBe(
      '0  CONFORMS in status, reservation, offer, space: 37 of 37 clauses verified',
    );
  });

  it('does so in the points that it shows, and the rest is named', async () => {
    const sentence = told(await factsOf(claiming(['reservation', 'null-handle', 'stale-handle', 'forged-handle'])));
    expect(sentence).toMatch(/^0 {2}CONFORMS in status, reservation: \d+ of 37 clauses verified, \d+ not claimed \(/);
    expect(sentence).toContain('offer, offer-bytes, mmio-space, guest');
  });

  it('is inconclusive where only status codes were observed, and the gate passes where that is enough', async () => {
    const facts = await factsOf(claiming([]));
    expect(told(facts)).toMatch(/^2 {2}INCONCLUSIVE in status: only status codes were observed; 9 of 37 clauses/);
    expect(told(facts, { require: ['status'] })).toMatch(/^0 {2}INCONCLUSIVE in status: .*; the gate passes$/);
  });

  it('cannot shed a point that is required by not claiming it', async () => {
    const facts = await factsOf(claiming(['reservation']));
    expect(told(facts, { require: ['offer'] })).toMatch(
      /^2 {2}CONFORMS in status, reservation: .*; the gate does not pass: offer is required and was not observed: claim offer$/,
    );
  });

  it('is held to the points of a requirement set that names some', async () => {
    const requirements = requirementsOf("revision: '1.0'\npoints: [space]\nclauses: { refuse.both-zero: required }\n");
    expect(told(await factsOf(claiming(['reservation'])), { requirements })).toContain('claim mmio-space and guest');
  });
});

describe('a selection', () => {
  const held: Partial<CampaignOptions> = { selects: (clause) => clause.startsWith('held.'), selection: ['held.*'] };

  it('is said to be one', async () => {
    expect(told(await factsOf(reference(), held))).toBe(
      '0  CONFORMS on a selection: 9 of 37 clauses (--clause held.*)',
    );
  });

  it('names what was seen broken outside of it', async () => {
    expect(told(await factsOf(reference({ fault: 'both-zero-accepted' }), held))).toBe(
      '0  CONFORMS on a selection: 9 of 37 clauses (--clause held.*); broken outside of it: refuse.both-zero (MUST)',
    );
  });
});

describe('a part', () => {
  const part = (index: number, fault?: string) =>
    factsOf(reference(fault === undefined ? {} : { fault }), { shard: { index, count: 3 } });

  it('has no verdict before the parts are merged', async () => {
    expect(told(await part(1))).toBe('2  PART 2 of 3: no verdict before the parts are merged');
  });

  it('fails the gate where it saw a failure', async () => {
    const sentence = told(await part(0, 'both-zero-accepted'));
    expect(sentence).toBe(
      '1  PART 1 of 3: no verdict before the parts are merged; broken so far: refuse.both-zero (MUST)',
    );
  });

  it('and the others make the whole', async () => {
    const parts = await Promise.all([0, 1, 2].map((index) => part(index)));
    expect(told(mergeFacts(parts))).toBe('0  CONFORMS in status, reservation, offer, space: 37 of 37 clauses verified');
  });
});

describe('a failure', () => {
  it('is named with its level', async () => {
    expect(told(await factsOf(reference({ fault: 'both-zero-accepted' })))).toBe(
      '1  DOES NOT CONFORM: refuse.both-zero (MUST)',
    );
  });

  it('stays one where the baseline knows it; the gate passes', async () => {
    const facts = await factsOf(reference({ fault: 'both-zero-accepted' }));
    expect(told(facts, baselineOf(facts))).toBe(
      '0  DOES NOT CONFORM: refuse.both-zero (MUST), known in the baseline; the gate passes',
    );
  });

  it('that a baseline knows and that did not come is drift', async () => {
    const broken = await factsOf(reference({ fault: 'both-zero-accepted' }));
    expect(told(await factsOf(reference()), baselineOf(broken))).toMatch(
      /^3 {2}CONFORMS in .*; the gate does not pass: baseline stale: refuse\.both-zero KM-/,
    );
  });

  it('of a SHOULD clause is one at every level, and counts at one of them', async () => {
    const facts = await factsOf(reference({ fault: 'space-rounded-up' }));
    expect(told(facts)).toMatch(/^1 {2}DOES NOT CONFORM: space\.ceiling \(SHOULD\)/);
    const whole = await factsOf(reference({ fault: 'space-rounded-up' }), { counts: () => false });
    expect(told(whole, { level: 'must' })).toMatch(
      /^0 {2}DOES NOT CONFORM: .* counted by the policy; the gate passes$/,
    );
  });

  it('is worth more than a capability that another part did not claim', async () => {
    const broken = await factsOf(reference({ fault: 'null-accepted' }));
    const silent = { ...broken, target: { ...broken.target, capabilities: ['reservation'] as const } };
    expect(told(silent)).toMatch(/^1 {2}DOES NOT CONFORM: refuse\.null \(MUST\)/);
  });
});

it('says what is claimed and was asked for by no program', async () => {
  expect(gate(await factsOf(reference())).verdict.scope.capabilitiesNotTried).toEqual(['misuse', 'threads']);
});

it('adds up: every clause is in one list of the scope', async () => {
  for (const target of [reference(), claiming(['reservation']), reference({ fault: 'optional-not-stored' })]) {
    const { scope } = gate(await factsOf(target)).verdict;
    const { verified, broken, notVerified, notClaimed, deselected } = scope;
    expect(new Set([...verified, ...broken, ...notVerified, ...notClaimed, ...deselected]).size).toBe(
      scope.clausesTotal,
    );
  }
});
