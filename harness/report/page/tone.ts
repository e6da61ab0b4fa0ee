/** How an outcome is coloured and marked. Several outcomes can share a tone; none is told by colour alone. */
export type Tone = 'pass' | 'choice' | 'fail' | 'deviation' | 'open' | 'quiet';

const TONES: Readonly<Record<string, Tone>> = {
  pass: 'pass',
  covered: 'pass',
  conforms: 'pass',
  choice: 'choice',
  fail: 'fail',
  failed: 'fail',
  crash: 'fail',
  timeout: 'fail',
  'adapter-fault': 'fail',
  'does not conform': 'fail',
  'target unusable': 'fail',
  deviation: 'deviation',
  inconsistent: 'deviation',
  'baseline drift': 'deviation',
  'not-verified': 'open',
  unseen: 'open',
  inconclusive: 'open',
  'not-applicable': 'quiet',
  waived: 'quiet',
};

export function toneOf(outcome: string): Tone {
  return TONES[outcome] ?? 'quiet';
}
