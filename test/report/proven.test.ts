/**
 * What is said of a complete suite that ended early: what it had proven by then, and nothing where that is not sure. Ways in which
 * it could say too much: cut before the smaller suite was done, a failure anywhere, a refusal after which calls lead
 * elsewhere, an answer that did not repeat, a part of a run.
 */
import { expect, it } from 'vitest';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import type { CampaignOptions } from '../../harness/campaign/campaign.ts';
import type { Facts } from '../../harness/campaign/facts.ts';
import { completeStrategy } from '../../harness/generate/complete.ts';
import { strategiesOf } from '../../harness/generate/tier.ts';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import { provenTo, provenWords } from '../../harness/report/proven.ts';
import type { Target } from '../../harness/target.ts';
import { reference } from '../../targets/reference/reference.ts';

const context = {
  capabilities: new Set(reference().info.capabilities),
  reading: 'documented',
  profile: () => DEFAULT_PROFILE,
  seed: 1,
} as const;
/** How many programs of tier ci come before those of complete-1; none are run on several instances at once on a target that has no such. */
const ci = await strategiesOf('ci');
const before = ci
  .slice(
    0,
    ci.findIndex(({ name }) => name === 'complete-1'),
  )
  .filter(({ name }) => name !== 'instances')
  .reduce((programs, strategy) => programs + [...strategy.programs(context)].length, 0);
/** After so many programs tier ci is in the middle of complete-1, and behind complete-0. */
const [zero] = completeStrategy(1).completeAfter!(context);

/** Ends the run as its so many programs are asked for; a window of them is under way at once. */
function endedAfter(programs: number) {
  const interruption = new AbortController();
  const { info, run } = reference();
  let asked = 0;
  const target: Target = {
    info,
    run: (program) => {
      asked += 1;
      if (asked === programs) interruption.abort();
      return run(program);
    },
  };
  return runCampaign(target, { tier: 'ci', seed: 1, signal: interruption.signal, corpus: [] });
}

const suiteOf = ({ strategies }: Facts) => strategies.find(({ name }) => name.startsWith('complete-'))!;
const smoke = (target: Target, options: CampaignOptions = {}) =>
  runCampaign(target, { tier: 'smoke', seed: 1, searchProgramsMax: 0, corpus: [], ...options });

const TITLE = 'says how far it was complete as it was cut short, %i programs off';
it.each([[100, 0]])(TITLE, saysHowFar);
it.each([[-100, undefined]])(TITLE, { tags: ['slow'] }, saysHowFar);

async function saysHowFar(off: number, to: number | undefined): Promise<void> {
  const facts = await endedAfter(before + zero! + off);
  expect(suiteOf(facts)).toMatchObject({ name: 'complete-1', endedEarly: true });
  expect(provenTo(facts, suiteOf(facts))).toBe(to);
}

it('says nothing where that is not sure', async () => {
  const whole = await smoke(reference());
  const suite = suiteOf(whole);
  expect(provenTo(whole, suite)).toBe(0);
  const unrepeated = [{ kind: 'flaky', text: 'once', count: 1 }] as unknown as Facts['unrepeated'];
  expect(provenTo({ ...whole, unrepeated }, suite)).toBeUndefined();
  const refusing = await smoke(reference({ enableFails: 'first' }));
  expect([refusing.counterexamples, provenTo(refusing, suiteOf(refusing))]).toEqual([[], undefined]);
  const failing = await smoke(reference({ fault: 'slots-in-three-bits' }));
  expect([failing.counterexamples.length > 0, provenTo(failing, suiteOf(failing))]).toEqual([true, undefined]);
  const part = await smoke(reference(), { shard: { index: 0, count: 2 } });
  expect(provenTo(part, suiteOf(part))).toBeUndefined();
});

it('has words for it', () => {
  expect(provenWords('complete-3', 1)).toBe('ended early, with all of complete-1 behind it');
  expect(provenWords('complete-3', undefined)).toBeUndefined();
});
