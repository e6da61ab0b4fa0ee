/**
 * What a run says where Allocate or Enable is refused, which is permitted: that what stood behind it was not judged and shows nothing.
 * Ways in which it could say too much: a strength, a guarantee, a verdict on a target that soon refuses everything, a second Enable
 * where the first one succeeded.
 */
import { describe, expect, it } from 'vitest';
import type { Call, Response } from '../../spec/call.ts';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import { brokenClause } from '../../harness/campaign/counterexample.ts';
import { mergeFacts } from '../../harness/campaign/merge.ts';
import type { Shard } from '../../harness/campaign/facts.ts';
import { fromSession } from '../../harness/target.ts';
import type { Capability, Target } from '../../harness/target.ts';
import { EXIT } from '../../harness/verdict/exit-codes.ts';
import { gate } from '../../harness/verdict/gate.ts';
import { reference } from '../../targets/reference/reference.ts';

const INSUFFICIENT_RESOURCES = 0xc000_009a;
const UNSUCCESSFUL = 0xc000_0001;
const AS_FAR = ', as far as Allocate and Enable were not refused';

/** The reference behind what answers a call in its place, or does not. A fresh answerer for each instance. */
function behind(answerer: () => (call: Call) => Response | undefined, without: readonly Capability[] = []): Target {
  const { info, open } = reference();
  const capabilities = info.capabilities.filter((name) => name !== 'misuse' && !without.includes(name));
  return fromSession({ ...info, capabilities }, () => {
    const session = open!();
    const answer = answerer();
    return { perform: (call) => answer(call) ?? session.perform(call) };
  });
}

async function tried(target: Target, shard?: Shard) {
  const facts = await runCampaign(target, {
    tier: 'smoke',
    seed: 1,
    programs: 200,
    corpus: [],
    ...(shard === undefined ? {} : { shard }),
  });
  return { facts, ...gate(facts) };
}

describe('a target that has but one channel', () => {
  const target = reference({ channelsMax: 1 });

  it('has no strength stated, and its guarantees say how far they hold', async () => {
    const { facts, verdict } = await tried(target);
    expect(facts.counterexamples).toEqual([]);
    expect(verdict.strength).toEqual({
      kind: 'not stated',
      why: expect.stringMatching(/^[\d,]+ calls behind a refused Allocate or Enable showed nothing$/),
    });
    const told = facts.strategies.map(({ guarantee, passedOver = 0 }) => [guarantee.endsWith(AS_FAR), passedOver > 0]);
    expect(told).toContainEqual([true, true]);
    for (const [isSaid, isSo] of told) expect(isSaid).toBe(isSo);
    expect(verdict.scope.isRefusedAlone).toBe(false);
  });

  it('says so of parts that were merged too', async () => {
    const parts = [0, 1].map((index) => tried(target, { index, count: 2 }).then(({ facts }) => facts));
    const merged = mergeFacts(await Promise.all(parts));
    const whole = await tried(target);
    expect(gate(merged).verdict.scope.passedOver).toBe(whole.verdict.scope.passedOver);
    for (const { guarantee, passedOver = 0 } of merged.strategies)
      expect(guarantee.endsWith(AS_FAR)).toBe(passedOver > 0);
  });
});

it('says nothing of the kind of a target that refuses nothing', async () => {
  const { facts, verdict } = await tried(reference());
  expect(verdict.scope).toMatchObject({ passedOver: 0, isRefusedAlone: false });
  for (const { guarantee } of facts.strategies) expect(guarantee).not.toContain('refused');
});

it('a target that loses its channels and soon refuses the first one is inconclusive', async () => {
  let allocated = 0;
  const leaking = behind(() => ({ kind }) => {
    if (kind !== 'allocate') return undefined;
    allocated += 1;
    return allocated > 500 ? { kind: 'status', status: INSUFFICIENT_RESOURCES } : undefined;
  });
  const { verdict, gate: decided } = await tried(leaking);
  expect(verdict.kind).toBe('inconclusive');
  expect(verdict.reasons).toContain('Allocate was refused where no channel was live');
  expect(decided.exitCode).toBe(EXIT.inconclusive);
});

/** Refuses the first Enable of each slot, and ends where an enabled channel is enabled. */
function firstOfSlot() {
  const refused = new Set<Call['channel']>();
  const enabled = new Set<Call['channel']>();
  return ({ kind, channel }: Call): Response | undefined => {
    if (kind === 'disable' || kind === 'cleanup') enabled.delete(channel);
    if (kind !== 'enable') return undefined;
    if (enabled.has(channel)) throw new Error('enabled twice');
    if (!refused.has(channel)) {
      refused.add(channel);
      return { kind: 'status', status: UNSUCCESSFUL };
    }
    enabled.add(channel);
    return undefined;
  };
}

it('no call that KMCL forbids is made behind an Enable that is refused the first time', async () => {
  const strict = behind(() => {
    let [isRefused, enabled] = [false, 0];
    return ({ kind }) => {
      if (kind === 'enable' && !isRefused) {
        isRefused = true;
        return { kind: 'status', status: UNSUCCESSFUL };
      }
      if (kind === 'enable') enabled += 1;
      if (kind === 'disable' && enabled === 0) throw new Error('disabled before it was enabled');
      return undefined;
    };
  });
  const { facts, verdict } = await tried(strict);
  expect(facts.counterexamples).toEqual([]);
  expect(verdict.scope.notVerified).toEqual([]);
});

it('no Enable that succeeded is made again', async () => {
  const { facts, verdict } = await tried(behind(firstOfSlot));
  expect(facts.counterexamples).toEqual([]);
  expect(verdict.scope.notVerified).toEqual([]);
});

it.each<{ claims: readonly Capability[] }>([{ claims: [] }, { claims: ['reservation'] }])(
  'what a refused Enable does to its channel shows with no more than $claims claimed',
  async ({ claims }) => {
    const { info, run } = reference({ fault: 'failed-enable-shuts' });
    const { facts } = await tried({ info: { ...info, capabilities: claims }, run });
    expect(facts.counterexamples.map(brokenClause)).toContain('accept.required');
  },
);
