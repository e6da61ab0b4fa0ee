/** Which certificates a run keeps once something was seen that depends on what ran before it. */
import { describe, expect, it } from 'vitest';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import type { Counterexample } from '../../harness/campaign/counterexample.ts';
import { loweredCertificates } from '../../harness/campaign/lowered-certificates.ts';
import { seenOnce } from '../../harness/campaign/unrepeated.ts';
import type { Certificate } from '../../harness/minimize/search-shorter.ts';
import { UNREPEATED_KINDS } from '../../harness/target.ts';
import type { UnrepeatedKind } from '../../harness/target.ts';
import { reference } from '../../targets/reference/reference.ts';

const run = await runCampaign(reference({ fault: 'sum-wraps' }), { tier: 'smoke', seed: 1 });
const found = run.counterexamples[0]!;

function certified(certificate: Certificate): Counterexample {
  return { ...found, minimized: { ...found.minimized, certificate } };
}

const certificates = (all: readonly Counterexample[]) => all.map(({ minimized }) => minimized.certificate);
const ALL = ['globally shortest', 'shortest over its own calls', '1-minimal', 'out of budget'] as const;
const LOWERED = ['1-minimal', '1-minimal', '1-minimal', 'out of budget'];

describe('certificates', () => {
  it('are kept where nothing speaks against them', () => {
    expect(certificates(loweredCertificates(ALL.map(certified), []))).toEqual(ALL);
  });

  it.each(['leak', 'count', 'first'] as const)('are lowered beside a failure with a history: %s', (cause) => {
    const history = { programs: [found.trace.program], cause, processes: 1, isMinimal: true };
    const beside = { ...certified('after other programs'), history };
    expect(certificates(loweredCertificates([...ALL.map(certified), beside], []))).toEqual([
      ...LOWERED,
      'after other programs',
    ]);
  });

  it('are lowered beside a failure that did not come again', () => {
    const once = { ...certified('seen once'), repeats: false };
    expect(certificates(loweredCertificates([once, ...ALL.map(certified)], []))).toEqual(['seen once', ...LOWERED]);
  });

  it.each(UNREPEATED_KINDS)('are lowered by what did not come again, where it was an answer or a crash: %s', (kind) => {
    const lowering: readonly UnrepeatedKind[] = ['answer', 'crash'];
    const lowered = loweredCertificates(ALL.map(certified), [seenOnce(kind, 'it was so once')]);
    expect(certificates(lowered)).toEqual(lowering.includes(kind) ? LOWERED : ALL);
  });
});
