/**
 * Runs that end in every way that a report has words for, and one on a target with names and last words that fit no line: what the
 * files and the terminal are tried on.
 */
import { runCampaign } from '../../harness/campaign/campaign.ts';
import type { CampaignOptions } from '../../harness/campaign/campaign.ts';
import type { Facts } from '../../harness/campaign/facts.ts';
import { reportOf } from '../../harness/report/report.ts';
import type { Report } from '../../harness/report/report-schema.ts';
import { unusableFacts } from '../../harness/report/unusable-facts.ts';
import { fromSession, TargetFailure } from '../../harness/target.ts';
import type { Target } from '../../harness/target.ts';
import { gate } from '../../harness/verdict/gate.ts';
import type { Gated, Policy } from '../../harness/verdict/gate.ts';
import { isZero } from '../../spec/model.ts';
import { reference } from '../../targets/reference/reference.ts';

export interface EndedRun {
  readonly name: string;
  readonly facts: Facts;
  readonly gated: Gated;
  readonly report: Report;
}

/** One word, wide characters, characters that turn the text, markup, a command of GitHub's and a path of GitLab's. */
export const LONG_NAME = `${'acme-'.repeat(40)}仮想機械バス・ドライバー試験実装 \u202eevil\u0007 </details><b>& ::error::x ##[add-mask]y [[ATTACHMENT|z]]`;
const LAST_WORDS = `${LONG_NAME}\n    at ${'deeper/'.repeat(30)}bus.rs:12:7\n\`\`\`\n</details>\n    at main`;

const SEED = 1;
const TODAY = '2026-01-01';

async function ended(
  name: string,
  target: Target,
  { policy, ...options }: CampaignOptions & { policy?: Policy } = {},
  change: (facts: Facts) => Facts = (facts) => facts,
): Promise<EndedRun> {
  const facts = change(await runCampaign(target, { tier: 'smoke', seed: SEED, ...options }));
  return shown(name, facts, { today: TODAY, ...policy });
}

function shown(name: string, facts: Facts, policy: Policy = {}): EndedRun {
  const gated = gate(facts, policy);
  const asked = {
    target: 'reference',
    tier: 'smoke',
    reading: 'documented',
    level: 'should',
    seed: SEED,
    clauses: [],
    baseline: policy.baseline !== undefined,
  } as const;
  const context = { asked: { ...asked, clauses: [] }, startedAt: `${TODAY}T12:00:00.000Z`, durationMs: 1_234.5 };
  return { name, facts, gated, report: reportOf(facts, gated, context) };
}

/** Ends in one way at every call under test with two zero amounts. */
function endingIn(kind: 'crash' | 'timeout' | 'adapter-fault', words: string, name = 'ends'): Target {
  const { info, open } = reference();
  return fromSession({ ...info, name }, () => {
    const session = open!();
    return {
      perform(call) {
        if (call.kind === 'setMmioMegabytes' && isZero(call)) throw new TargetFailure(kind, words);
        return session.perform(call);
      },
    };
  });
}

/** Now one answer and now the other, where both conform. */
function undecided(): Target {
  const { info, open } = reference();
  return fromSession(info, () => {
    const session = open!();
    let isAllocated = false;
    return {
      perform(call) {
        isAllocated ||= call.kind === 'allocate';
        const isAsked = call.kind === 'setMmioMegabytes' && call.channel === 'null' && isZero(call);
        return isAsked && isAllocated ? { kind: 'status', status: 0xc000_000d } : session.perform(call);
      },
    };
  });
}

const LONG_REASON = `${'because the guest has no more room, '.repeat(9)}and ${LONG_NAME}`;

async function all(): Promise<readonly EndedRun[]> {
  const broken = await ended('breaks a MUST', reference({ fault: 'both-zero-accepted' }));
  const conforming = await ended('conforms', reference());
  const many = await ended('breaks much', reference({ fault: 'success-is-failure' }));
  const waivers = many.gated.failures.map(({ signature: { clause, id } }) => ({
    clause,
    signature: id,
    kind: 'known-failure' as const,
    reason: LONG_REASON,
  }));
  const baseline = { file: 'b.yaml', waivers };
  const informational = { revision: '2026.1', points: [], weightOf: () => 'informational' as const };
  const attempt = { target: { ...reference().info, name: LONG_NAME }, tier: 'smoke', reading: 'documented' } as const;
  const once = { kind: 'crash' as const, message: LAST_WORDS, count: 3 };
  return [
    conforming,
    broken,
    many,
    await ended('breaks a SHOULD', reference({ windowMegabytes: 100 })),
    await ended('answers an open question in two ways', undecided()),
    await ended('leaves much open', reference({ enableFails: 'always' })),
    await ended('crashes', endingIn('crash', LAST_WORDS, LONG_NAME)),
    await ended('hangs', endingIn('timeout', 'no answer within 100 ms')),
    await ended('breaks the contract', endingIn('adapter-fault', LAST_WORDS)),
    shown('cannot be used', unusableFacts({ ...attempt, seed: SEED }, LAST_WORDS)),
    await ended('is one part of three', reference(), { shard: { index: 0, count: 3 } }),
    shown('is cut short', { ...conforming.facts, cutShort: 'interrupted' }),
    await ended('is tried on a selection', reference(), {
      selects: (id) => id === 'held.set',
      selection: ['held.set'],
    }),
    shown('breaks what the baseline knows', many.facts, { baseline, today: TODAY }),
    shown('breaks less than the baseline knows', conforming.facts, { baseline, today: TODAY }),
    shown('breaks what does not count', broken.facts, { requirements: informational }),
    shown('crashed once and not again', { ...conforming.facts, unrepeated: [once] }),
    shown('has a name that fits no line', { ...broken.facts, target: { ...broken.facts.target, name: LONG_NAME } }),
  ];
}

let made: Promise<readonly EndedRun[]> | undefined;

/** The same for every test file of a worker. */
export function endedRuns(): Promise<readonly EndedRun[]> {
  return (made ??= all());
}
