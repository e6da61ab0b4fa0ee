/** A small sign for an outcome, with a shape of its own for each tone. */
import { toneOf } from './tone.ts';
import type { Tone } from './tone.ts';

export const MARK_PATHS: Readonly<Record<Tone, string>> = {
  pass: 'M2.5 7.5 L5.5 10.5 L11.5 3.5',
  choice: 'M7 2 L12 7 L7 12 L2 7 Z',
  fail: 'M3 3 L11 11 M11 3 L3 11',
  deviation: 'M7 2.2 L12.4 11.6 L1.6 11.6 Z',
  open: 'M7 2 A5 5 0 1 1 6.99 2 Z',
  quiet: 'M3 7 L11 7',
};

export function OutcomeMark({ outcome }: { readonly outcome: string }) {
  const tone = toneOf(outcome);
  return (
    <svg class={`mark tone-${tone}`} viewBox="0 0 14 14" aria-hidden="true">
      <path d={MARK_PATHS[tone]} />
    </svg>
  );
}

/** The sign and the word. */
export function OutcomeWord({ outcome }: { readonly outcome: string }) {
  return (
    <span class={`outcome tone-${toneOf(outcome)}`}>
      <OutcomeMark outcome={outcome} />
      {outcome}
    </span>
  );
}
